import {applyPatch} from 'diff';
import {expect, test} from 'vitest';
import {listManualSteps} from '../../../source/core/artifacts/list-manual-steps.ts';
import {renderMasterArtifacts} from '../../../source/core/artifacts/render-master-artifacts.ts';
import type {ControlPlanePlan, MasterPlan} from '../../../source/core/plan/control-plane-plan.ts';
import type {NodePlan, Plan} from '../../../source/core/plan/plan.ts';
import type {FileChange} from '../../../source/core/plan/file-change.ts';
import {english} from '../../../source/text/en/text.ts';
import {renderManualPage} from '../../../source/text/manual-text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {answersFacts, nodeAnswers} from '../../support/plan-facts.ts';
import {sketchMaster} from '../../support/token-file-masters.ts';

const unit = '/etc/systemd/system/kube-apiserver.service';
const source = '[Service]\nExecStart=/usr/local/bin/kube-apiserver --secure-port=6443\n';
const changed = source.replace('6443', '6443 --token-auth-file=/etc/kubernetes/token.csv');

const file = (artifact: FileChange['artifact'], path: string, action: FileChange['action'], content?: string): FileChange => ({
	artifact,
	path,
	action,
	mode: artifact === 'token-file' ? 0o600 : 0o644,
	owner: 'root:root',
	isSecret: artifact === 'token-file',
	before: '',
	wasEditedByHand: false,
	...(content === undefined ? {} : {content}),
});

const master = (name: string, state: MasterPlan['state'] = 'change'): MasterPlan => ({
	name,
	address: name,
	holdsVip: false,
	state,
	files: [file('token-file', '/etc/kubernetes/token.csv', 'create')],
	components: [{component: 'kube-apiserver', flags: [], files: [file('control-plane-source', unit, 'change', changed)], restart: {how: 'systemd', unit: 'kube-apiserver.service'}, restartReason: 'changed'}],
	problems: [],
});

const ofMasters = (...masters: readonly MasterPlan[]): ControlPlanePlan => ({masters, problems: []});

const plan: Plan = {
	id: '0123456789ab',
	cluster: {server: 'https://10.0.0.100:6443', apiServer: '10.0.0.100:6443', version: 'v1.36.3', caSha256: ''},
	objects: [],
	nodes: [],
	tokenRows: [{user: 'kubenroll-bootstrap', uid: 'kubenroll', groups: ['system:bootstrappers'], action: 'create'}],
	controlPlane: ofMasters(master('m2'), master('m3', 'keep'), master('m1')),
	problems: [],
};
const answers = answersFacts({mode: 'token-file', nodes: []});
const apiServer = {host: '10.0.0.100', port: 6443};
const endpoints = new Map([['m1', {host: '10.0.0.1', port: 6443}], ['m2', {host: '10.0.0.2', port: 6443}]]);

test('works on one master after the other, in the order of the plan, each with its file, flag, restart and proof', () => {
	const steps = listManualSteps({plan, answers, endpoints, apiServer, nodes: []});
	expect(steps.map(({id, host}) => [id, host].filter(Boolean).join(' '))).toEqual([
		...['m2', 'm1'].flatMap((name) => ['put-token-file', 'patch-source', 'restart-component', 'await-apiserver', 'prove-row'].map((id) => `${id} ${name}`)),
		'apply-bindings',
		'remove-rows',
	]);
	expect(steps[0]?.commands).toEqual(["ssh m2 'sudo install -m 600 -o root -g root /dev/stdin /etc/kubernetes/token.csv' < masters/m2/etc/kubernetes/token.csv"]);
	expect(steps[1]?.commands).toEqual([`ssh m2 'sudo patch -b ${unit}' < masters/m2${unit}.patch`]);
});

test('a static pod starts again by itself when its manifest changes, and is stopped where only the token file does', () => {
	const pod = {how: 'static-pod', manifest: '/etc/kubernetes/manifests/kube-apiserver.yaml'} as const;
	const idsOf = (files: readonly FileChange[]): readonly string[] => {
		const changes = {...master('m1'), components: [{component: 'kube-apiserver', flags: [], files, restart: pod, restartReason: 'token-file'} as const]};
		return listManualSteps({plan: {...plan, controlPlane: ofMasters(changes)}, answers, endpoints, apiServer, nodes: []}).map(({id}) => id);
	};
	expect(idsOf([file('control-plane-source', pod.manifest, 'change', 'x')])).not.toContain('restart-component');
	expect(idsOf([])).toContain('restart-component');
});

test('in bootstrap-token mode stores tokens and deletes bindings that nobody needs', () => {
	const objects = [{kind: 'ClusterRoleBinding', name: 'kubelet-bootstrap', action: 'delete', isSecret: false}] as const;
	const steps = listManualSteps({plan: {...plan, objects, tokenRows: [], controlPlane: ofMasters()}, answers: answersFacts({nodes: [nodeAnswers('node-1')]}), endpoints, apiServer, nodes: ['node-1']});
	expect(steps.slice(0, 3).map(({id}) => id)).toEqual(['apply-bindings', 'apply-tokens', 'delete-bindings']);
	expect(steps[2]?.commands).toEqual(['kubectl delete clusterrolebinding kubelet-bootstrap']);
});

test('each node gets its files, its start, and its requests looked at', () => {
	const name = 'node-1';
	const withNode = answersFacts({mode: 'token-file', nodes: [nodeAnswers(name)]});
	const steps = listManualSteps({plan, answers: withNode, endpoints, apiServer, nodes: [name]});
	expect(steps.filter(({host}) => host === name).map(({id}) => id)).toEqual(['put-node-files', 'start-kubelet', 'approve-requests', 'await-node', 'burn-bootstrap-kubeconfig']);
});

