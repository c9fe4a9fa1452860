import type {Finding} from '../core/wizard/finding.ts';
import type {Text} from './catalog.ts';

type Said = Extract<Finding, {kind: 'said'}>;

/** The words of a finding that is no problem. */
export const describeFinding = (text: Text, finding: Said): string => {
	// The compiler cannot see that a code and its own params belong together once they are in a union.
	const write = text.wizard.findings[finding.code] as (params: Said['params']) => string;
	return write(finding.params);
};
