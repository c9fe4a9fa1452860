import {expect, test} from 'vitest';
import {findBootstrapAuthEvidence} from '../../../source/core/facts/find-bootstrap-auth-evidence.ts';
import {findBootstrapBindings, findDangerousBindings, findManagedBindings, parseBinding} from '../../../source/core/facts/parse-bindings.ts';
import {findClusterDns, parseApiServerEndpoints, parseClusterDomain, parseServiceCidrs, parseServiceIps} from '../../../source/core/facts/parse-cluster-network.ts';
import {parseNodeObject} from '../../../source/core/facts/parse-node-object.ts';
import {parseTokenSecret} from '../../../source/core/facts/parse-token-secret.ts';
import {decodeBase64, decodeBase64Text} from '../../../source/core/facts/decode-base64.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secretOf = (data: Readonly<Record<string, string>>, metadata: object = {}) => ({
	metadata: {name: 'bootstrap-token-abc123', ...metadata},
	type: 'bootstrap.kubernetes.io/token',
	data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, base64(value)])),
});

test('reads a token Secret and keeps nothing of its secret part', () => {
	const facts = parseTokenSecret(
		secretOf(
			{'token-id': 'abc123', 'token-secret': 's3cr3ts3cr3ts3cr', 'expiration': '2026-11-23T00:00:00Z', 'usage-bootstrap-authentication': 'true', 'auth-extra-groups': 'system:bootstrappers:kubenroll,system:bootstrappers:kubenroll:node:n1'},
			{annotations: {'kubenroll.dev/node': 'n1'}},
		),
	);
	expect(facts).toEqual({
		secretName: 'bootstrap-token-abc123',
		type: 'bootstrap.kubernetes.io/token',
		tokenId: 'abc123',
		expiration: '2026-11-23T00:00:00Z',
		canAuthenticate: true,
		canSign: false,
		extraGroups: ['system:bootstrappers:kubenroll', 'system:bootstrappers:kubenroll:node:n1'],
		node: 'n1',
		isPublished: false,
	});
	expect(JSON.stringify(facts)).not.toContain('s3cr3t');
});

test.each([
	['a token from kubernetes.io', {'token-id': 'abcdef', 'token-secret': '0123456789abcdef'}, true],
	['another secret part', {'token-id': 'abcdef', 'token-secret': '0123456789abcdeg'}, false],
	['no secret part', {'token-id': 'abcdef'}, false],
])('knows a published token: %s', (_title, data, isPublished) => {
	expect(parseTokenSecret(secretOf(data))).toMatchObject({isPublished, canAuthenticate: false, extraGroups: []});
});

test('reads no token out of what is no Secret', () => {
	expect([undefined, {}, {metadata: {}}, 'x'].map(parseTokenSecret)).toEqual([undefined, undefined, undefined, undefined]);
});

test.each(['', 'a', 'ab', 'abc', 'abcd', '\u00FF\u0000\u0080'])('decodes the base64 of %j', (text) => {
	expect(decodeBase64Text(Buffer.from(text, 'latin1').toString('base64'))).toBe(text);
});

