/* Requests and contexts of a small cluster in which everything is right; tests change one thing. Needs no cryptography: readings are plain data. */
import type {Csr, DecodedRequest, RawCsr, SubjectAltName} from '../../source/core/csr/csr.ts';
import type {JudgeContext} from '../../source/core/csr/judge-context.ts';
import type {Judgement} from '../../source/core/csr/judgement.ts';
import {judgeCsr} from '../../source/core/csr/judge-csr.ts';

export const nowMs = Date.parse('2026-05-04T12:00:00Z');
export const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString().replace('.000', '');

const subject = (node: string): DecodedRequest['subject'] => [
	{type: 'O', value: 'system:nodes', stringType: 'PrintableString'},
	{type: 'CN', value: `system:node:${node}`, stringType: 'PrintableString'},
];

const decoded: DecodedRequest = {subject: subject('node-1'), key: {kind: 'ec', curve: 'P-256'}, signatureHash: 'sha256', requestedUsages: [], spkiSha256: 'aa'.repeat(32)};

const raw: RawCsr = {
	name: 'csr-abc12',
	uid: 'uid-1',
	resourceVersion: '100',
	createdAt: ago(5),
	signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
	request: new Uint8Array(),
	usages: ['digital signature', 'client auth'],
	username: 'system:bootstrap:abc123',
	groups: ['system:bootstrappers', 'system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:node-1', 'system:authenticated'],
	conditions: [],
	certificate: '',
};

export type Change = {readonly raw?: Partial<RawCsr>; readonly decoded?: Partial<DecodedRequest>};

/** The first client request of node-1, made with its own bootstrap token. */
export const clientRequest = (change: Change = {}): Csr => ({raw: {...raw, ...change.raw}, reading: {isReadable: true, decoded: {...decoded, ...change.decoded}}});

export const names = (...list: readonly string[]): readonly SubjectAltName[] =>
	list.map((text): SubjectAltName => {
		const [kind = '', ...value] = text.split(':');
		return {kind: kind as SubjectAltName['kind'], value: value.join(':')};
	});

/** The serving request of node-1, made by itself. */
export const servingRequest = (change: Change = {}): Csr =>
	clientRequest({
		raw: {
			signerName: 'kubernetes.io/kubelet-serving',
			usages: ['digital signature', 'server auth'],
			username: 'system:node:node-1',
			groups: ['system:nodes', 'system:authenticated'],
			...change.raw,
		},
		decoded: {altNames: names('dns:node-1', 'ip:10.0.0.11'), spkiSha256: 'bb'.repeat(32), ...change.decoded},
	});

/** The client renewal of node-1. */
export const renewalRequest = (change: Change = {}): Csr => clientRequest({...change, raw: {username: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'], ...change.raw}});

export const subjectOf = subject;

export const nodeObject = (name: string, change: Partial<JudgeContext['nodeObjects'][number]> = {}): JudgeContext['nodeObjects'][number] => ({
	name, ready: 'true', isControlPlane: false, addresses: [], hostnames: [name], ...change,
});

export const plannedNode = (name: string, addresses: readonly string[], change: Partial<JudgeContext['plannedNodes'][number]> = {}): JudgeContext['plannedNodes'][number] => ({
	name, addresses, dnsNames: [], isControlPlane: false, mayReenroll: false, hasFacts: true, ...change,
});

export const token: JudgeContext['tokens'][number] = {
	secretName: 'bootstrap-token-abc123',
	type: 'bootstrap.kubernetes.io/token',
	tokenId: 'abc123',
	expiration: '2026-05-04T13:00:00Z',
	canAuthenticate: true,
	canSign: false,
	extraGroups: ['system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:node-1'],
	node: 'node-1',
	isPublished: false,
};

/** Two planned nodes, a master, a VIP, a Service range; node-1 is not there yet. */
export const context = (change: Partial<JudgeContext> = {}): JudgeContext => ({
	nowMs,
	plannedNodes: [plannedNode('node-1', ['10.0.0.11', 'fd00:1::11'], {dnsNames: ['node-1.example.com', 'worker.example.com']}), plannedNode('node-2', ['10.0.0.12'], {dnsNames: ['node-2.example.com']})],
	controlPlane: [{name: 'master-1', addresses: ['10.0.0.2']}],
	nodeObjects: [nodeObject('node-9', {addresses: ['10.0.0.19'], hostnames: ['node-9', 'nine.example.com']})],
	tokens: [token],
	reservedNames: ['api.example.com'],
	reservedAddresses: ['10.0.0.100', '10.96.0.1', '10.96.0.10'],
	reservedCidrs: ['10.96.0.0/12', '10.244.0.0/16', 'fd00:96::/108'],
	clusterDomain: 'cluster.local',
	mode: 'bootstrap-token',
	trustsSharedToken: false,
	maxExpirationSeconds: 31_536_000,
	addressAllowList: [],
	missingFacts: [],
	siblings: [],
	approvedInRun: [],
	deniedInRun: [],
	...change,
});

/** The context once node-1 has registered. */
export const enrolledContext = (change: Partial<JudgeContext> = {}): JudgeContext => context({nodeObjects: [nodeObject('node-1', {ready: 'false', addresses: ['10.0.0.11']}), nodeObject('node-9', {addresses: ['10.0.0.19'], hostnames: ['node-9', 'nine.example.com']})], ...change});

/** The reasons of one rule as `VERDICT code`. */
export const answersOf = (judgement: Judgement, rule: string): readonly string[] => judgement.reasons.filter((reason) => reason.rule === rule).map(({verdict, code}) => `${verdict} ${code}`);

export const judge = (csr: Csr, change: Partial<JudgeContext> = {}): Judgement => judgeCsr(csr, csr.raw.signerName.endsWith('serving') || csr.raw.username.startsWith('system:node:') ? enrolledContext(change) : context(change));
