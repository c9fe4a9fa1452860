import {nodeGroup, nodeGroupPrefix, nodeOfGroup} from '../../artifacts/node-group.ts';
import {tokenSecretName} from '../../artifacts/render-token-secret.ts';
import type {TokenFacts} from '../../facts/cluster-facts.ts';
import {spareNumberOf} from '../../token-file/own-rows.ts';
import type {JudgeContext} from '../judge-context.ts';
import {makeFinding, type Finding} from '../finding.ts';
import type {Knowledge} from '../knowledge.ts';
import {isOfPlan} from '../plan-token.ts';
import {parseTimestamp} from '../timestamp.ts';
import {onNode, type KubeletRequest, type Rule} from '../rule.ts';

// k8s.io/cluster-bootstrap token/api/types.go: SecretTypeBootstrapToken.
const secretType = 'bootstrap.kubernetes.io/token';

// An empty expiration is none, and only RFC 3339 is one: k8s.io/cluster-bootstrap util/secrets/secrets.go, GetExpiration. A token that never
// expires was not made by kubenroll and outlives every run: a person decides.
const judgeExpiration = ({secretName: secret, expiration = ''}: TokenFacts, nowMs: number): readonly Finding[] => {
	if (expiration === '') {
		return [makeFinding('ASK', 'token-never-expires', {secret})];
	}
	const endMs = parseTimestamp(expiration);
	if (endMs === undefined) {
		return [makeFinding('REFUSE', 'token-expiration-unreadable', {secret, expiration})];
	}
	return endMs > nowMs ? [] : [makeFinding('ASK', 'token-expired', {secret, expiration})];
};

const judgeSecret = (token: TokenFacts, tokenId: string, {raw, node}: KubeletRequest, knowledge: Knowledge): readonly Finding[] => {
	const secret = token.secretName;
	const missingGroup = raw.groups.find((group) => group.startsWith(nodeGroupPrefix) && !token.extraGroups.includes(group));
	return [
		...(token.type === secretType ? [] : [makeFinding('ASK', 'token-wrong-type', {secret, type: token.type})]),
		...(token.tokenId === tokenId ? [] : [makeFinding('REFUSE', 'token-id-mismatch', {secret, tokenId: token.tokenId})]),
		...(token.canAuthenticate ? [] : [makeFinding('REFUSE', 'token-cannot-authenticate', {secret})]),
		...judgeExpiration(token, knowledge.nowMs),
		...(isOfPlan(token, knowledge.plannedNodes) ? [] : [makeFinding('ASK', 'token-not-of-plan', {secret})]),
		...(token.node === undefined || node === undefined || token.node === node ? [] : [makeFinding('REFUSE', 'token-made-for-other-node', {secret, made: token.node, node})]),
		...(missingGroup === undefined ? [] : [makeFinding('REFUSE', 'token-lacks-node-group', {secret, group: missingGroup})]),
	];
};

const judgeToken: Rule['judge'] = (request, knowledge) => {
	if (request.requester.kind !== 'bootstrap-token') {
		return [];
	}
	const {tokenId} = request.requester;
	const secret = tokenSecretName(tokenId);
	const token = knowledge.tokens.get(secret);
	if (token === undefined) {
		return knowledge.hasAllTokens ? [makeFinding('ASK', 'token-missing', {secret})] : [];
	}
	const findings = judgeSecret(token, tokenId, request, knowledge);
	return findings.length === 0 ? [makeFinding('PASS', 'token-right', {secret})] : findings;
};

// A spare row was made before anybody knew its node, so no group of it says which: its user is bound to the node instead, by plan and record.
const judgeSpareRow = (node: string, user: string, tokenRows: JudgeContext['tokenRows'] = []): readonly Finding[] | undefined => {
	if (spareNumberOf(user) === undefined) {
		return undefined;
	}
	const bound = tokenRows.find((row) => row.user === user)?.node;
	return bound === undefined ? undefined : [bound === node ? makeFinding('PASS', 'token-bound', {node}) : makeFinding('REFUSE', 'token-of-other-node', {node, bound})];
};

const judgeBinding = onNode((node, {raw, requester}, {context}) => {
	if (requester.kind !== 'bootstrap-token' && requester.kind !== 'token-file') {
		return [];
	}
	const [bound, ...others] = raw.groups.filter((group) => group.startsWith(nodeGroupPrefix));
	const spare = requester.kind === 'token-file' && bound === undefined ? judgeSpareRow(node, raw.username, context.tokenRows) : undefined;
	if (spare !== undefined) {
		return spare;
	}
	if (bound === undefined) {
		return [context.trustsSharedToken ? makeFinding('PASS', 'token-shared-trusted', {}) : makeFinding('ASK', 'token-shared', {})];
	}
	if (others.length > 0) {
		return [makeFinding('REFUSE', 'token-of-several-nodes', {groups: [bound, ...others].join(', ')})];
	}
	return [bound === nodeGroup(node) ? makeFinding('PASS', 'token-bound', {node}) : makeFinding('REFUSE', 'token-of-other-node', {node, bound: nodeOfGroup(bound) ?? bound})];
});

/** Rules of the token that a first client request was made with. */
export const tokenRules: readonly Rule[] = [
	{id: 'P13', kind: 'client', judge: judgeToken},
	{id: 'P14', kind: 'client', judge: judgeBinding},
	{
		id: 'P35',
		kind: 'client',
		judge: ({requester}, {tokens}) => {
			const token = requester.kind === 'bootstrap-token' ? tokens.get(tokenSecretName(requester.tokenId)) : undefined;
			return token?.isPublished === true ? [makeFinding('ASK', 'token-published', {secret: token.secretName})] : [];
		},
	},
];
