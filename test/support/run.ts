/* An enrolment of seven nodes as its events tell it: one cannot be reached, one fails, one waits for a person. */
import type {Plan} from '../../source/core/plan/plan.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {RequestView, RunEvent} from '../../source/core/run/event.ts';
import {foldRun, initialRunState, type RunState} from '../../source/core/run/fold-run.ts';
import {nowMs} from './requests.ts';

const file = {artifact: 'kubelet-config', mode: 0o644, owner: 'root:root', isSecret: false, before: '', wasEditedByHand: false} as const;

const unitDiff = `--- /etc/systemd/system/kubelet.service\n+++ /etc/systemd/system/kubelet.service\n@@ -1,4 +1,5 @@\n [Service]\n-ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.kubeconfig\n+ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.kubeconfig \\\n+\t--bootstrap-kubeconfig=/etc/kubernetes/kubelet-bootstrap.kubeconfig\n Restart=always\n`;

const nodePlan = (name: string, change: Partial<Plan['nodes'][number]> = {}): Plan['nodes'][number] => ({
	name,
	address: '10.0.0.21',
	state: 'new',
	needsToken: true,
	needsServingCertificate: true,
	kubelet: 'start',
	files: [
		{...file, artifact: 'client-ca', path: '/etc/kubernetes/pki/ca.crt', action: 'create', diff: '--- /dev/null\n+++ /etc/kubernetes/pki/ca.crt\n@@ -0,0 +1 @@\n+-----BEGIN CERTIFICATE-----\n'},
		{...file, artifact: 'bootstrap-kubeconfig', path: '/etc/kubernetes/kubelet-bootstrap.kubeconfig', action: 'create', isSecret: true, mode: 0o600},
		{...file, artifact: 'kubelet-unit', path: '/etc/systemd/system/kubelet.service', action: 'keep'},
	],
	setAside: [],
	problems: [],
	...change,
});

const unreachable = problem('kubelet-missing', 'node02', {path: '/usr/local/bin/kubelet'});

/** The plan of that run. */
export const samplePlan: Plan = {
	id: '0123456789ab',
	cluster: {server: 'https://10.0.0.11:6443', apiServer: '10.0.0.100:6443', version: 'v1.32.4', identity: 'kubernetes-admin', caSha256: 'ca'},
	objects: [
		{kind: 'ClusterRoleBinding', name: 'kubenroll:node-bootstrapper', action: 'create', isSecret: false, diff: '--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+roleRef: x\n'},
		...['node01', 'node03', 'node04'].map((node) => ({kind: 'Secret', namespace: 'kube-system', name: 'bootstrap-token-…', action: 'create', isSecret: true, node}) as const),
	],
	nodes: [
		nodePlan('node01'),
		nodePlan('node02', {state: 'blocked', files: [], kubelet: 'keep', problems: [unreachable]}),
		nodePlan('node03', {kubelet: 'restart', setAside: ['/var/lib/kubelet/pki/kubelet-client-current.pem'], files: [{...file, artifact: 'kubelet-unit', path: '/etc/systemd/system/kubelet.service', action: 'change', diff: unitDiff, wasEditedByHand: true}], problems: [problem('swap-on', 'node03', {}, {severity: 'warning'})]}),
		...['node04', 'node05', 'node06'].map((name) => nodePlan(name)),
		nodePlan('node07', {state: 'ready', kubelet: 'keep', needsToken: false, needsServingCertificate: false, files: [{...file, path: '/etc/kubernetes/kubelet-config.yaml', action: 'keep'}]}),
	],
	problems: [],
};

const held: RequestView = {
	name: 'csr-x7k2p',
	node: 'node04',
	kind: 'serving',
	state: 'pending',
	verdict: 'ASK',
	reasons: [{rule: 'P21', verdict: 'ASK', code: 'address-in-status-only', params: {address: '10.0.0.54'}}],
	signer: 'kubernetes.io/kubelet-serving',
	requester: 'system:node:node04',
	createdAt: '2026-05-04T11:59:55Z',
	names: ['ip:10.0.0.54'],
	usages: ['digital signature', 'server auth'],
};

const before: readonly RunEvent[] = [
	{type: 'run-started', operation: 'enroll', version: '0.1.0'},
	{type: 'phase-started', phase: 'read-cluster'},
	{type: 'cluster-read', facts: {server: 'https://10.0.0.11:6443', version: {major: 1, minor: 32, patch: 4, gitVersion: 'v1.32.4'}, identity: {username: 'kubernetes-admin', groups: []}}},
	{type: 'phase-finished', phase: 'read-cluster', durationMs: 900},
	{type: 'problem-found', problem: problem('swap-on', 'node03', {}, {severity: 'warning'})},
	{type: 'phase-started', phase: 'survey'},
];

const planned: readonly RunEvent[] = [{type: 'phase-finished', phase: 'survey', durationMs: 2100}, {type: 'plan-assembled', plan: samplePlan}];

