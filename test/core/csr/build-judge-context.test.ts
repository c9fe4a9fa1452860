import {expect, test} from 'vitest';
import type {Answers, NodeAnswers} from '../../../source/core/answers/answers.ts';
import type {ClusterFacts} from '../../../source/core/facts/cluster-facts.ts';
import type {InterfaceFacts, NodeFacts} from '../../../source/core/facts/node-facts.ts';
import {buildJudgeContext, type JudgeContextInput} from '../../../source/core/csr/build-judge-context.ts';
import {judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {ago, clientRequest, names, nowMs, servingRequest} from '../../support/requests.ts';

const node = (name: string, change: Partial<NodeAnswers> = {}): NodeAnswers => ({name, address: '10.0.0.11', addresses: [], dnsNames: [], labels: {}, taints: [], hostKeys: [], isControlPlane: false, mayReenroll: false, ...change});

type Cluster = Partial<Answers['cluster']>;

// Only what judgement looks at; the rest of answers and facts has no say in it.
const answers = (nodes: readonly NodeAnswers[], cluster: Cluster = {}): Answers =>
	({
		cluster: {controlPlane: [], serviceCidrs: [], podCidrs: [], apiServer: {host: '10.0.0.100', port: 6443}, ...cluster},
		mode: 'bootstrap-token',
		nodes,
		kubelet: {},
		approval: {mode: 'guarded', trustsSharedToken: false, maxExpirationSeconds: 31_536_000, addressAllowList: []},
	}) as unknown as Answers;

const cluster = (change: Partial<ClusterFacts> = {}): ClusterFacts =>
	({
		server: 'https://10.0.0.100:6443',
		permissions: [],
		kubernetesServiceIps: ['10.96.0.1'],
		serviceCidrs: ['10.96.0.0/12'],
		podCidrs: [],
		clusterDns: ['10.96.0.10'],
		clusterDomain: 'corp.local',
		nodes: [],
		apiServerEndpoints: [],
		bootstrapAccess: {canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'},
		tokens: [],
		...change,
	}) as unknown as ClusterFacts;

const facts = (interfaces: readonly InterfaceFacts[], change: Partial<NodeFacts> = {}): NodeFacts => ({hostname: 'Host-1', fqdn: 'host-1.example.com', interfaces, ...change}) as unknown as NodeFacts;

const build = (change: Partial<JudgeContextInput> = {}) => buildJudgeContext({answers: answers([node('node-1')]), cluster: cluster(), nodeFacts: new Map(), siblings: [], nowMs, clockSkewMs: 0, ...change});

test('P21 vouches for addresses of uplinks only, never for VIPs, Services and containers', () => {
	const seen = facts([
		{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.11/24', 'FD00:1::11/64', 'fe80::1/64', '10.0.0.100/32', 'fd00:1::100/128', '169.254.1.1/16']},
		{name: 'eth0', kind: 'secondary', addresses: ['10.0.0.90/24', '10.0.0.91/32']},
		{name: 'kube-ipvs0', kind: 'virtual', addresses: ['10.96.0.1/32', '10.0.0.50/24']},
		{name: 'cni0', kind: 'virtual', addresses: ['10.244.0.1/24']},
	]);
	expect(build({nodeFacts: new Map([['node-1', seen]])}).plannedNodes[0]).toEqual({
		name: 'node-1', addresses: ['10.0.0.11', 'fd00:1::11'], secondaryAddresses: ['10.0.0.90'], dnsNames: ['host-1', 'host-1.example.com'], isControlPlane: false, mayReenroll: false, hasFacts: true,
	});
});

test('P20 vouches for what the operator wrote, without a survey as well', () => {
	const written = node('10.0.0.7', {address: 'worker.ssh', addresses: ['::ffff:10.0.0.8', '2001:DB8::1'], dnsNames: ['W1.Example.com.']});
	expect(build({answers: answers([written])}).plannedNodes[0]).toMatchObject({addresses: ['10.0.0.7', '10.0.0.8', '2001:db8::1'], dnsNames: ['w1.example.com'], hasFacts: false});
});

test('P20 and P21 take the record of an earlier run where there was no survey', () => {
	const record = {version: 1, cluster: {server: '', caSha256: ''}, nodes: {'node-1': {name: 'node-1', address: '', plan: '', stage: '', files: {}, addresses: ['10.9.9.9'], dnsNames: ['old.example.com']}}} as const;
	expect(build({record}).plannedNodes[0]).toMatchObject({addresses: ['10.0.0.11', '10.9.9.9'], dnsNames: ['old.example.com'], hasFacts: true});
	expect(build({record, answers: answers([node('constructor')])}).plannedNodes[0]).toMatchObject({hasFacts: false});
});

test('P22 reserves the VIP, cluster DNS, Services and pods', () => {
	const context = build({
		answers: answers([node('node-1')], {apiServer: {host: 'API.example.com', port: 6443}, podCidrs: ['10.244.0.0/16']}),
		apiServerAddresses: ['10.0.0.200'],
		cluster: cluster({nodes: [{name: 'x', ready: 'true', isControlPlane: false, kubeletVersion: '', addresses: [], podCidrs: ['10.245.0.0/24'], createdAt: ''}]}),
	});
	expect(context).toMatchObject({
		reservedNames: ['api.example.com'],
		reservedAddresses: ['10.0.0.100', '10.0.0.200', '10.96.0.1', '10.96.0.10'],
		reservedCidrs: ['10.96.0.0/12', '10.244.0.0/16', '10.245.0.0/24'],
		clusterDomain: 'corp.local',
		missingFacts: [],
	});
});

const master = node('m1', {address: '10.0.0.2', isControlPlane: true});
const masterUplink = new Map([['m1', facts([{name: 'eth0', kind: 'uplink', addresses: ['10.0.0.2/24', '10.0.0.100/24', '10.0.0.3/24']}])]]);

test("P22 keeps the VIP from a master that holds it just now, and leaves it the master's own address", () => {
	const context = build({
		answers: answers([master], {controlPlane: [{name: 'master-one', address: '10.0.0.2'}]}),
		nodeFacts: masterUplink,
		cluster: cluster({apiServerEndpoints: [{host: '10.0.0.2', port: 6443}, {host: '10.0.0.3', port: 6443}, {host: '10.0.0.4', port: 6443}]}),
	});
	expect(context.reservedAddresses).toEqual(['10.0.0.100', '10.0.0.4', '10.96.0.1', '10.96.0.10']);
	expect(context.controlPlane).toEqual([{name: 'm1', addresses: ['m1', '10.0.0.2']}, {name: 'm1', addresses: ['master-one', '10.0.0.2']}, {name: 'm1', addresses: ['10.0.0.3']}]);
});

test('P22 lets the only master have its address though it is the API server address too', () => {
	const context = build({answers: answers([master], {apiServer: {host: '10.0.0.2', port: 6443}}), cluster: cluster({server: 'https://[::ffff:10.0.0.2]:6443'})});
	expect(context.reservedAddresses).toEqual(['10.96.0.1', '10.96.0.10']);
});

test('P22 gives an endpoint of the API server to no worker, though SSH sees it there', () => {
	const context = build({cluster: cluster({apiServerEndpoints: [{host: '10.0.0.3', port: 6443}]}), answers: answers([node('m1')]), nodeFacts: masterUplink});
	expect(context.reservedAddresses).toContain('10.0.0.3');
});

const may = (neededFor: 'nodes' | 'tokens', isAllowed: boolean) => ({verb: 'list', group: '', resource: neededFor, isAllowed, neededFor});

test.each<[string, readonly string[], Partial<JudgeContextInput>]>([
	['nobody asked the time', ['clock'], {clockSkewMs: undefined}],
	['clocks are 31 s apart', ['clocks-apart'], {clockSkewMs: -31_000}],
	['clocks are 30 s apart', [], {clockSkewMs: 30_000}],
	['Nodes may not be listed', ['nodes'], {cluster: cluster({permissions: [may('nodes', false)]})}],
	['Nodes are watched though', [], {cluster: cluster({permissions: [may('nodes', false)]}), nodes: []}],
	['Nodes could not be read', ['nodes'], {cluster: cluster({unread: ['nodes']})}],
	['tokens could not be read', ['tokens'], {cluster: cluster({unread: ['tokens']})}],
	['tokens may not be listed', ['tokens'], {cluster: cluster({permissions: [may('tokens', false)]})}],
	['the Service range is unknown', ['service-range'], {cluster: cluster({serviceCidrs: [], kubernetesServiceIps: []})}],
	['nobody says where the API server is', ['api-server-address'], {answers: answers([node('node-1')], {apiServer: undefined as never}), cluster: cluster({server: ''})}],
	['the name of the API server was not resolved', ['api-server-address'], {answers: answers([node('node-1')], {apiServer: {host: 'lb.example.com', port: 6443}})}],
])('P36 where %s: %j', (_, missing, change) => {
	expect(build(change).missingFacts).toEqual(missing);
});

test('P16 counts what anybody approved in the run', () => {
	const approved = (lastUpdateTime: string) => clientRequest({raw: {conditions: [{type: 'Approved', status: 'True', reason: 'AutoApproved', message: '', lastUpdateTime}]}});
	expect(build({siblings: [approved('2026-05-04T11:59:58Z')], runStartedMs: nowMs - 2000}).approvedInRun).toEqual([{node: 'node-1', kind: 'client', request: 'csr-abc12'}]);
	expect(build({siblings: [approved('2026-05-04T11:59:50Z')], runStartedMs: nowMs - 2000}).approvedInRun).toEqual([]);
});

test('P16 takes the last hour for the run where there is none, and a decision without a time for one of it', () => {
	const decided = (type: string, lastUpdateTime?: string) => clientRequest({raw: {conditions: [{type, status: 'True', reason: '', message: '', ...(lastUpdateTime === undefined ? {} : {lastUpdateTime})}]}});
	const made = (name: string, createdAt: string, resourceVersion: string) => clientRequest({raw: {name, createdAt, resourceVersion, conditions: [{type: 'Approved', status: 'True', reason: '', message: ''}]}});
	const [oldest, middle, newest] = [made('csr-c', ago(9), '8'), made('csr-b', ago(5), '9'), made('csr-a', ago(5), '10')];
	for (const siblings of [[oldest, middle, newest], [newest, oldest, middle], [middle, newest, oldest]]) {
		expect(build({siblings}).approvedInRun.map(({request}) => request)).toEqual(['csr-c', 'csr-b', 'csr-a']);
	}
	expect(build({siblings: [decided('Approved', ago(3599))]}).approvedInRun).toHaveLength(1);
	expect(build({siblings: [decided('Approved', ago(3700))]}).approvedInRun).toEqual([]);
	expect(build({siblings: [decided('Approved')], runStartedMs: nowMs}).approvedInRun).toHaveLength(1);
});

test('P2 asks about a node of which anybody denied a request in the run', () => {
	const denied = clientRequest({raw: {conditions: [{type: 'Denied', status: 'True', reason: 'KubectlDeny', message: '', lastUpdateTime: ago(10)}]}});
	expect(build({siblings: [denied], runStartedMs: nowMs - 20_000}).deniedInRun).toEqual(['node-1']);
	expect(build({siblings: [denied], runStartedMs: nowMs - 5000}).deniedInRun).toEqual([]);
});

test('P4 knows the keys that the record has of nodes', () => {
	const known = {name: 'node-2', address: '', plan: '', stage: '', files: {}, addresses: [], dnsNames: [], clientKeySha256: 'cc'};
	expect(build({record: {version: 1, cluster: {server: '', caSha256: ''}, nodes: {'node-2': known}}}).knownKeys).toEqual([{node: 'node-2', keySha256: 'cc'}]);
});

test('P4 knows the keys that SSH saw on nodes', () => {
	const seen = {...facts([]), clientCertificate: {spkiSha256: 'aa'}, servingCertificate: {spkiSha256: 'bb'}} as unknown as NodeFacts;
	expect(build({nodeFacts: new Map([['node-2', seen]])}).knownKeys).toEqual([{node: 'node-2', keySha256: 'aa'}, {node: 'node-2', keySha256: 'bb'}]);
});

test('P32 takes what the access reviews answered', () => {
	expect(build().otherApprover).toEqual({client: 'no', renewal: 'yes'});
});

test('P19 and P21 judge by Node addresses as canonical text', () => {
	const addresses = [{type: 'InternalIP', address: 'FD00:1::0:11'}, {type: 'Hostname', address: 'node-1'}, {type: 'Hostname', address: '10.0.0.77'}];
	const context = build({cluster: cluster({nodes: [{name: 'node-1', ready: 'false', isControlPlane: false, kubeletVersion: '', addresses, podCidrs: [], createdAt: ''}]})});
	expect(context.nodeObjects).toEqual([{name: 'node-1', ready: 'false', isControlPlane: false, addresses: ['fd00:1::11', '10.0.0.77'], hostnames: ['node-1']}]);
	expect(judgeCsr(servingRequest({decoded: {altNames: names('dns:node-1', 'ip:10.0.0.11')}}), context).verdict).toBe('PASS');
	expect(judgeCsr(servingRequest({decoded: {altNames: names('dns:node-1', 'ip:fd00:1::11')}}), context).verdict).toBe('ASK');
});
