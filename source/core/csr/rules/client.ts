import {describeAltName} from '../alt-name.ts';
import {find, type Finding} from '../finding.ts';
import {onDecoded, onNode, type KubeletRequest, type Rule} from '../rule.ts';
import {nodesGroup} from '../requester.ts';

const isFirstEnrolment = ({requester}: KubeletRequest): boolean => requester.kind === 'bootstrap-token' || requester.kind === 'token-file';

const judgeRequester: Rule['judge'] = ({raw, requester, node}, {context}) => {
	const name = {requester: raw.username};
	switch (requester.kind) {
		case 'bootstrap-token': {
			return [find('PASS', 'requester-bootstrap-token', {tokenId: requester.tokenId})];
		}
		case 'token-file': {
			if (requester.isLegacy) {
				return [find('ASK', 'requester-legacy-group', name)];
			}
			return [context.mode === 'token-file' ? find('PASS', 'requester-token-file', name) : find('ASK', 'requester-token-file-unexpected', name)];
		}
		case 'node': {
			return [requester.node === node ? find('PASS', 'requester-node', {node}) : find('REFUSE', 'requester-other-node', {...name, node: node ?? '?'})];
		}
		case 'stranger': {
			return [find('REFUSE', 'requester-stranger', name)];
		}
	}
};

const judgeExistingNode = onNode((node, request, {nodeObjects, plannedNodes, controlPlane}) => {
	if (!isFirstEnrolment(request)) {
		return [];
	}
	const [existing, planned] = [nodeObjects.get(node), plannedNodes.get(node)];
	const findings: Finding[] = [];
	if ((existing?.isControlPlane === true && planned?.isControlPlane !== true) || (controlPlane.has(node) && planned === undefined)) {
		findings.push(find('REFUSE', 'node-is-control-plane', {node}));
	}
	if (existing === undefined) {
		return findings.length > 0 ? findings : [find('PASS', 'node-new', {node})];
	}
	if (existing.ready === 'true') {
		return [...findings, find('REFUSE', 'node-ready', {node})];
	}
	return [...findings, planned?.mayReenroll === true ? find('ASK', 'node-enrols-again', {node}) : find('REFUSE', 'node-not-listed-again', {node})];
});

const judgeRenewal = onNode((node, {raw, requester}, {nodeObjects, plannedNodes}) => {
	if (requester.kind !== 'node') {
		return [];
	}
	const lacking = [
		...(raw.groups.includes(nodesGroup) ? [] : [find('REFUSE', 'renewal-lacks-group', {group: nodesGroup})]),
		...(nodeObjects.has(node) ? [] : [find('REFUSE', 'renewal-without-node', {node})]),
		...(plannedNodes.has(node) ? [] : [find('REFUSE', 'renewal-not-planned', {node})]),
	];
	return lacking.length === 0 && requester.node === node ? [find('PASS', 'renewal-right', {node})] : lacking;
});

/** Rules of client requests except those about tokens. */
export const clientRules: readonly Rule[] = [
	{
		id: 'P11',
		kind: 'client',
		judge: onDecoded(({altNames}) => [
			altNames === undefined ? find('PASS', 'client-without-alt-names', {}) : find('REFUSE', 'client-has-alt-names', {names: altNames.slice(0, 9).map(describeAltName).join(', ')}),
		]),
	},
	{id: 'P12', kind: 'client', judge: judgeRequester},
	{id: 'P15', kind: 'client', judge: judgeExistingNode},
	{
		id: 'P16',
		kind: 'client',
		judge: onNode((node, {raw}, {approvedClients}) => {
			const first = approvedClients.get(node)?.find((name) => name !== raw.name);
			return [first === undefined ? find('PASS', 'first-in-run', {}) : find('ASK', 'second-in-run', {first})];
		}),
	},
	{id: 'P17', kind: 'client', judge: judgeRenewal},
];
