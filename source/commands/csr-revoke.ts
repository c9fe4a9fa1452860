import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import {findNearestWord} from '../core/answers/nearest-word.ts';
import type {TokenFacts} from '../core/facts/cluster-facts.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {reportJson} from '../headless/json-reporter.ts';
import {openDecisionLog} from '../workflow/csr/decision-log.ts';
import {revokeToken} from '../workflow/csr/revoke-token.ts';
import {confirmDecision} from './confirm-decision.ts';
import type {RunCommand} from './invocation.ts';
import {nameOperator} from './open-edges.ts';
import {withReview} from './open-review.ts';

/** The tokens of these ids, each once. A whole token may be pasted: what is behind the dot is dropped and never shown. */
const pickTokens = (tokens: readonly TokenFacts[], given: readonly string[]): readonly TokenFacts[] => {
	const byId = new Map(tokens.map((token) => [token.tokenId, token]));
	const ids = [...new Set(given.map((text) => text.split('.')[0] ?? ''))];
	const missing = ids
		.filter((id) => !byId.has(id))
		.map((id) => {
			const tokenId = escapeControls(id);
			const nearest = findNearestWord(id, [...byId.keys()]);
			return problem('token-not-found', 'cluster', {tokenId, ...(nearest === undefined ? {} : {nearest: escapeControls(nearest)})});
		});
	if (missing.length > 0) {
		throw new Failure(missing);
	}
	return ids.flatMap((id) => byId.get(id) ?? []);
};

const show = (value: string | undefined): string | undefined => (value === undefined ? undefined : escapeControls(value));

/** `kubenroll csr revoke TOKEN-ID...`: takes bootstrap tokens away. */
export const runCsrRevoke: RunCommand = async (invocation) =>
	withReview(invocation, ['tokens'], async ({tokens, api, prompter, recordFolder}) => {
		const {line, text, stdout, stderr, signal} = invocation;
		const words = text.decisions.revoke;
		const picked = pickTokens(tokens, line.arguments);
		stderr.write(picked.map(({tokenId, node, expiration}) => `${words.line(escapeControls(tokenId), show(node), show(expiration))}\n`).join(''));
		if (!(await confirmDecision(line, prompter, words.confirm(picked.map(({tokenId}) => escapeControls(tokenId)))))) {
			return 130;
		}
		const report = line.flags.has('json') ? reportJson(stdout.write) : undefined;
		const log = openDecisionLog({files: localFiles, pki: cryptoPki, clock: systemClock}, recordFolder);
		for (const token of picked) {
			const decision = await revokeToken({api, clock: systemClock}, token, {operator: nameOperator(), reason: line.values.get('reason') ?? '', signal});
			stderr.write(`${words.done(escapeControls(token.tokenId))}\n`);
			report?.({type: 'object-changed', kind: 'Secret', name: decision.request, action: 'delete'});
			await log.append(decision);
		}
		return 0;
	});
