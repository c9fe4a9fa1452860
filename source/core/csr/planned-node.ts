import type {Answers} from '../answers/answers.ts';
import type {InterfaceFacts, NodeFacts} from '../facts/node-facts.ts';
import {parseCidr} from '../net/cidr.ts';
import {canonicalIp, formatIpAddress} from '../net/ip-address.ts';
import type {EnrollmentRecord} from '../record/record.ts';
import type {JudgeContext} from './judge-context.ts';
import {foldDnsName} from './dns-name.ts';
import {specialAddress} from './reserved.ts';

type PlannedNode = JudgeContext['plannedNodes'][number];
type NodeAnswers = Answers['nodes'][number];

/** The IP addresses that the operator wrote for a node: its name where that is one, what ssh dials, and the list. */
export const declaredAddresses = ({name, address, addresses}: NodeAnswers): readonly string[] => [name, address, ...addresses].flatMap((text) => canonicalIp(text) ?? []);

// A /32 or /128 is a VIP or a Service's rather than the machine's (P21); what is not global nobody else can dial.
const machineAddress = (text: string): readonly string[] => {
	const cidr = parseCidr(text);
	if (cidr === undefined || cidr.prefixLength === cidr.address.bytes.length * 8 || specialAddress(cidr.address) !== undefined) {
		return [];
	}
	return [formatIpAddress(cidr.address)];
};

const addressesOf = (facts: NodeFacts, wanted: InterfaceFacts['kind']): readonly string[] => facts.interfaces.filter(({kind}) => kind === wanted).flatMap(({addresses}) => addresses.flatMap(machineAddress));

/** The addresses that SSH saw as the node's own on its uplinks: never those of kube-ipvs0, bridges of containers and other virtual interfaces, nor one put beside them (P21). */
export const uplinkAddresses = (facts: NodeFacts): readonly string[] => addressesOf(facts, 'uplink');

/** What the inventory, SSH or else the record of an earlier run vouch for of one node (P20, P21); never what the node wrote into its own status. */
export const describePlannedNode = (answers: NodeAnswers, facts: NodeFacts | undefined, record: EnrollmentRecord | undefined): PlannedNode => {
	const recorded = record !== undefined && Object.hasOwn(record.nodes, answers.name) ? record.nodes[answers.name] : undefined;
	const seen =
		facts === undefined
			? {addresses: (recorded?.addresses ?? []).flatMap((text) => canonicalIp(text) ?? []), dnsNames: recorded?.dnsNames ?? []}
			: {addresses: uplinkAddresses(facts), dnsNames: [facts.hostname, facts.fqdn]};
	const secondaryAddresses = facts === undefined ? [] : addressesOf(facts, 'secondary');
	return {
		name: answers.name,
		addresses: [...new Set([...declaredAddresses(answers), ...seen.addresses])],
		...(secondaryAddresses.length > 0 ? {secondaryAddresses} : {}),
		dnsNames: [...new Set([...answers.dnsNames, ...seen.dnsNames].map(foldDnsName).filter(Boolean))],
		isControlPlane: answers.isControlPlane,
		mayReenroll: answers.mayReenroll,
		hasFacts: facts !== undefined || recorded !== undefined,
	};
};
