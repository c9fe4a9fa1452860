import {type Cidr, parseCidr} from '../net/cidr.ts';
import {canonicalIp} from '../net/ip-address.ts';
import type {TokenFacts} from '../facts/cluster-facts.ts';
import {nodeOfSubject} from './common-name.ts';
import type {RawCsr} from './csr.ts';
import type {JudgeContext} from './judge-context.ts';
import type {HostProof, ServedCertificate} from './proofs.ts';
import {foldDnsName} from './dns-name.ts';
import {addKeyHolder} from './key-holders.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {rememberLast} from './remember-last.ts';

type PlannedNode = JudgeContext['plannedNodes'][number];
type NodeObject = JudgeContext['nodeObjects'][number];

/** Whose a name or address is, and who says so. `status` is written by that node itself and weighs less. */
export type Owner = {readonly node: string; readonly source: 'plan' | 'control-plane' | 'node-object' | 'status'};

/** The context of judgement, indexed once so that a judgement costs the same among ten requests and ten thousand. */
export type Knowledge = {
	readonly context: JudgeContext;
	readonly nowMs: number;
	/** What is not among the Nodes or tokens is not there: all of them were read. Otherwise nothing follows from it (P36). */
	readonly hasAllNodes: boolean;
	readonly hasAllTokens: boolean;
	readonly plannedNodes: ReadonlyMap<string, PlannedNode>;
	readonly nodeObjects: ReadonlyMap<string, NodeObject>;
	/** Names of control-plane hosts, and addresses, for clusters whose nodes are named by them. */
	readonly controlPlane: ReadonlySet<string>;
	readonly tokens: ReadonlyMap<string, TokenFacts>;
	readonly nameOwners: ReadonlyMap<string, readonly Owner[]>;
	readonly addressOwners: ReadonlyMap<string, readonly Owner[]>;
	readonly reservedNames: ReadonlySet<string>;
	readonly reservedAddresses: ReadonlySet<string>;
	readonly reservedCidrs: readonly Cidr[];
	readonly allowList: readonly Cidr[];
	/** A reserved or allowed address or range cannot be read: its protection is missing (P36). */
	readonly hasUnreadableRange: boolean;
	/** The first nodes by name that ask with a key, by the key's fingerprint: as many as a verdict may name. */
	readonly nodesByKey: ReadonlyMap<string, readonly string[]>;
	/** The client requests approved in this run, by node; `filed` is who filed one, undefined where the request is gone. */
	readonly approvedClients: ReadonlyMap<string, readonly {readonly name: string; readonly filed: Pick<RawCsr, 'username' | 'groups'> | undefined}[]>;
	readonly deniedNodes: ReadonlySet<string>;
	readonly servedCertificates: ReadonlyMap<string, ServedCertificate>;
	readonly hostProofs: ReadonlyMap<string, HostProof>;
};

