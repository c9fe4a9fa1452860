import {expect, test} from 'vitest';
import type {ProblemCode} from '../../../source/core/problem/problem.ts';
import type {Pki} from '../../../source/ports/pki.ts';
import {readCluster} from '../../../source/workflow/cluster/read-cluster.ts';
import {fakeClock, fakeCluster, type FakeRoutes} from '../../support/fake-cluster.ts';
import {answersFacts, certificateFacts} from '../../support/plan-facts.ts';

const pki: Pki = {
	readCertificates: (pem) => (pem === '' ? [] : [certificateFacts({pem, subject: `CN=${pem}`, spkiSha256: pem})]),
	readRequest: () => {
		throw new Error('unexpected');
	},
	isIssuedBy: () => {
		throw new Error('unexpected');
	},
	sha256: () => {
		throw new Error('unexpected');
	},
};

const items = (...objects: readonly unknown[]) => ({body: {items: objects}});
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const allow = (...allowed: readonly string[]) => ({body}: {body: unknown}) => {
	const {spec} = body as {spec: {user: string; resourceAttributes: {verb: string; subresource?: string}}};
	return {status: 201, body: {status: {allowed: allowed.includes(`${spec.user.split(':')[1]} ${spec.resourceAttributes.verb} ${spec.resourceAttributes.subresource ?? ''}`.trim())}}};
};

// A cluster where everything is as it should be and one may see all of it.
const healthy: FakeRoutes = {
	'GET /version': {body: {gitVersion: 'v1.36.3'}, serverTimeMs: Date.parse('2026-03-01T12:00:05Z')},
	'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': {status: 201, body: {status: {userInfo: {username: 'kubernetes-admin', groups: ['system:masters']}}}},
	'GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication': {body: {data: {'client-ca-file': 'serving'}}},
	'GET /api/v1/namespaces/default/services/kubernetes': {body: {metadata: {name: 'kubernetes'}, spec: {clusterIP: '10.96.0.1'}}},
	'GET /apis/networking.k8s.io/v1/servicecidrs': items({metadata: {name: 'kubernetes'}, spec: {cidrs: ['10.96.0.0/12']}}),
	'GET /api/v1/namespaces/kube-system/services': items({metadata: {name: 'kube-dns'}, spec: {clusterIP: '10.96.0.10'}}),
	'GET /api/v1/namespaces/kube-system/configmaps/coredns': {body: {data: {Corefile: '.:53 {\n kubernetes lab.local in-addr.arpa\n}'}}},
	'GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices': items({endpoints: [{addresses: ['10.0.0.1']}, {addresses: ['10.0.0.2']}], ports: [{name: 'https', port: 6443}]}),
	'GET /api/v1/nodes': items({metadata: {name: 'n1'}, spec: {podCIDRs: ['10.244.0.0/24']}}),
	'POST /apis/authorization.k8s.io/v1/subjectaccessreviews': allow('bootstrap create', 'bootstrap get', 'bootstrap list', 'bootstrap watch', 'node create selfnodeclient'),
	'GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings': items({metadata: {name: 'kubenroll:node-bootstrapper'}, roleRef: {kind: 'ClusterRole', name: 'system:node-bootstrapper'}, subjects: [{kind: 'Group', name: 'system:bootstrappers:kubenroll'}]}),
	'GET /api/v1/namespaces/kube-system/secrets': items(),
	'GET /api/v1/namespaces/kube-system/pods': items(),
	'GET /apis/certificates.k8s.io/v1/certificatesigningrequests': items(),
};

const read = async (routes: FakeRoutes = {}, options: Parameters<typeof fakeCluster>[1] = {}, answers = answersFacts()) => {
	const {api, calls} = fakeCluster({...healthy, ...routes}, options);
	const {facts, problems, clockSkewMs} = await readCluster({api, pki, clock: fakeClock(), answers});
	return {facts, problems, clockSkewMs, calls, codes: problems.map(({code, severity}): [ProblemCode, string] => [code, severity])};
};

