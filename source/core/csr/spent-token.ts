import {tokenSecretName} from '../artifacts/render-token-secret.ts';
import {tokenIdOf} from './requester.ts';
import type {Knowledge} from './knowledge.ts';
import {parseTimestamp} from './timestamp.ts';

/**
 * True for a user of a bootstrap token that is gone or has expired: nobody signs in as that user any more, neither to fetch a certificate nor to ask for
 * another (P16, P24). False for everybody else, and where the tokens were not all read.
 */
export const hasSpentToken = (username: string, {tokens, hasAllTokens, nowMs}: Pick<Knowledge, 'tokens' | 'hasAllTokens' | 'nowMs'>): boolean => {
	const tokenId = tokenIdOf(username);
	if (tokenId === undefined || !hasAllTokens) {
		return false;
	}
	const token = tokens.get(tokenSecretName(tokenId));
	const endMs = parseTimestamp(token?.expiration ?? '');
	return token === undefined || (endMs !== undefined && endMs <= nowMs);
};