const reached = (node: string, ...stages: readonly (RunEvent & {readonly type: 'node-progressed'})['stage'][]): readonly RunEvent[] => stages.map((stage) => ({type: 'node-progressed', node, stage}));

const failure = problem('kubelet-missing', 'node05', {path: '/usr/local/bin/kubelet'}, {cause: 'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock"'});

const running: readonly RunEvent[] = [
	{type: 'phase-started', phase: 'enroll-nodes'},
	...reached('node01', 'token', 'files', 'kubelet', 'client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready', 'cleaned'),
	...reached('node03', 'token', 'files', 'kubelet'),
	...reached('node04', 'token', 'files', 'kubelet', 'client-request', 'client-issued', 'registered', 'serving-request'),
	{type: 'request-observed', request: held},
	...reached('node05', 'token', 'files'),
	{type: 'command-ran', node: 'node05', command: '# 0600 root:root /etc/kubernetes/kubelet-bootstrap.kubeconfig\nssh ops@10.0.0.25 \'sudo ls -l /etc/kubernetes/kubelet-bootstrap.kubeconfig\'', exitCode: 0, durationMs: 420},
	{type: 'command-ran', node: 'node05', command: "ssh ops@10.0.0.25 'sudo sh -s' <<'KUBENROLL'\nsystemctl restart kubelet\nexit 71\nKUBENROLL", exitCode: 71, durationMs: 3100, said: 'Unit kubelet.service is masked.'},
	{type: 'node-failed', node: 'node05', stage: 'kubelet', problem: failure},
];

const finished: readonly RunEvent[] = [
	{type: 'phase-finished', phase: 'enroll-nodes', durationMs: 40_000},
	{
		type: 'run-finished',
		report: {
			outcomes: [
				{node: 'node01', outcome: 'ready', stage: 'cleaned', problems: []},
				{node: 'node02', outcome: 'failed', stage: 'surveyed', problems: [unreachable]},
				{node: 'node03', outcome: 'ready', stage: 'cleaned', problems: []},
				{node: 'node04', outcome: 'waiting', stage: 'serving-request', problems: [problem('request-held', 'node04', {request: 'csr-x7k2p', verdict: 'ASK', rules: 'P21'})]},
				{node: 'node05', outcome: 'failed', stage: 'files', problems: [failure]},
				{node: 'node06', outcome: 'skipped', problems: []},
				{node: 'node07', outcome: 'unchanged', problems: []},
			],
			exitCode: 3,
			durationMs: 44_000,
			changed: {files: 9, objects: 5},
		},
	},
];

const allWell: readonly RunEvent[] = [
	{
		type: 'run-finished',
		report: {outcomes: samplePlan.nodes.map(({name, state}) => ({node: name, outcome: state === 'ready' ? 'unchanged' : 'ready', stage: 'cleaned', problems: []})), exitCode: 0, durationMs: 44_000, changed: {files: 9, objects: 5}},
	},
];

const foldAt = (events: readonly RunEvent[]): RunState => events.reduce((state, event, index) => foldRun(state, event, nowMs - (events.length - index) * 1000), initialRunState);

/** A run of so many nodes, every tenth of which has failed and every third is Ready. */
export const bigRun = (count: number): RunState => {
	const names = Array.from({length: count}, (_, index) => `node${String(index + 1).padStart(3, '0')}`);
	const plan: Plan = {...samplePlan, nodes: names.map((name) => nodePlan(name))};
	return foldAt([
		...before,
		{type: 'plan-assembled', plan},
		{type: 'phase-started', phase: 'enroll-nodes'},
		...names.flatMap((name, index): readonly RunEvent[] =>
			index % 10 === 0 ? [{type: 'node-failed', node: name, stage: 'files', problem: {...failure, subject: name}}] : index % 3 === 0 ? reached(name, 'kubelet', 'cleaned') : reached(name, ...(index % 2 === 0 ? (['files'] as const) : (['files', 'kubelet'] as const))),
		),
	]);
};

/** A run of so many nodes at work, one of which has failed: the one of this number, or none. */
export const bigRunAt = (count: number, failed: number): RunState => {
	const names = Array.from({length: count}, (_, index) => `node00${index + 1}`);
	return foldAt([
		{type: 'plan-assembled', plan: {...samplePlan, nodes: names.map((name) => nodePlan(name))}},
		{type: 'phase-started', phase: 'enroll-nodes'},
		...names.flatMap((name) => reached(name, 'files')),
		...(failed === 0 ? [] : [{type: 'node-failed', node: `node00${failed}`, stage: 'files', problem: {...failure, subject: `node00${failed}`}} satisfies RunEvent]),
	]);
};

/** The run at its moments: `done` is the end where all went well. */
export const runAt = {
	preparing: foldAt(before),
	review: foldAt([...before, ...planned]),
	running: foldAt([...before, ...planned, ...running]),
	summary: foldAt([...before, ...planned, ...running, ...finished]),
	done: foldAt([...before, ...planned, ...running, ...allWell]),
} as const;
