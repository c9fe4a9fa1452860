import {expect, test} from 'vitest';
import type {Csr} from '../../../source/core/csr/csr.ts';
import type {Verdict} from '../../../source/core/csr/judgement.ts';
import type {JudgedRequest} from '../../../source/core/csr/judged-request.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {approveRequest, type DecisionStamp, denyRequest} from '../../../source/workflow/csr/decide-request.ts';
import {type ExpectedCall, fakeClusterApi} from '../../support/fake-cluster-api.ts';
import {clientRequest, judge, nowMs, servingRequest} from '../../support/requests.ts';

const clock = {nowMs: () => nowMs, sleep: async () => undefined};
const stamp: DecisionStamp = {planId: 'abc123def456', operator: 'ops@desk'};
const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests/csr-abc12';

const judged = (csr: Csr = clientRequest(), verdict?: Verdict): JudgedRequest => {
	const judgement = judge(csr);
	return {csr, judgement: verdict === undefined ? judgement : {...judgement, verdict}};
};

const stored = {
	apiVersion: 'certificates.k8s.io/v1',
	kind: 'CertificateSigningRequest',
	metadata: {name: 'csr-abc12', uid: 'uid-1', resourceVersion: '100', labels: {kept: 'yes'}},
	spec: {signerName: 'kubernetes.io/kube-apiserver-client-kubelet', request: 'AAAA', extra: {kept: ['yes']}},
	status: {},
};
const other = (change: object, status: object = {}) => ({...stored, metadata: {...stored.metadata, ...change}, status});
const get = (answer: ExpectedCall['answer']): ExpectedCall => ({method: 'GET', path, answer});
const put = (answer: ExpectedCall['answer']): ExpectedCall => ({method: 'PUT', path: `${path}/approval`, answer});
const ok = (body: unknown) => ({status: 200, body});
const refusal = (status: number, message: string) => ({status, body: {kind: 'Status', message}});

test('P33 approves with the whole object and one condition that tells policy, rules, plan and operator', async () => {
	const api = fakeClusterApi({calls: [get(ok(stored)), put(ok(stored))]});
	const result = await approveRequest({api, clock}, judged(), stamp);
	expect(result).toMatchObject({outcome: 'approved', decision: {at: '2026-05-04T12:00:00.000Z', request: 'csr-abc12', node: 'node-1', kind: 'client', verdict: 'PASS', plan: 'abc123def456', operator: 'ops@desk', keySha256: 'aa'.repeat(32)}});
	expect(api.sent[1]).toEqual({
		...stored,
		status: {conditions: [{type: 'Approved', status: 'True', reason: 'KubenrollApproved', message: expect.stringMatching(/^kubenroll policy 1; verdict PASS; rules P1 P2 .* P36; plan abc123def456; operator ops@desk$/)}]},
	});
	expect(api.unused()).toEqual([]);
});

test('P23 stands among the rules of a decision only where possession was proved', async () => {
	const request = judged(servingRequest());
	const told = (code: 'possession-proved' | 'possession-unproved'): JudgedRequest => ({
		...request,
		judgement: {...request.judgement, verdict: 'PASS', reasons: [{rule: 'P23', verdict: 'PASS', ...(code === 'possession-proved' ? {code, params: {node: 'node-1'}} : {code, params: {node: 'node-1', gap: 'other-alt-names'}})}]},
	});
	const rulesOf = async (code: Parameters<typeof told>[0]) => {
		const result = await approveRequest({api: fakeClusterApi({calls: [get(ok(stored)), put(ok(stored))]}), clock}, told(code), stamp);
		return result.outcome === 'approved' ? result.decision.rules : undefined;
	};
	expect([await rulesOf('possession-proved'), await rulesOf('possession-unproved')]).toEqual([['P23'], []]);
});

test('P33 denies for a person and keeps the conditions that are there', async () => {
	const withCondition = other({}, {conditions: [{type: 'Custom', status: 'True'}], kept: 1});
	const api = fakeClusterApi({calls: [get(ok(withCondition)), put(ok(stored))]});
	const result = await denyRequest({api, clock}, judged(clientRequest(), 'REFUSE'), {...stamp, person: {reason: 'not mine\u{1B}[2J', overrides: false}});
	expect(result).toMatchObject({outcome: 'denied', decision: {decision: 'denied', verdict: 'REFUSE'}});
	expect(api.sent[1]).toMatchObject({
		status: {kept: 1, conditions: [{type: 'Custom'}, {type: 'Denied', reason: 'KubenrollDenied', message: expect.stringContaining(String.raw`; reason not mine\x1b[2J`)}]},
	});
});

