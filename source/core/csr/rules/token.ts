import {nodeGroup, nodeGroupPrefix, nodeOfGroup} from '../../artifacts/node-group.ts';
import {tokenSecretName} from '../../artifacts/render-token-secret.ts';
import type {TokenFacts} from '../../facts/cluster-facts.ts';
import {find, type Finding} from '../finding.ts';
import type {Knowledge} from '../knowledge.ts';
import {isOfPlan} from '../plan-token.ts';
import {onNode, type KubeletRequest, type Rule} from '../rule.ts';

// k8s.io/cluster-bootstrap token/api/types.go: SecretTypeBootstrapToken.
const secretType = 'bootstrap.kubernetes.io/token';

// RFC 3339, which is all that k8s.io/cluster-bootstrap util/secrets/secrets.go takes; Date.parse alone takes more.
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

// An empty expiration is none: k8s.io/cluster-bootstrap util/secrets/secrets.go, GetExpiration.
const judgeExpiration = ({secretName: secret, expiration = ''}: TokenFacts, nowMs: number): readonly Finding[] => {
	if (expiration === '') {
		return [];
	}
	const endMs = timestamp.test(expiration) ? Date.parse(expiration) : Number.NaN;
	if (Number.isNaN(endMs)) {
		return [find('REFUSE', 'token-expiration-unreadable', {secret, expiration})];
	}
	return endMs > nowMs ? [] : [find('ASK', 'token-expired', {secret, expiration})];
};

const judgeSecret = (token: TokenFacts, tokenId: string, {raw}: KubeletRequest, knowledge: Knowledge): readonly Finding[] => {
	const secret = token.secretName;
	const missingGroup = raw.groups.find((group) => group.startsWith(nodeGroupPrefix) && !token.extraGroups.includes(group));
	return [
		...(token.type === secretType ? [] : [find('ASK', 'token-wrong-type', {secret, type: token.type})]),
		...(token.tokenId === tokenId ? [] : [find('REFUSE', 'token-id-mismatch', {secret, tokenId: token.tokenId})]),
		...(token.canAuthenticate ? [] : [find('REFUSE', 'token-cannot-authenticate', {secret})]),
		...judgeExpiration(token, knowledge.nowMs),
		...(isOfPlan(token, knowledge.plannedNodes) ? [] : [find('ASK', 'token-not-of-plan', {secret})]),
		...(missingGroup === undefined ? [] : [find('REFUSE', 'token-lacks-node-group', {secret, group: missingGroup})]),
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
		return [find('ASK', 'token-missing', {secret})];
	}
	const findings = judgeSecret(token, tokenId, request, knowledge);
	return findings.length === 0 ? [find('PASS', 'token-right', {secret})] : findings;
};

const judgeBinding = onNode((node, {raw, requester}, {context}) => {
	if (requester.kind !== 'bootstrap-token' && requester.kind !== 'token-file') {
		return [];
	}
	const [bound, ...others] = raw.groups.filter((group) => group.startsWith(nodeGroupPrefix));
	if (bound === undefined) {
		return [context.trustsSharedToken ? find('PASS', 'token-shared-trusted', {}) : find('ASK', 'token-shared', {})];
	}
	if (others.length > 0) {
		return [find('REFUSE', 'token-of-several-nodes', {groups: [bound, ...others].join(', ')})];
	}
	return [bound === nodeGroup(node) ? find('PASS', 'token-bound', {node}) : find('REFUSE', 'token-of-other-node', {node, bound: nodeOfGroup(bound) ?? bound})];
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
			return token?.isPublished === true ? [find('ASK', 'token-published', {secret: token.secretName})] : [];
		},
	},
];
