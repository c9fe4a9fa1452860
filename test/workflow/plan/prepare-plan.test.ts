import {expect, test} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {planEnrollment} from '../../../source/workflow/plan/plan-enrollment.ts';
import {preparePlan, type Prepared} from '../../../source/workflow/plan/prepare-plan.ts';
import {commandResult} from '../../support/fake-remote-shell.ts';
import {practiceGround} from '../../support/practice-run.ts';

type Ground = ReturnType<typeof practiceGround>;

/** Prepares on the ground, without a session around it. */
const prepare = async (ground: Ground, signal = new AbortController().signal): Promise<{readonly prepared: Prepared; readonly events: readonly RunEvent[]}> => {
	const events: RunEvent[] = [];
	const control = {
		emit: (event: RunEvent) => events.push(event),
		signal,
		confirm: async (): Promise<boolean> => {
			throw new Error('unexpected question');
		},
	};
	return {prepared: await ground.clock.run(preparePlan(ground.edges, ground.answers, ground.settings, control)), events};
};

test('reads, tells and plans, and changes nothing anywhere', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	const {prepared, events} = await prepare(ground);
	expect(prepared.plan.nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['node-1 new', 'node-2 new']);
	expect(new Set(events.map(({type}) => type))).toEqual(new Set(['phase-started', 'phase-finished', 'cluster-read', 'address-probed', 'host-keys-pinned', 'node-progressed', 'plan-assembled']));
	expect([ground.cluster.changes, ground.files.writes, ground.hosts.host('node-1').files.size]).toEqual([[], [], 0]);
});

test('who we are to the cluster is told without what a terminal could act on', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.answers.set('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', {status: 201, body: {status: {userInfo: {username: 'ad\u001B[2Jmin', groups: ['dev\u202Es']}}}});
	const {events} = await prepare(ground);
	const told = events.flatMap((event) => (event.type === 'cluster-read' ? [event.facts.identity] : []));
	expect(told).toEqual([{username: String.raw`ad\x1b[2Jmin`, groups: [String.raw`dev\u202es`]}]);
});

test('the plan that is told holds no text to write, the one that is performed does', async () => {
	const {prepared, events} = await prepare(practiceGround(['node-1']));
	const told = events.flatMap((event) => (event.type === 'plan-assembled' ? event.plan.nodes : []));
	expect(told[0]?.files.some((file) => 'content' in file)).toBe(false);
	expect(prepared.plan.nodes[0]?.files.some((file) => 'content' in file)).toBe(true);
	expect(told[0]?.files.map(({path, diff}) => [path, diff])).toEqual(prepared.plan.nodes[0]?.files.map(({path, diff}) => [path, diff]));
});

test('one node that is down, one that is unknown and one that answers nonsense hide no other, and no problem of each other', async () => {
	const ground = practiceGround(['node-1', 'node-2', 'node-3', 'node-4']);
	const down = problem('ssh-unreachable', 'node-1', {address: '10.0.0.11', port: 22, command: 'ssh 10.0.0.11'});
	ground.hosts.ssh.set('node-1', {run: async () => Promise.reject(new Failure(down))});
	ground.hosts.strangers.add('node-2');
	ground.hosts.ssh.set('node-3', {run: async () => commandResult({stdout: 'Welcome!\n'})});
	const {prepared, events} = await prepare(ground);
	expect(prepared.plan.nodes.map(({name, state, problems}) => [name, state, problems.filter(({severity}) => severity === 'error').map(({code}) => code)])).toEqual([
		['node-1', 'blocked', ['ssh-unreachable']],
		['node-2', 'blocked', ['ssh-host-key-unknown']],
		['node-3', 'blocked', ['survey-unreadable']],
		['node-4', 'new', []],
	]);
	expect([...prepared.nodeFacts.keys()]).toEqual(['node-4']);
	expect(events.flatMap((event) => (event.type === 'node-progressed' ? [event.node] : []))).toEqual(['node-4']);
	expect(ground.hosts.shell.calls).not.toContain('run node-2');
});

test('an address that cannot be dialled blocks the run, and its nodes are surveyed all the same', async () => {
	const ground = practiceGround(['node-1']);
	const edges = {...ground.edges, probe: {probe: async () => Promise.reject(new Failure(problem('address-refused', '10.0.0.100:6443', {host: '10.0.0.100', port: 6443})))}};
	const {prepared} = await prepare({...ground, edges});
	expect(prepared.plan.problems).toMatchObject([{code: 'address-refused'}, {code: 'endpoint-not-answering', severity: 'warning'}]);
	expect(prepared.plan.nodes).toMatchObject([{name: 'node-1', state: 'new'}]);
	expect(prepared.apiServerAddresses).toBeUndefined();
});

test('a cluster that cannot be read is a failure', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.answers.set('GET /version', new Failure(problem('address-refused', 'x', {host: 'x', port: 1})));
	await expect(prepare(ground)).rejects.toMatchObject({problems: [{code: 'address-refused'}]});
});