const collect = <Value>(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, readonly Value[]> => {
	const lists = new Map<string, Value[]>();
	for (const [key, value] of entries) {
		const list = lists.get(key);
		if (list === undefined) {
			lists.set(key, [value]);
		} else {
			list.push(value);
		}
	}
	return lists;
};

type Claim = {readonly owner: Owner; readonly names: readonly string[]; readonly addresses: readonly string[]};

const listClaims = ({plannedNodes, controlPlane, nodeObjects}: Pick<JudgeContext, 'plannedNodes' | 'controlPlane' | 'nodeObjects'>): readonly Claim[] => [
	...plannedNodes.map(({name, dnsNames, addresses}): Claim => ({owner: {node: name, source: 'plan'}, names: [name, ...dnsNames], addresses})),
	...controlPlane.map(({name, addresses}): Claim => ({owner: {node: name, source: 'control-plane'}, names: [name, ...addresses], addresses: []})),
	...nodeObjects.map(({name}): Claim => ({owner: {node: name, source: 'node-object'}, names: [name], addresses: []})),
	...nodeObjects.map(({name, hostnames, addresses}): Claim => ({owner: {node: name, source: 'status'}, names: hostnames, addresses})),
];

// Ten thousand requests at each look: a list is made for a node once, and another one only for a key that several nodes have.
const nodesByKey = ({siblings, knownKeys = []}: JudgeContext): Knowledge['nodesByKey'] => {
	const aloneByNode = new Map<string, readonly string[]>();
	const nodes = new Map<string, readonly string[]>();
	const note = (key: string, node: string): void => {
		const earlier = nodes.get(key);
		const alone = aloneByNode.get(node) ?? [node];
		aloneByNode.set(node, alone);
		nodes.set(key, earlier === undefined ? alone : addKeyHolder(earlier, node));
	};
	for (const {raw, reading} of siblings) {
		const node = reading.isReadable && kubeletSigners.has(raw.signerName) ? nodeOfSubject(reading.decoded.subject) : undefined;
		if (node !== undefined && reading.isReadable) {
			note(reading.decoded.spkiSha256, node);
		}
	}
	knownKeys.forEach(({keySha256, node}) => note(keySha256, node));
	return nodes;
};

const listApprovedClients = ({approvedInRun, siblings}: JudgeContext): Knowledge['approvedClients'] => {
	const clients = approvedInRun.filter(({kind}) => kind === 'client');
	const names = new Set(clients.map(({request}) => request));
	const requests = new Map(siblings.filter(({raw}) => names.has(raw.name)).map(({raw}) => [raw.name, raw]));
	return collect(clients.map(({node, request}) => [node, {name: request, filed: requests.get(request)}] as const));
};

// Whatever was looked at last counts.
const latestByNode = <Proof extends {readonly node: string; readonly seenMs: number}>(proofs: readonly Proof[] = []): ReadonlyMap<string, Proof> =>
	new Map(proofs.toSorted((one, other) => one.seenMs - other.seenMs).map((proof) => [proof.node, proof]));

type Places = Pick<Knowledge, 'plannedNodes' | 'nodeObjects' | 'controlPlane' | 'nameOwners' | 'addressOwners'>;

// A thousand nodes have thousands of names and addresses, and stay the same from one look to the next.
const indexPlaces = rememberLast((plannedNodes: JudgeContext['plannedNodes'], controlPlane: JudgeContext['controlPlane'], nodeObjects: JudgeContext['nodeObjects']): Places => {
	const claims = listClaims({plannedNodes, controlPlane, nodeObjects});
	return {
		plannedNodes: new Map(plannedNodes.map((node) => [node.name, node])),
		nodeObjects: new Map(nodeObjects.map((node) => [node.name, node])),
		controlPlane: new Set(controlPlane.flatMap(({name, addresses}) => [name, ...addresses].map((text) => canonicalIp(text) ?? foldDnsName(text)))),
		nameOwners: collect(claims.flatMap(({owner, names}) => names.map((name) => [foldDnsName(name), owner] as const))),
		// Clusters whose nodes are named by their addresses are common: a name may be an address too.
		addressOwners: collect(claims.flatMap(({owner, names, addresses}) => [...names, ...addresses].flatMap((text) => canonicalIp(text) ?? []).map((address) => [address, owner] as const))),
	};
});

type Ranges = Pick<Knowledge, 'reservedAddresses' | 'reservedCidrs' | 'allowList' | 'hasUnreadableRange'>;

const readRanges = rememberLast((addresses: readonly string[], cidrs: readonly string[], allowed: readonly string[]): Ranges => {
	const [reservedCidrs, allowList, reservedAddresses] = [cidrs.map(parseCidr), allowed.map(parseCidr), addresses.map(canonicalIp)];
	return {
		reservedAddresses: new Set(reservedAddresses.filter((address) => address !== undefined)),
		reservedCidrs: reservedCidrs.filter((cidr) => cidr !== undefined),
		allowList: allowList.filter((cidr) => cidr !== undefined),
		hasUnreadableRange: [...reservedCidrs, ...allowList, ...reservedAddresses].includes(undefined),
	};
});

/** Indexes a context; linear in its requests, and in what else it holds only where that is another than before. */
export const indexContext = (context: JudgeContext): Knowledge => ({
	...indexPlaces(context.plannedNodes, context.controlPlane, context.nodeObjects),
	...readRanges(context.reservedAddresses, context.reservedCidrs, context.addressAllowList),
	context,
	nowMs: context.nowMs,
	hasAllNodes: !context.missingFacts.includes('nodes'),
	hasAllTokens: !context.missingFacts.includes('tokens'),
	tokens: new Map(context.tokens.map((token) => [token.secretName, token])),
	reservedNames: new Set(context.reservedNames.map(foldDnsName)),
	nodesByKey: nodesByKey(context),
	approvedClients: listApprovedClients(context),
	deniedNodes: new Set(context.deniedInRun),
	servedCertificates: latestByNode(context.servedCertificates),
	hostProofs: latestByNode(context.hostProofs),
});