test.each<[string, ExpectedCall[], object]>([
	['it changed since it was judged', [get(ok(other({resourceVersion: '101'})))], {outcome: 'changed'}],
	['it has no resourceVersion', [get(ok(other({resourceVersion: ''})))], {outcome: 'changed'}],
	['another object took its name', [get(ok(other({uid: 'uid-2'})))], {outcome: 'gone'}],
	['it was deleted', [get(refusal(404, 'not found'))], {outcome: 'gone'}],
	['somebody approved it', [get(ok(other({}, {conditions: [{type: 'Approved', status: 'True'}]})))], {outcome: 'decided', state: 'approved'}],
	['somebody denied it', [get(ok(other({}, {conditions: [{type: 'Denied', status: 'True'}]})))], {outcome: 'decided', state: 'denied'}],
	['somebody changed it between', [get(ok(stored)), put(refusal(409, 'conflict'))], {outcome: 'changed'}],
	['it was deleted between', [get(ok(stored)), put(refusal(404, 'gone'))], {outcome: 'gone'}],
	['reading is forbidden', [get(refusal(403, 'no'))], {outcome: 'refused', problem: {code: 'decision-forbidden', params: {permission: 'get certificatesigningrequests.certificates.k8s.io'}}}],
	[
		'the update is forbidden',
		[get(ok(stored)), put(refusal(403, 'User "ops" cannot update resource "certificatesigningrequests/approval"'))],
		{outcome: 'refused', problem: {code: 'decision-forbidden', subject: 'node-1', params: {request: 'csr-abc12', permission: 'update certificatesigningrequests.certificates.k8s.io --subresource=approval'}}},
	],
	[
		'the signer is forbidden',
		[get(ok(stored)), put(refusal(403, 'user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client-kubelet"'))],
		{outcome: 'refused', problem: {params: {permission: 'approve signers.certificates.k8s.io/kubernetes.io/kube-apiserver-client-kubelet'}}},
	],
	['the server will not', [get(ok(stored)), put(refusal(422, 'bad\u{1B}'))], {outcome: 'refused', problem: {code: 'decision-refused', cause: String.raw`bad\x1b`, params: {status: 422}}}],
	['the answer is no object', [get(ok('<html>'))], {outcome: 'gone'}],
	['no answer comes', [get(new Failure(problem('run-cancelled', 'x', {phase: 'plan'})))], {outcome: 'unreachable', problems: [{code: 'run-cancelled'}]}],
])('P2 writes nothing more when %s', async (_, calls, expected) => {
	const api = fakeClusterApi({calls});
	expect(await approveRequest({api, clock}, judged(), stamp)).toMatchObject(expected);
	expect(api.unused()).toEqual([]);
});

test('lets a bug through instead of calling it an answer', async () => {
	const api = fakeClusterApi({calls: []});
	await expect(approveRequest({api, clock}, judged(), stamp)).rejects.toThrow('unexpected GET');
});

const person = {reason: 'I know it', overrides: false};

test.each([
	['approve', 'ASK', undefined],
	['approve', 'REFUSE', undefined],
	['approve', 'REFUSE', person],
	['approve', 'NOT_OURS', {...person, overrides: true}],
	['deny', 'PASS', undefined],
	['deny', 'ASK', undefined],
	['deny', 'REFUSE', undefined],
	['deny', 'NOT_OURS', {...person, overrides: true}],
] as const)('P28 does not %s %s by %j, and asks the cluster nothing', async (verb, verdict, who) => {
	const decide = verb === 'approve' ? approveRequest : denyRequest;
	const result = await decide({api: fakeClusterApi({}), clock}, judged(clientRequest(), verdict), who === undefined ? stamp : {...stamp, person: who});
	expect(result).toMatchObject({outcome: 'refused', problem: {code: 'decision-against-policy', params: {verdict}}});
});

test.each([
	['approve', 'ASK', person],
	['approve', 'REFUSE', {...person, overrides: true}],
	['deny', 'PASS', person],
] as const)('P28 does %s %s by %j', async (verb, verdict, who) => {
	const decide = verb === 'approve' ? approveRequest : denyRequest;
	const api = fakeClusterApi({calls: [get(ok(stored)), put(ok(stored))]});
	expect(await decide({api, clock}, judged(clientRequest(), verdict), {...stamp, person: who})).toMatchObject({outcome: verb === 'approve' ? 'approved' : 'denied'});
});

test('P2 takes a request that was judged as decided for decided', async () => {
	const csr = servingRequest({raw: {certificate: 'PEM'}});
	expect(await approveRequest({api: fakeClusterApi({}), clock}, judged(csr), stamp)).toEqual({outcome: 'decided', state: 'issued'});
});

test.each([
	['a/../b?c#d\n', 'a%2F..%2Fb%3Fc%23d%0A'],
	['node-csr-aB_-', 'node-csr-aB_-'],
])('P27 encodes the name %j in the URL', async (name, encoded) => {
	const api = fakeClusterApi({calls: [{method: 'GET', path: `/apis/certificates.k8s.io/v1/certificatesigningrequests/${encoded}`, answer: refusal(404, '')}]});
	expect(await approveRequest({api, clock}, judged(clientRequest({raw: {name}}), 'PASS'), stamp)).toEqual({outcome: 'gone'});
});

test.each(['', '.', '..', '\u{D800}'])('P27 asks for no request named %j', async (name) => {
	expect(await approveRequest({api: fakeClusterApi({}), clock}, judged(clientRequest({raw: {name}}), 'PASS'), stamp)).toEqual({outcome: 'gone'});
});
