import type {ClusterFacts, NodeObject, TokenFacts} from '../facts/cluster-facts.ts';
import {usualClusterDomain} from '../facts/usual-cluster-domain.ts';
import {canonicalIp} from '../net/ip-address.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import type {EnrollmentRecord} from '../record/record.ts';
import {type ApiServerInput, assignApiServerAddresses} from './api-server-owners.ts';
import {nodeOfSubject} from './common-name.ts';
import type {Csr} from './csr.ts';
import type {JudgeContext, MissingFact} from './judge-context.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {describePlannedNode} from './planned-node.ts';
import {rememberLast} from './remember-last.ts';
import {compareAge} from './request-age.ts';

/** Everything that judgement is made from. What is optional and left out counts as not known, never as harmless. */
export type JudgeContextInput = Omit<ApiServerInput, 'resolvedAddresses'> & {
	/** Needed only where the API server address is a name; undefined: nobody resolved it. */
	readonly apiServerAddresses?: readonly string[];
	readonly record?: EnrollmentRecord;
	/** All requests of the cluster as they are now. */
	readonly siblings: readonly Csr[];
	/** By the API server's clock, milliseconds since the epoch. */
	readonly nowMs: number;
	/** The API server's clock minus ours; undefined: nobody asked. */
	readonly clockSkewMs: number | undefined;
	readonly runStartedMs?: number;
	/** Newer than `cluster.nodes`, where a watch told. */
	readonly nodes?: readonly NodeObject[];
	/** Made since `cluster.tokens` was read. */
	readonly newTokens?: readonly TokenFacts[];
	/** Of this run's plan; else those of the record. */
	readonly tokenRows?: JudgeContext['tokenRows'];
	readonly approvedInRun?: JudgeContext['approvedInRun'];
	readonly deniedInRun?: readonly string[];
	/** Of dialled kubelets (P23) and looked-at hosts (P30); none where nobody did. */
	readonly servedCertificates?: JudgeContext['servedCertificates'];
	readonly hostProofs?: JudgeContext['hostProofs'];
};

// Beyond that, ages and expirations cannot be told (P36).
const maximumSkewMs = 30_000;

const wasRead = ({permissions, unread = []}: ClusterFacts, neededFor: 'nodes' | 'tokens'): boolean => {
	if (unread.includes(neededFor)) {
		return false;
	}
	const reads = permissions.filter((permission) => permission.neededFor === neededFor && ['get', 'list', 'watch'].includes(permission.verb));
	return reads.length === 0 || reads.some(({isAllowed}) => isAllowed);
};

const findMissing = ({answers, cluster, apiServerAddresses, clockSkewMs, nodes, newTokens = []}: JudgeContextInput, reservedNames: readonly string[]): readonly MissingFact[] => {
	const checks: readonly (readonly [fact: MissingFact, isMissing: boolean])[] = [
		['nodes', nodes === undefined && !wasRead(cluster, 'nodes')],
		['tokens', answers.mode === 'bootstrap-token' && newTokens.length === 0 && !wasRead(cluster, 'tokens')],
		['service-range', [...answers.cluster.serviceCidrs, ...cluster.serviceCidrs, ...cluster.kubernetesServiceIps].length === 0],
		['api-server-address', (reservedNames.length > 0 && apiServerAddresses === undefined) || (answers.cluster.apiServer === undefined && cluster.server === '')],
		['clock', clockSkewMs === undefined],
		['clocks-apart', clockSkewMs !== undefined && !(Math.abs(clockSkewMs) <= maximumSkewMs)],
	];
	return checks.filter(([, isMissing]) => isMissing).map(([fact]) => fact);
};

const addressTypes: readonly string[] = ['InternalIP', 'ExternalIP', 'Hostname'];
const nameTypes: readonly string[] = ['Hostname', 'InternalDNS', 'ExternalDNS'];

const describeNodeObject = ({name, ready, isControlPlane, addresses}: NodeObject): JudgeContext['nodeObjects'][number] => ({
	name,
	ready,
	isControlPlane,
	addresses: addresses.filter(({type}) => addressTypes.includes(type)).flatMap(({address}) => canonicalIp(address) ?? []),
	hostnames: addresses.filter(({type, address}) => nameTypes.includes(type) && canonicalIp(address) === undefined).map(({address}) => address),
});

// Outside of a run the last hour counts as one: longer than that no cluster keeps a decided request (kubernetes pkg/controller/certificates/cleaner).
const outsideOfRunMs = 60 * 60 * 1000;

// Whoever decided it: the controller-manager, kubectl or another approver counts as well (P2, P16). Times are cut to whole seconds; a decision
// without a time might be of this run, so it is. The oldest comes first, in whatever order they are known.
const decidedSince = (siblings: readonly Csr[], condition: 'Approved' | 'Denied', startedMs: number): JudgeContext['approvedInRun'] =>
	siblings.filter(({raw}) => raw.conditions.length > 0).sort(compareAge).flatMap(({raw, reading}) => {
		const kind = kubeletSigners.get(raw.signerName)?.kind;
		const node = reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined;
		const decision = raw.conditions.find(({type, status}) => type === condition && status !== 'False');
		const isOfRun = decision !== undefined && !(Date.parse(decision.lastUpdateTime ?? '') + 1000 <= startedMs);
		return kind === undefined || node === undefined || !isOfRun ? [] : [{node, kind, request: raw.name}];
	});

