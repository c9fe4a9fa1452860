import {nodeGroup} from '../../artifacts/node-group.ts';
import {describeAltName} from '../alt-name.ts';
import {makeFinding, type Finding} from '../finding.ts';
import {onDecoded, onNode, type KubeletRequest, type Rule} from '../rule.ts';
import {authenticatedGroup, bootstrappersGroup, nodesGroup} from '../requester.ts';
import {hasSpentToken} from '../spent-token.ts';

const isFirstEnrolment = ({requester}: KubeletRequest): boolean => requester.kind === 'bootstrap-token' || requester.kind === 'token-file';

// A token gives its user these and no others (k8s.io/cluster-bootstrap util/tokens/tokens.go, ValidateBootstrapGroupName): with another group it is
// somebody whom impersonation, a proxy or an identity provider calls so.
const isOfToken = (group: string): boolean => group === authenticatedGroup || group === bootstrappersGroup || group.startsWith(`${bootstrappersGroup}:`);

const judgeRequester: Rule['judge'] = ({raw, requester, node}, {context}) => {
	const name = {requester: raw.username};
	switch (requester.kind) {
		case 'bootstrap-token': {
			const foreign = raw.groups.find((group) => !isOfToken(group));
			return [foreign === undefined ? makeFinding('PASS', 'requester-bootstrap-token', {tokenId: requester.tokenId}) : makeFinding('REFUSE', 'requester-foreign-group', {...name, group: foreign})];
		}
		case 'token-file': {
			if (requester.isLegacy) {
				return [makeFinding('ASK', 'requester-legacy-group', name)];
			}
			return [context.mode === 'token-file' ? makeFinding('PASS', 'requester-token-file', name) : makeFinding('ASK', 'requester-token-file-unexpected', name)];
		}
		case 'node': {
			return [requester.node === node ? makeFinding('PASS', 'requester-node', {node}) : makeFinding('REFUSE', 'requester-other-node', {...name, node: node ?? '?'})];
		}
		case 'stranger': {
			return [makeFinding('REFUSE', 'requester-stranger', name)];
		}
	}
};

const judgeExistingNode = onNode((node, request, {nodeObjects, plannedNodes, controlPlane, hasAllNodes}) => {
	if (!isFirstEnrolment(request)) {
		return [];
	}
	const [existing, planned] = [nodeObjects.get(node), plannedNodes.get(node)];
	const findings: Finding[] = [];
	if ((existing?.isControlPlane === true && planned?.isControlPlane !== true) || (controlPlane.has(node) && planned === undefined)) {
		findings.push(makeFinding('REFUSE', 'node-is-control-plane', {node}));
	}
	if (existing === undefined) {
		return findings.length > 0 || !hasAllNodes ? findings : [makeFinding('PASS', 'node-new', {node})];
	}
	if (existing.ready === 'true') {
		return [...findings, makeFinding('REFUSE', 'node-ready', {node})];
	}
	return [...findings, planned?.mayReenroll === true ? makeFinding('ASK', 'node-enrols-again', {node}) : makeFinding('REFUSE', 'node-not-listed-again', {node})];
});

const judgeRenewal = onNode((node, {raw, requester}, {nodeObjects, plannedNodes, hasAllNodes}) => {
	if (requester.kind !== 'node') {
		return [];
	}
	const lacking = [
		...[nodesGroup, authenticatedGroup].filter((group) => !raw.groups.includes(group)).map((group) => makeFinding('REFUSE', 'renewal-lacks-group', {group})),
		...(nodeObjects.has(node) || !hasAllNodes ? [] : [makeFinding('REFUSE', 'renewal-without-node', {node})]),
		...(plannedNodes.has(node) ? [] : [makeFinding('REFUSE', 'renewal-not-planned', {node})]),
	];
	return lacking.length === 0 && requester.node === node ? [makeFinding('PASS', 'renewal-right', {node})] : lacking;
});

// A rebuilt machine comes with a token of its own, made for its node after the earlier one, made for it too, was taken away: a first enrolment like any
// other. While the earlier token is good still, two machines may ask for one node; and one that was not the node's has let in somebody else.
const judgeRepetition = onNode((node, {raw, requester}, knowledge) => {
	const earlier = (knowledge.approvedClients.get(node) ?? []).filter(({name}) => name !== raw.name);
	const group = nodeGroup(node);
	const isOfNode = (groups: readonly string[]): boolean => group !== undefined && groups.includes(group);
	const isOver = ({filed}: (typeof earlier)[number]): boolean => filed !== undefined && isOfNode(filed.groups) && hasSpentToken(filed.username, knowledge);
	const first = earlier.find(({filed}) => filed === undefined || filed.username === raw.username) ?? earlier.find((each) => !isOver(each)) ?? earlier[0];
	if (first === undefined) {
		return [makeFinding('PASS', 'first-in-run', {})];
	}
	const {name, filed} = first;
	if (requester.kind === 'node') {
		return [makeFinding('ASK', 'second-by-node', {first: name})];
	}
	if (filed === undefined || filed.username === raw.username) {
		return [makeFinding('ASK', 'second-in-run', {first: name})];
	}
	return [requester.kind === 'bootstrap-token' && isOfNode(raw.groups) && isOver(first) ? makeFinding('PASS', 'enrols-anew', {first: name}) : makeFinding('ASK', 'second-by-other-requester', {first: name, requester: filed.username})];
});

/** Rules of client requests except those about tokens. */
export const clientRules: readonly Rule[] = [
	{
		id: 'P11',
		kind: 'client',
		judge: onDecoded(({altNames}) => [
			altNames === undefined ? makeFinding('PASS', 'client-without-alt-names', {}) : makeFinding('REFUSE', 'client-has-alt-names', {names: altNames.slice(0, 9).map(describeAltName).join(', ')}),
		]),
	},
	{id: 'P12', kind: 'client', judge: judgeRequester},
	{id: 'P15', kind: 'client', judge: judgeExistingNode},
	{id: 'P16', kind: 'client', judge: judgeRepetition},
	{id: 'P17', kind: 'client', judge: judgeRenewal},
];