test('decodes nothing that is no base64', () => {
	expect(['a', 'ab=', '=abc', 'a b=', 'YQ'].map(decodeBase64)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('reads a Node', () => {
	expect(
		parseNodeObject({
			metadata: {name: 'n1', creationTimestamp: '2026-01-01T00:00:00Z', labels: {'node-role.kubernetes.io/master': ''}},
			spec: {podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24', 'fd00::/64']},
			status: {addresses: [{type: 'InternalIP', address: '10.0.0.1'}], conditions: [{type: 'MemoryPressure', status: 'False'}, {type: 'Ready', status: 'True'}], nodeInfo: {kubeletVersion: 'v1.36.3'}},
		}),
	).toEqual({name: 'n1', ready: 'true', isControlPlane: true, kubeletVersion: 'v1.36.3', addresses: [{type: 'InternalIP', address: '10.0.0.1'}], podCidrs: ['10.244.1.0/24', 'fd00::/64'], createdAt: '2026-01-01T00:00:00Z'});
});

test.each([
	[{}, 'unknown'],
	[{status: {conditions: []}}, 'unknown'],
	[{status: {conditions: 'x', addresses: 7}}, 'unknown'],
	[{status: {conditions: [{type: 'Ready', status: 'Unknown'}]}}, 'unknown'],
	[{status: {conditions: [{type: 'Ready', status: 'False'}]}}, 'false'],
])('reads the readiness of %j as %s', (parts, ready) => {
	expect(parseNodeObject({metadata: {name: 'n1'}, ...parts})).toMatchObject({name: 'n1', ready, addresses: [], isControlPlane: false});
});

test.each<[string, readonly unknown[], readonly string[] | undefined]>([
	['by its usual name', [{metadata: {name: 'other'}, spec: {clusterIP: '10.96.0.9'}}, {metadata: {name: 'kube-dns'}, spec: {clusterIPs: ['10.96.0.10', 'fd00:0::a']}}], ['10.96.0.10', 'fd00::a']],
	['by its label', [{metadata: {name: 'dns', labels: {'k8s-app': 'coredns'}}, spec: {clusterIP: '10.96.0.10'}}], ['10.96.0.10']],
	['not where it is headless', [{metadata: {name: 'kube-dns'}, spec: {clusterIP: 'None'}}], undefined],
	['not where there is none', [], undefined],
])('finds the cluster\'s DNS %s', (_title, services, expected) => {
	expect(findClusterDns(services)).toEqual(expected);
});

test.each<[string, string | undefined]>([
	['.:53 {\n    errors\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n       pods insecure\n    }\n}', 'cluster.local'],
	['.:53 {\n  kubernetes Corp.Example. 10.in-addr.arpa {\n', 'corp.example'],
	['.:53 {\n  # kubernetes old.local {\n  kubernetes new.local # here\n}', 'new.local'],
	['a.local:53 {\n  kubernetes {\n  }\n}', undefined],
	['.:53 {\n kubernetes a.local b.local\n}', undefined],
	['.:53 {\n kubernetes a.local\n}\nx:53 {\n kubernetes b.local\n}', undefined],
	['.:53 {\n kubernetes {$DOMAIN}\n}', undefined],
	['', undefined],
])('reads the domain of %j as %s', (Corefile, expected) => {
	expect(parseClusterDomain({data: {Corefile}})).toBe(expected);
});

test('reads Service addresses and ranges', () => {
	expect(parseServiceIps({metadata: {name: 'kubernetes'}, spec: {clusterIP: '10.96.0.1'}})).toEqual(['10.96.0.1']);
	expect(parseServiceIps('x')).toEqual([]);
	expect(parseServiceCidrs([{spec: {cidrs: ['10.96.0.0/12', 'fd00::/108']}}, {}])).toEqual(['10.96.0.0/12', 'fd00::/108']);
});

test.each([
	['EndpointSlices', [{endpoints: [{addresses: ['10.0.0.1']}, {addresses: ['10.0.0.2']}], ports: [{name: 'https', port: 6443}]}, {endpoints: [{addresses: ['10.0.0.1']}], ports: [{name: 'https', port: 6443}]}]],
	['Endpoints', [{subsets: [{addresses: [{ip: '10.0.0.1'}], notReadyAddresses: [{ip: '10.0.0.2'}], ports: [{port: 6443}]}]}]],
])('finds the API servers in %s, each once', (_title, objects) => {
	expect(parseApiServerEndpoints(objects)).toEqual([{host: '10.0.0.1', port: 6443}, {host: '10.0.0.2', port: 6443}]);
});

test('finds no API server in what has none', () => {
	expect(parseApiServerEndpoints([{endpoints: null}, {subsets: []}, 'x', {endpoints: [{addresses: ['10.0.0.1']}], ports: []}])).toEqual([]);
});

const binding = (name: string, role: string, kind: string, subject: string) => ({metadata: {name}, roleRef: {kind: 'ClusterRole', name: role}, subjects: [{kind, name: subject}]});
const bindings = [
	binding('kubelet-bootstrap', 'system:node-bootstrapper', 'User', 'kubelet-bootstrap'),
	binding('kubenroll:node-bootstrapper', 'system:node-bootstrapper', 'Group', 'system:bootstrappers:kubenroll'),
	binding('guide', 'cluster-admin', 'User', 'kubelet-bootstrap'),
	binding('open', 'cluster-admin', 'User', 'system:anonymous'),
	binding('cluster-admin', 'cluster-admin', 'Group', 'system:masters'),
	binding('mine', 'my-role', 'Group', 'system:bootstrappers:lab'),
	{metadata: {name: 'empty'}, roleRef: {name: 'view'}},
].flatMap((object) => parseBinding(object) ?? []);

test('finds bindings of bootstrapping under whatever name', () => {
	expect(findBootstrapBindings(bindings).map(({name, subjects}) => [name, ...subjects])).toEqual([
		['kubelet-bootstrap', 'User kubelet-bootstrap'],
		['kubenroll:node-bootstrapper', 'Group system:bootstrappers:kubenroll'],
		['guide', 'User kubelet-bootstrap'],
		['mine', 'Group system:bootstrappers:lab'],
	]);
	expect(findManagedBindings(bindings)).toEqual([{name: 'kubenroll:node-bootstrapper', role: 'system:node-bootstrapper', groups: ['system:bootstrappers:kubenroll']}]);
});

test('finds bindings that open the cluster, and lets the usual ones be', () => {
	expect(findDangerousBindings(bindings)).toEqual([
		{binding: 'guide', role: 'cluster-admin', subject: 'User kubelet-bootstrap'},
		{binding: 'open', role: 'cluster-admin', subject: 'User system:anonymous'},
	]);
});

const pod = (name: string, ...command: readonly string[]) => ({metadata: {name}, spec: {containers: [{command: ['kube-apiserver', ...command]}]}});

test.each<[string, readonly unknown[], readonly unknown[], object]>([
	['every API server has the flag', [pod('a', '--enable-bootstrap-token-auth=true'), pod('b', '--enable-bootstrap-token-auth')], [], {state: 'on', evidence: 'apiserver-pod-flag', source: 'a'}],
	['one lacks it', [pod('a', '--enable-bootstrap-token-auth=true'), pod('b', '--v=2')], [], {state: 'off', evidence: 'apiserver-pod-flag', source: 'b'}],
	['one has it off, the last word counts', [pod('a', '--enable-bootstrap-token-auth=true', '--enable-bootstrap-token-auth=false')], [], {state: 'off', evidence: 'apiserver-pod-flag', source: 'a'}],
	['the pods say nothing but a token was used', [pod('a')], [{metadata: {name: 'csr-1'}, spec: {username: 'system:node:a'}}, {metadata: {name: 'csr-2'}, spec: {username: 'system:bootstrap:abc123'}}], {state: 'on', evidence: 'earlier-request', source: 'csr-2'}],
	['there is no sign', [], [{metadata: {name: 'csr-1'}, spec: {username: 'kubelet-bootstrap'}}], {state: 'unknown', evidence: 'none'}],
])('tells whether bootstrap tokens are taken when %s', (_title, pods, requests, expected) => {
	expect(findBootstrapAuthEvidence(pods, requests)).toEqual(expected);
});