// Keys that nodes are known to have: a cloned disk shows up by them, long after the requests of its original are gone (P4).
const listKnownKeys = (nodeFacts: ReadonlyMap<string, NodeFacts>, record: EnrollmentRecord | undefined): NonNullable<JudgeContext['knownKeys']> => [
	...[...nodeFacts].flatMap(([node, {clientCertificate, servingCertificate}]) =>
		[clientCertificate, servingCertificate].flatMap((certificate) => (certificate === undefined ? [] : [{node, keySha256: certificate.spkiSha256}])),
	),
	...Object.values(record?.nodes ?? {}).flatMap(({name: node, clientKeySha256: keySha256}) => (keySha256 === undefined ? [] : [{node, keySha256}])),
];

type Place = Pick<JudgeContext, 'plannedNodes' | 'controlPlane' | 'reservedNames' | 'reservedAddresses' | 'knownKeys'>;

// Nodes and plans of a thousand change seldom, and a board of ten thousand requests looks at them dozens of times a second.
const describePlace = rememberLast((answers: JudgeContextInput['answers'], cluster: ClusterFacts, nodeFacts: ReadonlyMap<string, NodeFacts>, record: EnrollmentRecord | undefined, resolvedAddresses: readonly string[] | undefined): Place => {
	const apiServers = assignApiServerAddresses({answers, cluster, nodeFacts, resolvedAddresses: resolvedAddresses ?? []});
	const clusterDns = [...(cluster.clusterDns ?? []), ...(answers.kubelet.clusterDns ?? [])];
	return {
		plannedNodes: answers.nodes.map((node) => describePlannedNode(node, nodeFacts.get(node.name), record)),
		controlPlane: apiServers.controlPlane,
		reservedNames: apiServers.reserved.filter((text) => canonicalIp(text) === undefined),
		reservedAddresses: [...apiServers.reserved, ...cluster.kubernetesServiceIps, ...clusterDns].flatMap((text) => canonicalIp(text) ?? []),
		knownKeys: listKnownKeys(nodeFacts, record),
	};
});

const describeNodeObjects = rememberLast((nodes: readonly NodeObject[]): JudgeContext['nodeObjects'] => nodes.map(describeNodeObject));

const listReservedCidrs = rememberLast((answers: JudgeContextInput['answers'], cluster: ClusterFacts, nodes: readonly NodeObject[]): readonly string[] => [
	...new Set([...answers.cluster.serviceCidrs, ...cluster.serviceCidrs, ...answers.cluster.podCidrs, ...cluster.podCidrs, ...nodes.flatMap(({podCidrs}) => podCidrs)]),
]);

/** Gathers what judging needs out of answers, cluster, SSH facts and record (P8, P13, P20–P22, P36). Pure; linear in the requests, and in the rest only where that is another than before. */
export const buildJudgeContext = (input: JudgeContextInput): JudgeContext => {
	const {answers, cluster, nodeFacts, record, siblings, runStartedMs} = input;
	const nodes = input.nodes ?? cluster.nodes;
	const sinceMs = runStartedMs ?? input.nowMs - outsideOfRunMs;
	const place = describePlace(answers, cluster, nodeFacts, record, input.apiServerAddresses);
	return {
		...place,
		nowMs: input.nowMs,
		...(runStartedMs === undefined ? {} : {runStartedMs}),
		nodeObjects: describeNodeObjects(nodes),
		tokens: [...cluster.tokens, ...(input.newTokens ?? [])],
		tokenRows: input.tokenRows ?? record?.tokenRows?.map(({user, node}) => ({user, ...(node === undefined ? {} : {node})})) ?? [],
		reservedCidrs: listReservedCidrs(answers, cluster, nodes),
		clusterDomain: answers.kubelet.clusterDomain ?? cluster.clusterDomain ?? usualClusterDomain,
		mode: answers.mode,
		trustsSharedToken: answers.approval.trustsSharedToken,
		maxExpirationSeconds: answers.approval.maxExpirationSeconds,
		addressAllowList: answers.approval.addressAllowList,
		missingFacts: findMissing(input, place.reservedNames),
		siblings,
		approvedInRun: [...(input.approvedInRun ?? []), ...decidedSince(siblings, 'Approved', sinceMs)],
		deniedInRun: [...(input.deniedInRun ?? []), ...decidedSince(siblings, 'Denied', sinceMs).map(({node}) => node)],
		servedCertificates: input.servedCertificates ?? [],
		hostProofs: input.hostProofs ?? [],
		otherApprover: {client: cluster.bootstrapAccess.isAutoApproved, renewal: cluster.bootstrapAccess.renewalIsAutoApproved},
	};
};
