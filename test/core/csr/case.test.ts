import {expect, test} from 'vitest';
import {readCase} from '../../../source/core/csr/case.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const csr = (name: string) => ({apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {name, creationTimestamp: '2026-05-04T12:00:00Z'}, spec: {signerName: 'kubernetes.io/kubelet-serving'}});
const node = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'node-1'}, status: {conditions: [{type: 'Ready', status: 'True', lastHeartbeatTime: '2026-05-04T12:03:00Z'}]}};
const secret = {apiVersion: 'v1', kind: 'Secret', type: 'bootstrap.kubernetes.io/token', metadata: {name: 'bootstrap-token-abc123', namespace: 'kube-system'}, data: {'token-id': base64('abc123'), 'token-secret': base64('0123456789abcdef')}};
const list = (kind: string, ...items: readonly unknown[]) => ({apiVersion: 'v1', kind, items});
const bare = ({metadata, spec}: ReturnType<typeof csr>) => ({metadata, spec});

const namesOf = (...values: readonly unknown[]): readonly string[] => readCase(values, 'x').requests.map(({name}) => name);

test('finds requests in whatever kubectl and the API print them in, in their order', () => {
	expect(namesOf(csr('a'), list('List', csr('b'), node, list('List', csr('c'))), [csr('d')], {...list('CertificateSigningRequestList', bare(csr('e'))), apiVersion: 'certificates.k8s.io/v1'})).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('gathers the facts to judge by', () => {
	const {cluster, newestMs, problems} = readCase(
		[
			list(
				'List',
				node,
				secret,
				{kind: 'Secret', metadata: {name: 'bootstrap-token-zzzzzz', namespace: 'default'}, data: {}},
				{kind: 'Service', metadata: {name: 'kubernetes', namespace: 'default'}, spec: {clusterIP: '10.96.0.1'}},
				{kind: 'Service', metadata: {name: 'kubernetes', namespace: 'evil'}, spec: {clusterIP: '10.96.0.66'}},
				{kind: 'Service', metadata: {name: 'kube-dns', namespace: 'kube-system'}, spec: {clusterIP: '10.96.0.10'}},
				{kind: 'ServiceCIDR', metadata: {name: 'kubernetes'}, spec: {cidrs: ['10.96.0.0/16']}},
				{kind: 'ConfigMap', metadata: {name: 'coredns', namespace: 'kube-system'}, data: {Corefile: '.:53 {\n kubernetes corp.local\n}'}},
				{kind: 'Endpoints', metadata: {name: 'kubernetes', namespace: 'default'}, subsets: [{addresses: [{ip: '10.0.0.2'}], ports: [{port: 6443}]}]},
				{kind: 'Pod', metadata: {name: 'other'}},
			),
		],
		'x',
	);
	expect(cluster).toMatchObject({
		nodes: [{name: 'node-1', ready: 'true'}], tokens: [{secretName: 'bootstrap-token-abc123', tokenId: 'abc123'}], kubernetesServiceIps: ['10.96.0.1'], serviceCidrs: ['10.96.0.0/16'],
		clusterDns: ['10.96.0.10'], clusterDomain: 'corp.local', apiServerEndpoints: [{host: '10.0.0.2', port: 6443}], unread: [],
	});
	expect({newestMs, problems}).toEqual({newestMs: Date.parse('2026-05-04T12:03:00Z'), problems: []});
});

test('P36 takes what the file does not hold for unknown, but an empty list for an answer', () => {
	expect(readCase([csr('a')], 'x').cluster.unread).toEqual(['nodes', 'tokens']);
	expect(readCase([list('NodeList'), list('SecretList')], 'x').cluster.unread).toEqual([]);
});

test.each([[7], [null], ['x'], [{}], [{kind: 'Node'}], [{kind: 'Node', metadata: {name: 5}}], [list('List', {metadata: {name: 'a'}})]])('P36 knows no Nodes or tokens for sure beside %j, and says so', (stray) => {
	const {cluster, problems} = readCase([node, secret, stray], 'x');
	expect(cluster.unread).toEqual(['nodes', 'tokens']);
	expect(problems).toMatchObject([{code: 'objects-not-understood', subject: 'x', params: {count: 1}}]);
});

test('P36 knows of no Node but those there are by Nodes that were asked for by name, or by the first page of a list', () => {
	const page = (next: string | undefined) => ({kind: 'NodeList', metadata: {continue: next}, items: [{metadata: node.metadata}]});
	expect(readCase([node, secret], 'x').cluster).toMatchObject({nodes: [{name: 'node-1'}], unread: ['nodes']});
	expect(readCase([page('abc'), secret], 'x').cluster.unread).toEqual(['nodes']);
	expect(readCase([page('abc'), page(undefined), secret], 'x').cluster.unread).toEqual([]);
});

test('P36 takes objects of other API groups for what they are, though their kinds have the same names', () => {
	const longhorn = {apiVersion: 'longhorn.io/v1beta2', kind: 'Node', metadata: {name: 'node-1', namespace: 'longhorn-system'}};
	expect(readCase([list('List', longhorn, {...csr('a'), apiVersion: 'example.com/v1'}), secret], 'x')).toMatchObject({requests: [], cluster: {nodes: [], unread: ['nodes']}, problems: []});
	expect(readCase([{...list('NodeList', {metadata: longhorn.metadata}), apiVersion: 'longhorn.io/v1beta2'}, secret], 'x').cluster).toMatchObject({nodes: [], unread: ['nodes']});
	expect(readCase([list('NodeList', {metadata: node.metadata}), secret], 'x').cluster).toMatchObject({nodes: [{name: 'node-1'}], unread: []});
});

test('reads requests of the API before version 1, and those without a status', () => {
	const old = {...csr('a'), apiVersion: 'certificates.k8s.io/v1beta1', spec: {...csr('a').spec, usages: ['client auth'], username: 'system:node:a', groups: ['system:nodes']}};
	expect(readCase([old], 'x').requests).toMatchObject([{name: 'a', signerName: 'kubernetes.io/kubelet-serving', usages: ['client auth'], username: 'system:node:a', conditions: [], certificate: ''}]);
});

test('P36 knows no tokens for sure beside a Secret of no known shape', () => {
	expect(readCase([list('NodeList', node), secret, {...secret, metadata: {...secret.metadata, name: 'bootstrap-token-zzzzzz'}, data: {'token-id': 5}}], 'x')).toMatchObject({cluster: {unread: ['tokens']}, problems: [{code: 'objects-not-understood'}]});
});

test('reads lists in lists without end', () => {
	let deep: unknown = csr('a');
	for (let depth = 0; depth < 50_000; depth += 1) {
		deep = [deep];
	}
	expect(namesOf(deep)).toEqual(['a']);
});

const differ = (kind: string, name: string, ...places: readonly string[]) => ({code: 'objects-differ', subject: 'x', severity: 'error', params: {kind, name, places}});
const nodes = list('NodeList', node);
test.each([
	['a Secret', [nodes, secret, {...secret, data: {...secret.data, 'token-id': base64('zzzzzz')}}], differ('Secret', 'bootstrap-token-abc123', '#2', '#3')],
	['a Node', [nodes, secret, list('List', {...node, status: {}})], differ('Node', 'node-1', '#1.items[0]', '#3.items[0]')],
	['a request', [nodes, secret, list('List', csr('a'), csr('b'), {...csr('a'), status: {conditions: [{type: 'Approved'}]}})], differ('CertificateSigningRequest', 'a', '#3.items[0]', '#3.items[2]')],
])('P36 knows nothing for sure where %s stands twice and differs, and says where', (_, values, told) => {
	const {cluster, problems} = readCase(values, 'x');
	expect(problems).toEqual([told]);
	expect(cluster.unread).toEqual(['nodes', 'tokens']);
});

test('takes what stands twice word for word once, in whatever order its fields are, and objects of other places for others', () => {
	const {metadata, spec} = csr('a');
	const elsewhere = {...secret, metadata: {...secret.metadata, namespace: 'default'}, data: {}};
	const pods = [{kind: 'Pod', metadata: {name: 'p'}}, {kind: 'Pod', metadata: {name: 'p'}, spec: {}}];
	const {requests, cluster, problems} = readCase([node, nodes, secret, secret, elsewhere, csr('a'), list('CertificateSigningRequestList', {spec, metadata}), ...pods], 'x');
	expect(problems).toEqual([]);
	expect(requests.map(({name}) => name)).toEqual(['a']);
	expect({nodes: cluster.nodes.length, tokens: cluster.tokens.length, unread: cluster.unread}).toEqual({nodes: 1, tokens: 1, unread: []});
});