test('reads all of a healthy cluster and finds nothing wrong', async () => {
	const {facts, problems, clockSkewMs, calls} = await read();
	expect(problems).toEqual([]);
	expect(facts).toMatchObject({
		server: 'https://10.0.0.100:6443',
		version: {minor: 36, gitVersion: 'v1.36.3'},
		identity: {username: 'kubernetes-admin'},
		clientCa: [{pem: 'serving'}],
		servingCa: [{pem: 'serving'}],
		kubernetesServiceIps: ['10.96.0.1'],
		serviceCidrs: ['10.96.0.0/12'],
		podCidrs: ['10.244.0.0/24'],
		clusterDns: ['10.96.0.10'],
		clusterDomain: 'lab.local',
		nodes: [{name: 'n1'}],
		apiServerEndpoints: [{host: '10.0.0.1', port: 6443}, {host: '10.0.0.2', port: 6443}],
		bootstrapAccess: {canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'},
		bootstrapTokenAuthentication: {state: 'unknown', evidence: 'none'},
		managedBindings: [{name: 'kubenroll:node-bootstrapper'}],
		unread: [],
	});
	expect(clockSkewMs).toBe(5500);
	// Reviews are created to be answered; nothing else is written.
	expect(calls.filter(({method}) => method !== 'GET').every(({path}) => path.endsWith('reviews'))).toBe(true);
});

test('asks older servers in their way: identity of the certificate, Endpoints, no ServiceCIDR', async () => {
	const absent = {status: 404};
	const {facts, codes} = await read(
		{
			'GET /version': {body: {gitVersion: 'v1.20.15'}},
			'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': absent,
			'POST /apis/authentication.k8s.io/v1beta1/selfsubjectreviews': absent,
			'POST /apis/authentication.k8s.io/v1alpha1/selfsubjectreviews': absent,
			'GET /apis/networking.k8s.io/v1/servicecidrs': absent,
			'GET /apis/networking.k8s.io/v1beta1/servicecidrs': absent,
			'GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices': absent,
			'GET /api/v1/namespaces/default/endpoints/kubernetes': {body: {subsets: [{addresses: [{ip: '10.0.0.1'}], ports: [{port: 6443}]}]}},
		},
		{server: {certificateIdentity: {username: 'old-admin', groups: ['system:masters']}}},
	);
	expect(facts).toMatchObject({identity: {username: 'old-admin'}, apiServerEndpoints: [{host: '10.0.0.1', port: 6443}], serviceCidrs: []});
	expect(codes).toEqual([['service-range-unknown', 'notice']]);
});

test('goes on without what it may not see, and says how to grant all that is needed', async () => {
	const forbidden = {status: 403};
	const {facts, problems, codes} = await read(
		{'GET /api/v1/nodes': forbidden, 'GET /api/v1/namespaces/kube-system/secrets': forbidden, 'GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings': forbidden, 'POST /apis/authorization.k8s.io/v1/subjectaccessreviews': forbidden},
		{denied: ['list nodes', 'list secrets', 'create subjectaccessreviews', 'approve signers']},
	);
	expect(facts).toMatchObject({nodes: [], tokens: [], unread: ['nodes', 'tokens', 'bindings'], bootstrapAccess: {canRequest: 'unknown', isAutoApproved: 'unknown', renewalIsAutoApproved: 'unknown'}});
	expect(codes).toEqual([['permissions-missing', 'error'], ['permissions-missing', 'warning']]);
	expect(problems).toMatchObject([
		{params: {user: 'kubernetes-admin', missing: ['list nodes', 'list secrets -n kube-system', 'approve signers.certificates.k8s.io/kubernetes.io/kube-apiserver-client-kubelet', 'approve signers.certificates.k8s.io/kubernetes.io/kubelet-serving']}},
		{params: {missing: ['create subjectaccessreviews.authorization.k8s.io']}},
	]);
});

test('asks for no right to approve where people approve, and minds a missing binding right only where a binding is missing', async () => {
	const people = answersFacts();
	const {facts} = await read({}, {}, {...people, approval: {...people.approval, mode: 'manual'}});
	expect(facts.permissions.map(({neededFor}) => neededFor)).not.toContain('approve-client');
	expect((await read({}, {denied: ['bind clusterroles']})).codes).toEqual([['permissions-missing', 'warning']]);
	expect((await read({'POST /apis/authorization.k8s.io/v1/subjectaccessreviews': allow()}, {denied: ['bind clusterroles']})).codes).toEqual([['permissions-missing', 'error']]);
});

test.each<[string, FakeRoutes, [ProblemCode, string]]>([
	['client CA out of sight', {'GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication': {status: 403}}, ['client-ca-unreadable', 'error']],
	['client CA absent', {'GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication': {body: {data: {}}}}, ['client-ca-absent', 'error']],
	['another client CA', {'GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication': {body: {data: {'client-ca-file': 'other'}}}}, ['client-ca-differs', 'notice']],
	['an old version', {'GET /version': {body: {gitVersion: 'v1.19.16'}}}, ['cluster-version-unsupported', 'error']],
	['no DNS', {'GET /api/v1/namespaces/kube-system/services': items()}, ['cluster-dns-unknown', 'warning']],
	['no CoreDNS', {'GET /api/v1/namespaces/kube-system/configmaps/coredns': {status: 404}}, ['cluster-domain-assumed', 'notice']],
	['an API server pod without the flag', {'GET /api/v1/namespaces/kube-system/pods': items({metadata: {name: 'kube-apiserver-m1'}, spec: {containers: [{command: ['kube-apiserver', '--v=2']}]}})}, ['bootstrap-auth-off', 'error']],
	[
		'a published token',
		{'GET /api/v1/namespaces/kube-system/secrets': items({metadata: {name: 'bootstrap-token-abcdef'}, data: {'token-id': base64('abcdef'), 'token-secret': base64('0123456789abcdef'), 'usage-bootstrap-authentication': base64('true')}})},
		['published-token-active', 'warning'],
	],
	[
		'cluster-admin for kubelet-bootstrap',
		{'GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings': items({metadata: {name: 'x'}, roleRef: {name: 'cluster-admin'}, subjects: [{kind: 'User', name: 'kubelet-bootstrap'}]})},
		['dangerous-binding', 'warning'],
	],
])('tells of %s', async (_title, routes, expected) => {
	expect((await read(routes)).codes).toEqual([expected]);
});

test('says nothing of what the answers already settle', async () => {
	const answers = answersFacts();
	const settled = {...answers, cluster: {...answers.cluster, serviceCidrs: ['10.96.0.0/12']}, kubelet: {...answers.kubelet, clusterDns: ['10.96.0.10'], clusterDomain: 'lab.local'}};
	const {codes, facts} = await read(
		{'GET /api/v1/namespaces/kube-system/services': items(), 'GET /api/v1/namespaces/kube-system/configmaps/coredns': {status: 404}, 'GET /apis/networking.k8s.io/v1/servicecidrs': items()},
		{},
		settled,
	);
	expect(codes).toEqual([]);
	expect(facts.clusterDomain).toBe('cluster.local');
});

test.each([
	['credentials that the server does not know', {'GET /api/v1/namespaces/default/services/kubernetes': {status: 401}}, 'cluster-unauthorized'],
	['a server in trouble', {'GET /api/v1/namespaces/default/services/kubernetes': {status: 500, body: {message: 'etcd'}}}, 'cluster-call-failed'],
	['a server that is no Kubernetes', {'GET /version': {body: 'hello'}}, 'cluster-answer-unreadable'],
])('rejects for %s', async (_title, routes, code) => {
	await expect(read(routes)).rejects.toMatchObject({problems: [{code}]});
});

test("names the kubeconfig's user without what a terminal could act on", async () => {
	await expect(read({'GET /version': {status: 401, body: ''}}, {server: {user: 'ad\u001B[2Jmin'}})).rejects.toMatchObject({problems: [{code: 'cluster-unauthorized', params: {user: String.raw`ad\x1b[2Jmin`}}]});
});

test('keeps no secret part of any token', async () => {
	const {facts, problems} = await read({'GET /api/v1/namespaces/kube-system/secrets': items({metadata: {name: 'bootstrap-token-aaaaaa'}, data: {'token-id': base64('aaaaaa'), 'token-secret': base64('s3cr3ts3cr3ts3cr')}})});
	expect(facts.tokens).toMatchObject([{tokenId: 'aaaaaa'}]);
	expect(JSON.stringify({facts, problems})).not.toMatch(new RegExp(`s3cr3t|${base64('s3cr3ts3cr3ts3cr')}`));
});

test.each([
	['a requester whom some binding lets be approved', {user: 'system:bootstrap:abc123', groups: ['system:bootstrappers']}, {isAutoApproved: 'yes', renewalIsAutoApproved: 'no'}],
	['a node whose renewals are approved', {user: 'system:node:n1', groups: ['system:nodes']}, {isAutoApproved: 'no', renewalIsAutoApproved: 'yes'}],
	['a requester like any other', {user: 'row', groups: ['system:bootstrappers']}, {isAutoApproved: 'no', renewalIsAutoApproved: 'no'}],
])('P32 asks as %s, with the user and groups that it has', async (_title, who, expected) => {
	const asked: unknown[] = [];
	const {api} = fakeCluster({
		...healthy,
		'POST /apis/authorization.k8s.io/v1/subjectaccessreviews': ({body}) => {
			const {spec} = body as {spec: {user: string; groups: readonly string[]; resourceAttributes: {subresource?: string}}};
			asked.push([spec.user, spec.groups, spec.resourceAttributes.subresource]);
			return {status: 201, body: {status: {allowed: spec.user === who.user && who.user !== 'row'}}};
		},
	});
	const {facts} = await readCluster({api, pki, clock: fakeClock(), answers: answersFacts(), requesters: [who]});
	expect(facts.bootstrapAccess).toMatchObject(expected);
	expect(asked).toContainEqual([who.user, who.groups, who.user.startsWith('system:node:') ? 'selfnodeclient' : 'nodeclient']);
});

test.each([
	['guarded', 'no', []],
	['guarded', 'yes', ['gate-not-in-force']],
	['manual', 'yes', ['gate-not-in-force']],
	['classic', 'no', ['approval-classic']],
	['classic', 'yes', ['approval-classic']],
] as const)('P32 in %s approval, where the controller-manager approves first requests by itself: %s', async (mode, isAutoApproved, expected) => {
	const rights = ['bootstrap create', 'bootstrap get', 'bootstrap list', 'bootstrap watch', 'node create selfnodeclient', ...(isAutoApproved === 'yes' ? ['bootstrap create nodeclient'] : [])];
	const answers = answersFacts({approval: {...answersFacts().approval, mode}});
	const {codes} = await read({'POST /apis/authorization.k8s.io/v1/subjectaccessreviews': allow(...rights)}, {}, answers);
	expect(codes).toEqual(expected.map((code) => [code, 'warning']));
});
