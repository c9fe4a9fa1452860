import {parseIpAddress} from '../../net/ip-address.ts';
import {cidrContains} from '../../net/cidr.ts';
import {describeAltName} from '../alt-name.ts';
import {nodeUserPrefix} from '../common-name.ts';
import type {SubjectAltName} from '../csr.ts';
import {foldDnsName, isHostName} from '../dns-name.ts';
import {makeFinding, type Finding} from '../finding.ts';
import type {Knowledge} from '../knowledge.ts';
import {findPossessionGap} from '../possession.ts';
import {authenticatedGroup, nodesGroup} from '../requester.ts';
import {onDecoded, onNode, type Rule} from '../rule.ts';

// A kubelet asks for a handful: Hostname, InternalDNS, ExternalDNS, InternalIP and ExternalIP of two families. One of a host with more may ask for all that
// is known of it, up to what nobody has.
const usualAltNames = 8;
const mostAltNames = 64;

const maximumFor = (node: string | undefined, {plannedNodes}: Knowledge): number => {
	const planned = node === undefined ? undefined : plannedNodes.get(node);
	return planned === undefined ? usualAltNames : Math.min(mostAltNames, Math.max(usualAltNames, 1 + planned.dnsNames.length + planned.addresses.length));
};

const judgeRequester = onNode((node, {raw}) => {
	const expected = `${nodeUserPrefix}${node}`;
	const findings = [
		...(raw.username === expected ? [] : [makeFinding('REFUSE', 'serving-requester-other', {requester: raw.username, expected})]),
		...[nodesGroup, authenticatedGroup].filter((group) => !raw.groups.includes(group)).map((group) => makeFinding('REFUSE', 'serving-requester-lacks-group', {group})),
	];
	return findings.length === 0 ? [makeFinding('PASS', 'serving-requester-right', {requester: raw.username})] : findings;
});

const judgeDnsName = (node: string | undefined, value: string, {plannedNodes, nodeObjects}: Knowledge, isServed: boolean): Finding => {
	const name = foldDnsName(value);
	if (!isHostName(name)) {
		return makeFinding('REFUSE', 'dns-name-malformed', {name: value});
	}
	const planned = node === undefined ? undefined : plannedNodes.get(node);
	if (name === node || planned?.dnsNames.some((candidate) => foldDnsName(candidate) === name) === true) {
		return makeFinding('PASS', 'dns-name-expected', {name});
	}
	if (isServed) {
		return makeFinding('PASS', 'dns-name-served', {name});
	}
	const isInStatus = node !== undefined && nodeObjects.get(node)?.hostnames.some((candidate) => foldDnsName(candidate) === name) === true;
	return isInStatus ? makeFinding('ASK', 'dns-name-in-status-only', {name}) : makeFinding('ASK', 'dns-name-unknown', {name});
};

const judgeAddress = (node: string | undefined, address: string, {plannedNodes, nodeObjects}: Knowledge, isServed: boolean): Finding => {
	const planned = node === undefined ? undefined : plannedNodes.get(node);
	if (planned?.addresses.includes(address) === true) {
		return makeFinding('PASS', 'address-expected', {address});
	}
	if (planned?.secondaryAddresses?.includes(address) === true) {
		return makeFinding('ASK', 'address-secondary', {address});
	}
	if (isServed) {
		return makeFinding('PASS', 'address-served', {address});
	}
	const isInStatus = node !== undefined && nodeObjects.get(node)?.addresses.includes(address) === true;
	return isInStatus ? makeFinding('ASK', 'address-in-status-only', {address}) : makeFinding('ASK', 'address-unknown', {address});
};

const isOutsideOfAllowList = (address: string, {allowList, context}: Knowledge): boolean => {
	const parsed = parseIpAddress(address);
	return context.addressAllowList.length > 0 && (parsed === undefined || !allowList.some((cidr) => cidrContains(cidr, parsed)));
};

const judgeAltNames = (altNames: readonly SubjectAltName[], maximum: number): readonly Finding[] => [
	...(altNames.length === 0 ? [makeFinding('REFUSE', 'serving-without-alt-names', {})] : []),
	...(altNames.length > maximum ? [makeFinding('REFUSE', 'alt-names-too-many', {count: String(altNames.length), maximum: String(maximum)})] : []),
	...altNames.filter(({kind}) => kind !== 'dns' && kind !== 'ip').slice(0, maximum).map((name) => makeFinding('REFUSE', 'alt-name-kind-wrong', {name: describeAltName(name)})),
];

// Every name gets its own finding for the screen's ✓ and ✗, but not thousands of them: too many is refused anyway.
const valuesOf = (kind: 'dns' | 'ip', altNames: readonly SubjectAltName[], maximum: number): readonly string[] =>
	altNames.slice(0, maximum).filter((name) => name.kind === kind).map(({value}) => value);

// P23 stands in for P20 and P21 where neither SSH nor a record has told of the node; facts that are there are not overruled by it.
const standsForFacts = (node: string | undefined, altNames: readonly SubjectAltName[], {servedCertificates, plannedNodes, nowMs}: Knowledge): boolean => {
	const served = node === undefined ? undefined : servedCertificates.get(node);
	return node !== undefined && served !== undefined && plannedNodes.get(node)?.hasFacts === false && findPossessionGap(served, {node, altNames}, nowMs) === undefined;
};

/** Rules of serving requests except P22, which reserved.ts has. */
export const servingRules: readonly Rule[] = [
	{id: 'P18', kind: 'serving', judge: judgeRequester},
	{
		id: 'P19',
		kind: 'serving',
		judge: onNode((node, _, {nodeObjects, hasAllNodes}) => {
			if (nodeObjects.has(node)) {
				return [makeFinding('PASS', 'serving-node-exists', {node})];
			}
			return hasAllNodes ? [makeFinding('ASK', 'serving-without-node', {node})] : [];
		}),
	},
	{
		id: 'P20',
		kind: 'serving',
		judge: onDecoded(({altNames = []}, {node}, knowledge) => {
			const isServed = standsForFacts(node, altNames, knowledge);
			const maximum = maximumFor(node, knowledge);
			return [...judgeAltNames(altNames, maximum), ...valuesOf('dns', altNames, maximum).map((name) => judgeDnsName(node, name, knowledge, isServed))];
		}),
	},
	{
		id: 'P21',
		kind: 'serving',
		judge: onDecoded(({altNames = []}, {node}, knowledge) => {
			const isServed = standsForFacts(node, altNames, knowledge);
			return valuesOf('ip', altNames, maximumFor(node, knowledge)).flatMap((address) => [
				judgeAddress(node, address, knowledge, isServed),
				...(isOutsideOfAllowList(address, knowledge) ? [makeFinding('REFUSE', 'address-not-allowed', {address})] : []),
			]);
		}),
	},
];
