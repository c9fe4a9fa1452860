import {isPublishedToken} from '../../core/artifacts/published-tokens.ts';
import type {RowPlan} from '../../core/token-file/choose-rows.ts';
import {rowTokenAlphabet, rowTokenLength} from '../../core/token-file/own-rows.ts';
import type {Entropy} from '../../ports/entropy.ts';

const draw = (entropy: Entropy): string => {
	const token = entropy.draw(rowTokenAlphabet, rowTokenLength);
	return isPublishedToken(token) ? draw(entropy) : token;
};

/** Draws a token for every row that the plan creates, by user; called once the plan is confirmed. They are secret and live in memory only. */
export const drawRowTokens = (entropy: Entropy, rows: readonly RowPlan[]): ReadonlyMap<string, string> => new Map(rows.filter(({action}) => action === 'create').map(({user}) => [user, draw(entropy)]));
