import {cidrContains} from '../../net/cidr.ts';
import type {IpAddress} from '../../net/ip-address.ts';
import {foldDnsName} from '../dns-name.ts';
import {makeFinding, type Finding} from '../finding.ts';
import type {Knowledge, Owner} from '../knowledge.ts';
import type {ReservedAddress, ReservedName} from '../reason-codes.ts';
import {specialAddress, specialName, withEmbedded} from '../reserved.ts';
import {onDecoded, type Rule} from '../rule.ts';

type Place = {readonly node: string | undefined; readonly isVouchedFor: boolean};

// Others' claims count, except what another node wrote into its own status about a name or address that the plan vouches for as this node's:
// or any node could keep another from its certificate.
const ownerElsewhere = (owners: readonly Owner[] = [], {node, isVouchedFor}: Place): 'control-plane' | 'other-node' | undefined => {
	const others = owners.filter((owner) => owner.node !== node && !(owner.source === 'status' && isVouchedFor));
	if (others.length === 0) {
		return undefined;
	}
	return others.some(({source}) => source === 'control-plane') ? 'control-plane' : 'other-node';
};

const whyNameIsReserved = (name: string, place: Place, {context, reservedNames, nameOwners}: Knowledge): ReservedName | undefined =>
	// However many dots end it: what resolvers make of that is not ours to guess.
	specialName(name.replace(/\.+$/, ''), foldDnsName(context.clusterDomain)) ?? (reservedNames.has(name) ? 'cluster' : ownerElsewhere(nameOwners.get(name), place));

const whyAddressIsReserved = ({text, address}: {readonly text: string; readonly address: IpAddress}, place: Place, {reservedAddresses, reservedCidrs, addressOwners}: Knowledge): ReservedAddress | undefined => {
	if (reservedAddresses.has(text)) {
		return 'cluster';
	}
	return specialAddress(address) ?? (reservedCidrs.some((cidr) => cidrContains(cidr, address)) ? 'cluster-range' : ownerElsewhere(addressOwners.get(text), place));
};

const judgeAddress = (value: string, place: Place, knowledge: Knowledge): readonly Finding[] => {
	const [reserved] = withEmbedded(value).flatMap((candidate) => {
		const because = whyAddressIsReserved(candidate, place, knowledge);
		return because === undefined ? [] : [candidate.isEmbedded ? ('embedded' as const) : because];
	});
	return reserved === undefined ? [] : [makeFinding('REFUSE', 'address-reserved', {address: value, because: reserved})];
};

// One is enough to refuse; the first few are enough to see why.
const mostTold = 8;

/** P22: names and addresses that no node may hold, whoever vouches for them; all of a request's are looked at. */
export const reservedRules: readonly Rule[] = [
	{
		id: 'P22',
		kind: 'serving',
		judge: onDecoded(({altNames = []}, {node}, knowledge) => {
			const planned = node === undefined ? undefined : knowledge.plannedNodes.get(node);
			const findings = altNames.flatMap(({kind, value}): readonly Finding[] => {
				if (kind === 'ip') {
					return judgeAddress(value, {node, isVouchedFor: planned?.addresses.includes(value) === true}, knowledge);
				}
				const name = foldDnsName(value);
				const isVouchedFor = name === node || planned?.dnsNames.some((candidate) => foldDnsName(candidate) === name) === true;
				const because = kind === 'dns' ? whyNameIsReserved(name, {node, isVouchedFor}, knowledge) : undefined;
				return because === undefined ? [] : [makeFinding('REFUSE', 'dns-name-reserved', {name: value, because})];
			});
			return findings.length === 0 ? [makeFinding('PASS', 'nothing-reserved', {})] : findings.slice(0, mostTold);
		}),
	},
];