const planned = (name: string, change: Partial<NodePlan>): NodePlan => ({name, address: name, state: 'update', needsToken: false, needsServingCertificate: false, kubelet: 'keep', files: [], setAside: [], problems: [], ...change});

test.each<{readonly title: string; readonly change: Partial<NodePlan>; readonly ids: readonly string[]}>([
	{title: 'that is new', change: {state: 'new', needsToken: true, needsServingCertificate: true, kubelet: 'start'}, ids: ['apply-tokens', 'put-node-files', 'start-kubelet', 'approve-requests', 'await-node', 'burn-bootstrap-kubeconfig']},
	{title: 'that is blocked', change: {state: 'blocked'}, ids: ['apply-tokens', 'put-node-files', 'start-kubelet', 'approve-requests', 'await-node', 'burn-bootstrap-kubeconfig']},
	{title: 'whose files differ', change: {kubelet: 'restart', files: [file('kubelet-unit', unit, 'change')]}, ids: ['put-node-files', 'start-kubelet', 'await-node']},
	{title: 'that lacks a serving certificate', change: {state: 'resume', needsServingCertificate: true, kubelet: 'restart'}, ids: ['start-kubelet', 'approve-serving-request', 'await-node']},
	{title: 'with a bootstrap kubeconfig left over', change: {files: [file('bootstrap-kubeconfig', '/etc/kubernetes/bootstrap-kubelet.conf', 'delete')]}, ids: ['await-node', 'burn-bootstrap-kubeconfig']},
	{title: 'that is finished', change: {state: 'ready'}, ids: ['skip-nodes']},
])('a node $title gets the steps that it needs and no other', ({change, ids}) => {
	const steps = listManualSteps({plan: {...plan, tokenRows: [], controlPlane: ofMasters(), nodes: [planned('node-1', change)]}, answers: answersFacts({nodes: [nodeAnswers('node-1')]}), endpoints, apiServer, nodes: ['node-1']});
	expect(steps.map(({id}) => id)).toEqual(['apply-bindings', ...ids]);
});

test.each([english, simplifiedChinese])('finished nodes are told of in one line, without a command, in $language', ({manual}) => {
	const names = ['node-1', 'node-2'];
	const steps = listManualSteps({plan: {...plan, tokenRows: [], controlPlane: ofMasters(), nodes: names.map((name) => planned(name, {state: 'ready'}))}, answers: answersFacts({nodes: names.map((name) => nodeAnswers(name))}), endpoints, apiServer, nodes: names});
	const page = renderManualPage(manual, steps);
	expect(page.split('\n').filter((line) => line.includes('node-1, node-2'))).toHaveLength(1);
	expect(page).not.toMatch(/bootstrap-tokens|systemctl restart|csr approve/);
});

test.each([
	{title: 'its own', change: {}, login: 'ssh -p 2222 ops@10.0.0.1'},
	{title: 'that of the node that it is as well', change: {nodes: [nodeAnswers('m1', {address: '10.0.0.1', user: 'kube'})]}, login: 'ssh kube@10.0.0.1'},
])('logs in to a master with user and port: $title', ({change, login}) => {
	const usual = answersFacts({mode: 'token-file', nodes: []});
	const given = {...usual, ...change, cluster: {...usual.cluster, controlPlane: [{name: 'm1', address: '10.0.0.1', user: 'ops', port: 2222}]}};
	const input = {plan: {...plan, controlPlane: ofMasters({...master('m1'), address: '10.0.0.1'})}, answers: given, endpoints, apiServer, nodes: []};
	expect(listManualSteps(input)[0]?.commands[0]).toMatch(new RegExp(`^${login} 'sudo install`));
	const unread = listManualSteps({...input, plan: {...plan, controlPlane: ofMasters({...master('m1', 'unread'), address: '10.0.0.1'})}});
	expect(unread.slice(0, 2).map(({commands}) => commands[0]?.startsWith(`${login} '`))).toEqual([true, true]);
});

test.each([english, simplifiedChinese])('a token file that loses its rows is not told of as one that gains them, in $language', ({manual}) => {
	const tokenRows = (plan.tokenRows ?? []).map((row) => ({...row, action: 'delete'} as const));
	const [step] = listManualSteps({plan: {...plan, tokenRows}, answers: answersFacts({nodes: []}), endpoints, apiServer, nodes: []});
	expect(step?.id).toBe('put-token-file-without-rows');
	expect(renderManualPage(manual, step === undefined ? [] : [step])).toMatch(/are gone from it|已从中删掉/);
});

test('a patch makes the planned text out of what is there, and no secret is struck out of it', () => {
	const facts = ['m1', 'm2'].map((name) => sketchMaster({name}));
	const artifacts = renderMasterArtifacts({controlPlane: ofMasters(master('m1')), masters: facts, tokenFiles: new Map([['m1', 'tok,u,1\n']])});
	expect(artifacts.map(({path, mode}) => [path, mode])).toEqual([['masters/m1/etc/kubernetes/token.csv', 0o600], [`masters/m1${unit}.patch`, 0o644]]);
	expect(artifacts[0]?.content).toBe('tok,u,1\n');
	expect(applyPatch(source, artifacts[1]?.content ?? '')).toBe(changed);
});

test.each([english, simplifiedChinese])('the page numbers every step in $language, and its commands can be pasted', ({manual}) => {
	const page = renderManualPage(manual, listManualSteps({plan, answers, endpoints, apiServer, nodes: []}));
	expect([...page.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
	expect(page).toContain('\n    kubenroll token remove\n');
	expect(page).not.toMatch(/undefined/);
	expect(renderManualPage(manual, [])).toContain(manual.nothingToDo);
});
