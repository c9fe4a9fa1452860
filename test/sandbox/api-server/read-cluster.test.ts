// What kubenroll makes of a practice cluster: the same that it makes of a hand-built one.
import {expect, test} from 'vitest';
import {systemClock} from '../../../source/adapters/local/system-clock.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {renderBootstrapperBinding, renderRenewalBinding} from '../../../source/core/artifacts/render-bindings.ts';
import {listPermissions} from '../../../source/core/facts/list-permissions.ts';
import {proveToken} from '../../../source/workflow/cluster/prove-token.ts';
import {readCluster} from '../../../source/workflow/cluster/read-cluster.ts';
import {createObject, deleteObject, replaceObject} from '../../../source/workflow/enroll/change-objects.ts';
import {answersFacts} from '../../support/plan-facts.ts';
import {openPractice} from './open-practice.ts';

test.each([36, 24])('reads all of a cluster that says it is 1.%i, as its admin', async (minor) => {
	await using practice = await openPractice({minor, masters: [{}, {}], hasSeparateServingCa: true});
	const api = await practice.connect();
	const {facts, problems, clockSkewMs} = await readCluster({api, pki: cryptoPki, clock: systemClock, answers: answersFacts()});
	expect(facts).toMatchObject({
		version: {minor},
		identity: {username: 'kubernetes-admin', groups: minor >= 28 ? ['system:masters', 'system:authenticated'] : ['system:masters']},
		kubernetesServiceIps: ['10.96.0.1'],
		serviceCidrs: minor >= 33 ? ['10.96.0.0/12'] : [],
		clusterDns: ['10.96.0.10'],
		clusterDomain: 'cluster.local',
		apiServerEndpoints: practice.server.masters.map(({host, port}) => ({host, port})),
		bootstrapAccess: {canRequest: 'no', isAutoApproved: 'no', renewalIsAutoApproved: 'no'},
		bootstrapBindings: [],
		nodes: [],
		tokens: [],
		unread: [],
	});
	expect([facts.clientCa, facts.servingCa].map((list) => list.map(({subject}) => subject))).toEqual([[expect.stringContaining('kubernetes-ca')], [expect.stringContaining('kubernetes-serving-ca')]]);
	expect(facts.permissions.filter(({isAllowed}) => !isAllowed)).toEqual([]);
	expect(Math.abs(clockSkewMs ?? Infinity)).toBeLessThan(2000);
	expect(problems.filter(({severity}) => severity === 'error')).toEqual([]);
});

test('makes its bindings, and then a bootstrapping node may ask', async () => {
	await using practice = await openPractice();
	const api = await practice.connect();
	for (const binding of [renderBootstrapperBinding(), renderRenewalBinding()]) {
		await createObject(api, binding);
		await replaceObject(api, binding);
	}
	const {facts} = await readCluster({api, pki: cryptoPki, clock: systemClock, answers: answersFacts()});
	expect(facts.bootstrapAccess).toEqual({canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'});
	expect(facts.managedBindings.map(({name}) => name)).toEqual(['kubenroll:node-bootstrapper', 'kubenroll:node-renewal']);
	await deleteObject(api, 'ClusterRoleBinding', 'kubenroll:node-renewal');
	expect(practice.server.get('clusterrolebindings', 'kubenroll:node-renewal')).toBeUndefined();
});

test('finds what somebody without rights lacks', async () => {
	await using practice = await openPractice();
	const api = await practice.connect({identity: {user: 'jane', groups: ['devs']}});
	const {facts} = await readCluster({api, pki: cryptoPki, clock: systemClock, answers: answersFacts()});
	expect(facts.identity?.username).toBe('jane');
	expect(facts.permissions).toHaveLength(listPermissions(['plan', 'nodes', 'requests', 'tokens', 'bindings', 'approve-client', 'approve-serving']).length);
	expect(facts.permissions.some(({isAllowed}) => isAllowed)).toBe(false);
	expect(facts.unread).toEqual(['nodes', 'tokens', 'bindings']);
});

test('proves a token, and names the master that refuses it', async () => {
	await using practice = await openPractice({masters: [{}, {hasBootstrapTokens: false}]});
	const api = await practice.connect();
	const token = 'abcdef.0123456789abcdef';
	practice.server.put('secrets', {metadata: {name: 'bootstrap-token-abcdef', namespace: 'kube-system'}, type: 'bootstrap.kubernetes.io/token', stringData: {'token-id': 'abcdef', 'token-secret': '0123456789abcdef', 'usage-bootstrap-authentication': 'true'}});
	const {masters, vip} = practice.server;
	// A clock whose pauses take no time: a refusal is asked about again for five seconds.
	let nowMs = 0;
	const clock = {nowMs: () => nowMs, sleep: async (ms: number) => void (nowMs += ms)};
	const prove = async () => proveToken({api, clock, token, mode: 'bootstrap-token', address: vip, endpoints: masters});
	await expect(prove()).rejects.toMatchObject({problems: [{code: 'bootstrap-auth-off', params: {refusing: [`127.0.0.1:${masters[1]?.port}`]}}]});
	masters[1]?.setFlags({hasBootstrapTokens: true});
	expect(await prove()).toHaveLength(3);
});
