import {expect, test} from 'vitest';
import type {ClusterFacts, TokenFacts} from '../../../source/core/facts/cluster-facts.ts';
import {planObjects} from '../../../source/core/plan/plan-objects.ts';
import type {NodePlan} from '../../../source/core/plan/plan.ts';
import {answersFacts, clusterFacts, nowMs} from '../../support/plan-facts.ts';

const bootstrapper = {name: 'kubenroll:node-bootstrapper', role: 'system:node-bootstrapper', groups: ['system:bootstrappers:kubenroll']};
const renewal = {name: 'kubenroll:node-renewal', role: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', groups: ['system:nodes']};

const nodePlan = (name: string, needsToken: boolean): NodePlan => ({name, address: name, state: 'new', needsToken, needsServingCertificate: true, kubelet: 'start', files: [], setAside: [], problems: []});

const plan = (cluster: Partial<ClusterFacts>, nodes: readonly NodePlan[] = [], answers = answersFacts()) =>
	planObjects({answers, cluster: clusterFacts(cluster), nodes, nowMs}).map(({kind, name, action, node}) => [kind, name, action, node].filter((part) => part !== undefined).join(' '));

const token = (change: Partial<TokenFacts>): TokenFacts => ({
	secretName: 'bootstrap-token-abc123',
	type: 'bootstrap.kubernetes.io/token',
	tokenId: 'abc123',
	expiration: '2026-03-01T13:00:00Z',
	canAuthenticate: true,
	canSign: false,
	extraGroups: ['system:bootstrappers:kubenroll'],
	isPublished: false,
	...change,
});

test('bindings that are missing are made', () => {
	expect(plan({})).toEqual(['ClusterRoleBinding kubenroll:node-bootstrapper create', 'ClusterRoleBinding kubenroll:node-renewal create']);
});

test("a right that somebody else's binding gives needs none of ours", () => {
	expect(plan({bootstrapAccess: {canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'}})).toEqual([]);
});

test('what may not be asked is made', () => {
	expect(plan({bootstrapAccess: {canRequest: 'unknown', isAutoApproved: 'unknown', renewalIsAutoApproved: 'unknown'}})).toHaveLength(2);
});

test.each<[string, Partial<typeof bootstrapper>, string]>([
	['as it should be', {}, 'keep'],
	['with another group', {groups: ['system:kubelet-bootstrap']}, 'change'],
	['with one group more', {groups: ['system:bootstrappers:kubenroll', 'system:authenticated']}, 'change'],
	['with another role', {role: 'cluster-admin'}, 'change'],
	['with no group', {groups: []}, 'change'],
])('our binding %s: %s', (_title, change, action) => {
	const access = {canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'} as const;
	const objects = planObjects({answers: answersFacts(), cluster: clusterFacts({bootstrapAccess: access, managedBindings: [{...bootstrapper, ...change}, renewal]}), nodes: [], nowMs});
	expect(objects.map((each) => each.action)).toEqual([action, 'keep']);
	expect(objects[0]?.diff === undefined).toBe(action === 'keep');
});

test('every node that needs one gets a token of its own', () => {
	expect(plan({}, [nodePlan('a', true), nodePlan('b', false), nodePlan('c', true)]).slice(2)).toEqual(['Secret bootstrap-token-… create a', 'Secret bootstrap-token-… create c']);
});

test('a shared token is one for all, and none where nobody needs it', () => {
	const shared = answersFacts({token: {lifetimeMinutes: 60, scope: 'shared'}});
	expect(plan({}, [nodePlan('a', true), nodePlan('c', true)], shared).slice(2)).toEqual(['Secret bootstrap-token-… create']);
	expect(plan({}, [nodePlan('a', false)], shared).slice(2)).toEqual([]);
});

test.each<[string, Partial<TokenFacts>, boolean]>([
	['of a planned node: is deleted', {node: 'a'}, true],
	['of another node, alive: stays', {node: 'z'}, false],
	['of another node, expired: is deleted', {node: 'z', expiration: '2026-03-01T11:59:59Z'}, true],
	['for all nodes, alive: stays', {}, false],
	['for all nodes, expired: is deleted', {expiration: '2026-03-01T12:00:00Z'}, true],
	['whose expiration cannot be read: is deleted', {expiration: 'tomorrow'}, true],
	['that never expires: stays', {expiration: undefined as never}, false],
	['of somebody else, expired: stays', {extraGroups: ['system:bootstrappers:kubeadm:default-node-token'], expiration: '2020-01-01T00:00:00Z'}, false],
	['under a name that no token has: stays', {node: 'a', secretName: 'bootstrap-token-../../x'}, false],
])('a token %s', (_title, change, isDeleted) => {
	const objects = planObjects({answers: answersFacts(), cluster: clusterFacts({tokens: [token(change)]}), nodes: [nodePlan('a', false)], nowMs});
	expect(objects.filter(({action}) => action === 'delete').map(({name}) => name)).toEqual(isDeleted ? ['bootstrap-token-abc123'] : []);
});

test('nothing of a Secret is shown', () => {
	const objects = planObjects({answers: answersFacts(), cluster: clusterFacts({tokens: [token({node: 'a'})]}), nodes: [nodePlan('a', true)], nowMs});
	expect(objects.filter(({kind}) => kind === 'Secret').every(({isSecret, diff}) => isSecret && diff === undefined)).toBe(true);
});

test("with the rows of the token file go the bindings that serve nobody else", () => {
	const guide = {user: 'kubelet-bootstrap', uid: '10001', groups: ['system:kubelet-bootstrap'], action: 'delete'} as const;
	const role = 'system:node-bootstrapper';
	const bootstrapBindings = [
		{name: 'kubelet-bootstrap', role, subjects: ['User kubelet-bootstrap']},
		{name: 'by-group', role, subjects: ['Group system:kubelet-bootstrap', 'User kubelet-bootstrap']},
		{name: 'shared-with-others', role, subjects: ['User kubelet-bootstrap', 'User alice']},
		{name: 'of-all-bootstrap-tokens', role, subjects: ['Group system:bootstrappers']},
		{name: 'kubenroll:node-bootstrapper', role, subjects: ['User kubelet-bootstrap']},
		{name: 'empty', role, subjects: []},
	];
	const objects = planObjects({answers: answersFacts(), cluster: clusterFacts({bootstrapBindings}), nodes: [], nowMs, retired: [guide]});
	expect(objects.filter(({action}) => action === 'delete').map(({name}) => name)).toEqual(['kubelet-bootstrap', 'by-group']);
	expect(objects.find(({action}) => action === 'delete')?.diff).toContain('-  User kubelet-bootstrap');
	expect(planObjects({answers: answersFacts(), cluster: clusterFacts({bootstrapBindings}), nodes: [], nowMs}).filter(({action}) => action === 'delete')).toEqual([]);
});

const classic = answersFacts({approval: {...answersFacts().approval, mode: 'classic'}});
const classicBinding = {name: 'kubenroll:node-approval', role: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient', groups: ['system:bootstrappers:kubenroll']};

test('P32 classic approval makes the binding that lets the controller-manager approve, and guarded approval takes it away', () => {
	const granted = {bootstrapAccess: {canRequest: 'yes', isAutoApproved: 'no', renewalIsAutoApproved: 'yes'}} as const;
	expect(plan(granted, [], classic)).toEqual(['ClusterRoleBinding kubenroll:node-approval create']);
	expect(plan({...granted, managedBindings: [classicBinding]}, [], classic)).toEqual(['ClusterRoleBinding kubenroll:node-approval keep']);
	expect(plan({...granted, managedBindings: [classicBinding]})).toEqual(['ClusterRoleBinding kubenroll:node-approval delete']);
	expect(plan({bootstrapAccess: {...granted.bootstrapAccess, isAutoApproved: 'yes'}}, [], classic)).toEqual([]);
});