test('a record that cannot be read is a failure before anybody is asked anything', async () => {
	const ground = practiceGround(['node-1']);
	ground.files.contents.set('/run/record.json', '{');
	await expect(prepare(ground)).rejects.toMatchObject({problems: [{code: 'record-broken'}]});
	expect(ground.hosts.shell.calls).toEqual([]);
});

test('keeps what the API server address stands for, for judging requests by', async () => {
	const ground = practiceGround(['node-1'], {cluster: {apiServer: {host: 'api.example.com', port: 6443}, controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []}});
	ground.cluster.answers.set('GET /api/v1/namespaces/kube-system', {body: {metadata: {uid: 'one'}}});
	ground.probed.facts = {...ground.probed.facts, resolvedAddresses: ['10.0.0.100', 'fd00::64']};
	expect((await prepare(ground)).prepared).toMatchObject({apiServer: {host: 'api.example.com'}, apiServerAddresses: ['10.0.0.100', 'fd00::64']});
	ground.probed.facts = {...ground.probed.facts, resolvedAddresses: []};
	expect((await prepare(ground)).prepared.apiServerAddresses).toBeUndefined();
});

test('a run whose API server address is a name approves all the same, and not where nobody can tell what the name stands for', async () => {
	const named = (): Ground => {
		const ground = practiceGround(['node-1'], {cluster: {apiServer: {host: 'api.example.com', port: 6443}, controlPlane: [], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []}});
		ground.cluster.answers.set('GET /api/v1/namespaces/kube-system', {body: {metadata: {uid: 'one'}}});
		return ground;
	};
	expect(await named().start(enroll).end()).toMatchObject({exitCode: 0});
	const unresolved = named();
	unresolved.probed.facts = {...unresolved.probed.facts, resolvedAddresses: []};
	expect(await unresolved.start(enroll).end()).toMatchObject({exitCode: 3, outcomes: [{outcome: 'waiting', problems: [{code: 'request-held', params: {rules: 'P36'}}]}]});
});

test('where the cluster does not tell its client CA, enrolled nodes are known by the serving CA', async () => {
	const ground = practiceGround(['node-1']);
	await ground.start(enroll).end();
	ground.cluster.answers.set('GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication', {body: {data: {}}});
	const {prepared} = await prepare(ground);
	expect(prepared.cluster.clientCa).toEqual([]);
	expect(prepared.plan.nodes).toMatchObject([{name: 'node-1', state: 'ready', needsToken: false, problems: []}]);
});

test('given up, it rejects and nothing is planned', async () => {
	const ground = practiceGround(['node-1']);
	const abort = new AbortController();
	ground.hosts.ssh.set('node-1', {
		run: async () => {
			abort.abort();
			return Promise.reject(new Failure(problem('ssh-cancelled', 'node-1', {}), 'cancelled'));
		},
	});
	await expect(prepare(ground, abort.signal)).rejects.toMatchObject({name: 'AbortError'});
});

test.each<[string, (ground: Ground) => void, 0 | 1 | 3]>([
	['nothing is in the way', () => {}, 0],
	['one node of two is blocked', ({hosts}) => hosts.strangers.add('node-1'), 3],
	['every node is blocked', ({hosts}) => hosts.strangers.add('node-1').add('node-2'), 1],
	[
		'the run is blocked',
		({probed}) => {
			probed.facts = {...probed.facts, isTrusted: false};
		},
		1,
	],
])('plan: where %s it grades so, asks nobody and changes nothing', async (_title, prepareGround, exitCode) => {
	const ground = practiceGround(['node-1', 'node-2']);
	prepareGround(ground);
	const run = ground.start(planEnrollment, 'wait');
	expect(await run.end()).toMatchObject({exitCode, changed: {files: 0, objects: 0}});
	expect(run.events.at(-1)).toMatchObject({type: 'run-finished'});
	expect([run.asked, ground.cluster.changes, ground.files.writes]).toEqual([[], [], []]);
});

test('plan: works beside a run that holds the lock', async () => {
	const ground = practiceGround(['node-1']);
	await ground.files.lock('/run/lock');
	expect(await ground.start(planEnrollment).end()).toMatchObject({exitCode: 0});
});

test('a control plane that nobody can log in to lets the plan be made, and says so', async () => {
	const ground = practiceGround(['node-1'], {cluster: {apiServer: {host: 'api.example.com', port: 6443}, controlPlane: [{name: 'm1', address: '10.0.0.1'}], controlPlaneChanges: 'needed', serviceCidrs: [], podCidrs: []}});
	ground.hosts.strangers.add('m1');
	const {prepared, events} = await prepare(ground);
	expect(prepared.plan.nodes).toMatchObject([{name: 'node-1', state: 'new'}]);
	expect(prepared.plan.controlPlane).toMatchObject({masters: [{name: 'm1', state: 'unread', problems: [{code: 'ssh-host-key-unknown', severity: 'warning'}]}], problems: [{code: 'masters-unread', severity: 'warning'}]});
	expect(ground.hosts.shell.calls).not.toContain('run m1');
	expect(events.filter((event) => event.type === 'host-keys-pinned')).toHaveLength(1);
});
