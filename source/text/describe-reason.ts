import type {Reason} from '../core/csr/judgement.ts';
import type {Text} from './catalog.ts';

/** What one rule found, in one sentence with the rule's id behind it. */
export const describeReason = (text: Text, reason: Reason): string => {
	// The compiler cannot see that a code and its own params belong together once they are in a union.
	const write = text.reasons[reason.code] as (params: Reason['params']) => string;
	return `${write(reason.params)} (${reason.rule})`;
};
