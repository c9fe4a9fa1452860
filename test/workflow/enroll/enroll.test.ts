import {expect, test} from 'vitest';
import {parseRecord} from '../../../source/core/record/parse-record.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem, type Problem} from '../../../source/core/problem/problem.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {localProblems} from '../../../source/text/en/problems/local.ts';
import {enroll} from '../../../source/workflow/enroll/enroll.ts';
import {clientCsr} from '../../support/csr-objects.ts';
import {answersFacts, paths} from '../../support/plan-facts.ts';
import {selectTally} from '../../../source/core/run/select-run.ts';
import {practiceGround} from '../../support/practice-run.ts';

const secrets = 'POST /api/v1/namespaces/kube-system/secrets';
const approvalOnly = answersFacts().approval;

type Ground = ReturnType<typeof practiceGround>;
const recordOf = ({files}: Ground) => parseRecord('/run/record.json', files.contents.get('/run/record.json') ?? '{}');
const tokensOf = ({cluster}: Ground): readonly string[] => cluster.names('secrets');
const decided = (events: readonly RunEvent[]) => events.filter(({type}) => type === 'request-decided');

/** Lets the run go on until a node reaches a stage, or whatever else is asked for. */
const until = async (ground: Ground, isReached: () => boolean): Promise<void> => {
	for (let tries = 0; tries < 400 && !isReached(); tries += 1) {
		await ground.clock.advance(10);
	}
	expect(isReached()).toBe(true);
};

test('takes bare hosts to Ready, and leaves no token anywhere', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 0, outcomes: [{node: 'node-1', outcome: 'ready'}, {node: 'node-2', outcome: 'ready'}], changed: {files: 8, objects: 4}});
	expect(run.events.flatMap((event) => (event.type === 'phase-started' ? [event.phase] : [])).slice(-3)).toEqual(['prove-token', 'authorize', 'enroll-nodes']);
	expect(run.stages('node-1')).toEqual(['surveyed', 'token', 'files', 'kubelet', 'client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready', 'cleaned']);
	expect(decided(run.events)).toHaveLength(4);
	expect(tokensOf(ground)).toEqual([]);
	expect(ground.cluster.names('bindings')).toEqual(['kubenroll:node-bootstrapper', 'kubenroll:node-renewal']);
	expect([...ground.hosts.host('node-1').files.keys()]).not.toContain(paths.bootstrapKubeconfig);
	expect(recordOf(ground).nodes).toMatchObject({'node-1': {stage: 'cleaned', addresses: ['10.0.0.11']}, 'node-2': {stage: 'cleaned'}});
	expect(ground.files.contents.get('/run/decisions.jsonl')?.trim().split('\n')).toHaveLength(4);
	// The secret part of a token: what the entropy of the ground drew second.
	expect(JSON.stringify([run.events, [...ground.files.contents]])).not.toContain('qqqqqqqqqqqqqqq2');
});

test('what is shown and asked about holds no text to write', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll);
	await run.end();
	const shown = run.events.flatMap((event) => (event.type === 'plan-assembled' ? [event.plan] : []));
	expect(run.asked).toEqual(shown);
	expect(shown[0]?.nodes[0]?.files.length).toBeGreaterThan(2);
	expect(shown[0]?.nodes[0]?.files.filter((file) => 'content' in file)).toEqual([]);
});

test('a second run asks nobody, changes nothing and says so', async () => {
	const ground = practiceGround(['node-1']);
	await ground.start(enroll).end();
	const before = [ground.cluster.changes.length, ground.files.writes.length, ground.hosts.host('node-1').starts];
	const run = ground.start(enroll, 'wait');
	expect(await run.end()).toMatchObject({exitCode: 0, outcomes: [{node: 'node-1', outcome: 'unchanged'}], changed: {files: 0, objects: 0}});
	expect([ground.cluster.changes.length, ground.files.writes.length, ground.hosts.host('node-1').starts]).toEqual(before);
	expect(run.asked).toEqual([]);
});

test('what blocks the run is told whole, before any change and without asking', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	ground.probed.facts = {...ground.probed.facts, isNamed: false};
	ground.hosts.strangers.add('node-2');
	const run = ground.start(enroll);
	await expect(run.end()).rejects.toMatchObject({kind: 'failed', problems: [{code: 'address-unnamed'}, {code: 'ssh-host-key-unknown', subject: 'node-2'}]});
	expect([run.asked, ground.cluster.changes, ground.files.writes]).toEqual([[], [], []]);
});

test('where every node is blocked nothing is asked and nothing changed', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	ground.hosts.strangers.add('node-1').add('node-2');
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 1, outcomes: [{outcome: 'failed', stage: 'surveyed', problems: [{code: 'ssh-host-key-unknown'}]}, {outcome: 'failed'}], changed: {objects: 0}});
	expect([run.asked, ground.cluster.changes]).toEqual([[], []]);
});

test('a node that is blocked, one whose files cannot be written and one whose kubelet ends stop no other', async () => {
	const ground = practiceGround(['node-1', 'node-2', 'node-3', 'node-4']);
	ground.hosts.strangers.add('node-1');
	ground.hosts.ssh.set('node-2', {install: async () => Promise.reject(new Failure(problem('folder-read-only', 'node-2', {path: '/etc'})))});
	ground.hosts.host('node-3').kubelet = 'stops';
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({
		exitCode: 3,
		outcomes: [
			{node: 'node-1', outcome: 'failed', stage: 'surveyed'},
			{node: 'node-2', outcome: 'failed', stage: 'token', problems: [{code: 'folder-read-only'}]},
			{node: 'node-3', outcome: 'failed', stage: 'files', problems: [{code: 'kubelet-unknown-flag'}]},
			{node: 'node-4', outcome: 'ready', problems: []},
		],
	});
	// No kubelet runs with the tokens of the failed nodes.
	expect(tokensOf(ground)).toEqual([]);
	// Mended, the next run finishes them and leaves the finished one alone.
	ground.hosts.strangers.clear();
	ground.hosts.ssh.clear();
	ground.hosts.host('node-3').kubelet = 'works';
	const {starts} = ground.hosts.host('node-4');
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 0, outcomes: [{outcome: 'ready'}, {outcome: 'ready'}, {outcome: 'ready'}, {outcome: 'unchanged'}]});
	expect(ground.hosts.host('node-4').starts).toBe(starts);
});

test('declined, it is cancelled and has changed nothing', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll, 'decline');
	await expect(run.end()).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'run-cancelled', params: {phase: 'plan'}}]});
	expect([ground.cluster.changes, ground.files.writes, ground.hosts.host('node-1').starts]).toEqual([[], [], 0]);
});

test('where bootstrap tokens are not taken, the run ends before any node is touched and leaves no token', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.answers.set('POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {status: 401});
	await expect(ground.start(enroll).end()).rejects.toMatchObject({problems: [{code: 'bootstrap-auth-off'}]});
	expect(tokensOf(ground)).toEqual([]);
	expect(ground.hosts.shell.calls.filter((call) => call.startsWith('install'))).toEqual([]);
});

test('where the bindings cannot be made, no token is left behind either', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.answers.set('POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {status: 403, body: {message: 'no bind'}});
	await expect(ground.start(enroll).end()).rejects.toMatchObject({problems: [{code: 'object-refused', cause: 'no bind'}]});
	expect(tokensOf(ground)).toEqual([]);
});

test('given up while files are installed: what is in hand ends, nothing more is begun, unused tokens go, the record is true', async () => {
	const ground = practiceGround(['node-1', 'node-2', 'node-3'], {ssh: {...answersFacts().ssh, concurrency: 1}});
	const installing = Promise.withResolvers<void>();
	const begun = Promise.withResolvers<void>();
	ground.hosts.ssh.set('node-1', {
		install: async (_node, files) => {
			begun.resolve();
			await installing.promise;
			return {written: files.map(({artifact}) => artifact.path), unchanged: [], backups: {}};
		},
	});
	const run = ground.start(enroll);
	await begun.promise;
	const startedAtMs = ground.clock.nowMs();
	run.session.send({type: 'abort'});
	await ground.clock.settle();
	installing.resolve();
	const report = await run.end();
	expect(report).toMatchObject({exitCode: 130, outcomes: [{node: 'node-1', outcome: 'stopped', stage: 'files', problems: [{code: 'run-cancelled'}]}, {node: 'node-2', outcome: 'stopped', stage: 'token'}, {node: 'node-3', outcome: 'stopped', stage: 'token'}]});
	expect(ground.clock.nowMs() - startedAtMs).toBeLessThan(5000);
	expect(tokensOf(ground)).toEqual([]);
	expect(recordOf(ground).nodes).toMatchObject({'node-1': {stage: 'files'}, 'node-2': {stage: 'token'}});
	expect(ground.hosts.shell.calls.filter((call) => call.startsWith('install'))).toEqual([expect.stringContaining('node-1')]);
	expect(ground.hosts.host('node-1').starts).toBe(0);
});

test('given up while tokens are made, the one in hand goes too, and nobody who still waits for a place gets one', async () => {
	const ground = practiceGround(['node-1', 'node-2', 'node-3'], {ssh: {...answersFacts().ssh, concurrency: 1}});
	const run = ground.start(enroll);
	let made = 0;
	ground.cluster.onCall = (call) => {
		made += call === secrets ? 1 : 0;
		// The first was made to prove the cluster.
		if (call === secrets && made === 2) {
			run.session.send({type: 'abort'});
		}
	};
	expect(await run.end()).toMatchObject({exitCode: 130, outcomes: [{outcome: 'stopped'}, {outcome: 'stopped'}, {node: 'node-3', outcome: 'skipped', problems: []}]});
	expect(made).toBe(2);
	expect(tokensOf(ground)).toEqual([]);
});

test('given up while ssh hangs: it is cut off, and the exit is prompt', async () => {
	const ground = practiceGround(['node-1']);
	const begun = Promise.withResolvers<void>();
	ground.hosts.ssh.set('node-1', {
		install: async (_node, _files, options) =>
			new Promise((_resolve, reject) => {
				begun.resolve();
				options?.signal?.addEventListener('abort', () => reject(new Failure(problem('ssh-cancelled', 'node-1', {}), 'cancelled')));
			}),
	});
	const run = ground.start(enroll);
	await begun.promise;
	const startedAtMs = ground.clock.nowMs();
	run.session.send({type: 'abort'});
	expect(await run.end()).toMatchObject({exitCode: 130, outcomes: [{outcome: 'stopped', stage: 'token', problems: [{code: 'run-cancelled'}]}]});
	expect(ground.clock.nowMs() - startedAtMs).toBe(2000);
	expect(tokensOf(ground)).toEqual([]);
});

test('given up while a kubelet waits for its certificate: its token stays with it, and the next run goes on', async () => {
	const ground = practiceGround(['node-1'], {approval: {...approvalOnly, mode: 'manual'}});
	const run = ground.start(enroll);
	await until(ground, () => run.stages('node-1').includes('client-request'));
	run.session.send({type: 'abort'});
	expect(await run.end()).toMatchObject({exitCode: 130, outcomes: [{outcome: 'stopped', stage: 'client-request', problems: [{code: 'run-cancelled'}]}]});
	expect(tokensOf(ground)).toHaveLength(1);
	expect(recordOf(ground).nodes['node-1']).toMatchObject({stage: 'kubelet'});
});

test('given up once a node is Ready, it is told as Ready whatever is left to clean up, and its token goes', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll);
	run.session.subscribe((event) => {
		if (event.type === 'node-progressed' && event.stage === 'ready') {
			run.session.send({type: 'abort'});
		}
	});
	expect(await run.end()).toMatchObject({exitCode: 130, outcomes: [{outcome: 'ready', stage: 'ready', problems: []}]});
	expect(selectTally(run.session.getSnapshot())).toMatchObject({ready: 1, failed: 0, stopped: 0});
	expect(tokensOf(ground)).toEqual([]);
});

test('given up before anybody was asked, it is cancelled, says where, and is no bug', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll, 'wait');
	ground.cluster.onCall = (call) => {
		if (call === 'GET /api/v1/nodes') {
			run.session.send({type: 'abort'});
		}
	};
	await expect(run.end()).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'run-cancelled', params: {phase: 'read-cluster'}}]});
	expect(ground.cluster.changes).toEqual([]);
});

test('given up while it is asked, it changes nothing', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll, 'wait');
	await until(ground, () => run.asked.length > 0);
	run.session.send({type: 'abort'});
	await expect(run.end()).rejects.toMatchObject({kind: 'cancelled'});
	expect(ground.cluster.changes).toEqual([]);
});

test('given up while the token is proved or bindings are made, the token goes', async () => {
	const ground = practiceGround(['node-1']);
	const run = ground.start(enroll);
	ground.cluster.onCall = (call) => {
		if (call.startsWith('POST /apis/rbac')) {
			run.session.send({type: 'abort'});
		}
	};
	await expect(run.end()).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'run-cancelled', params: {phase: 'authorize'}}]});
	expect(tokensOf(ground)).toEqual([]);
});

test.each(['nodes', 'csrs'] as const)('a run that may no longer watch %s ends every node with that cause, and none hangs', async (collection) => {
	const ground = practiceGround(['node-1', 'node-2']);
	ground.hosts.host('node-1').kubelet = 'silent';
	ground.hosts.host('node-2').kubelet = 'silent';
	const run = ground.start(enroll);
	await until(ground, () => run.stages('node-1').includes('kubelet') && run.stages('node-2').includes('kubelet'));
	const lostAtMs = ground.clock.nowMs();
	ground.cluster.forbidWatch(collection);
	await expect(run.end()).rejects.toMatchObject({kind: 'failed', problems: [{code: 'cluster-forbidden'}]});
	expect(ground.clock.nowMs() - lostAtMs).toBeLessThan(5000);
	expect(run.events.flatMap((event) => (event.type === 'node-failed' ? [`${event.node} ${event.problem.code}`] : []))).toEqual(['node-1 cluster-forbidden', 'node-2 cluster-forbidden']);
	expect(recordOf(ground).nodes).toMatchObject({'node-1': {stage: 'kubelet'}});
});

test('where people approve, it waits its time, names what waits for them, and leaves the tokens to the kubelets', async () => {
	const ground = practiceGround(['node-1', 'node-2'], {approval: {...approvalOnly, mode: 'manual'}});
	const run = ground.start(enroll);
	const report = await run.end();
	expect(report).toMatchObject({exitCode: 3, outcomes: [{outcome: 'waiting', problems: [{code: 'node-waits', params: {waitsFor: 'client-approval', seconds: 600, request: 'csr-c1bb1'}}]}, {outcome: 'waiting', problems: [{params: {request: 'csr-c2bb1'}}]}]});
	expect(tokensOf(ground)).toHaveLength(2);
	expect(decided(run.events)).toEqual([]);
	// Once they have, the next run only finishes: no new token, no new start.
	for (const name of ['csr-c1bb1', 'csr-c2bb1']) {
		const csr = ground.cluster.get('csrs', name)!;
		await ground.cluster.api.call('PUT', `/apis/certificates.k8s.io/v1/certificatesigningrequests/${name}/approval`, {...csr, status: {conditions: [{type: 'Approved', status: 'True'}]}});
	}
	const next = ground.start(enroll);
	await until(ground, () => next.stages('node-1').includes('serving-request'));
	expect(next.stages('node-1')).not.toContain('token');
	next.session.send({type: 'abort'});
	await next.end();
});

test('a resumed run never waits for a request of before, nor lets it pass', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.put('csrs', clientCsr('node-1', {name: 'csr-old11', createdAt: '2026-05-04T11:50:00Z', tokenId: 'oldold'}));
	const run = ground.start(enroll);
	expect(await run.end()).toMatchObject({exitCode: 0});
	expect(decided(run.events).map((event) => (event.type === 'request-decided' ? event.request : ''))).toEqual(['csr-c1bb1', 'csr-s1bb1']);
	expect(run.events).toContainEqual(expect.objectContaining({type: 'request-observed', request: expect.objectContaining({name: 'csr-old11', verdict: 'ASK'})}));
});

test('a run that was killed after the kubelet was started is resumed with a new token, and the old one goes', async () => {
	const ground = practiceGround(['node-1'], {approval: {...approvalOnly, mode: 'manual'}});
	const killed = ground.start(enroll);
	await until(ground, () => killed.stages('node-1').includes('client-request'));
	killed.session.send({type: 'abort'});
	await killed.end();
	const [old] = tokensOf(ground);
	await ground.clock.advance(5000);
	const {answers, edges, settings} = ground;
	const run = ground.start(() => enroll(edges, {...answers, approval: approvalOnly}, settings));
	expect(await run.end()).toMatchObject({exitCode: 0, outcomes: [{outcome: 'ready'}]});
	expect(ground.cluster.changes).toContain(`DELETE /api/v1/namespaces/kube-system/secrets/${old}`);
	expect(tokensOf(ground)).toEqual([]);
	expect(ground.hosts.host('node-1').starts).toBe(2);
});

test('the record is written stage by stage, so that it survives a kill at any', async () => {
	const ground = practiceGround(['node-1']);
	const seen: (string | undefined)[] = [];
	const run = ground.start(enroll);
	run.session.subscribe((event) => {
		if (event.type === 'node-progressed') {
			seen.push(`${event.stage} after ${ground.files.contents.has('/run/record.json') ? recordOf(ground).nodes['node-1']?.stage : 'nothing'}`);
		}
	});
	await run.end();
	expect(seen).toEqual([
		'surveyed after nothing', 'token after nothing', 'files after token', 'kubelet after files', 'client-request after kubelet', 'client-issued after kubelet',
		'registered after kubelet', 'serving-request after kubelet', 'serving-issued after kubelet', 'ready after kubelet', 'cleaned after ready',
	]);
});

test('a record that cannot be written fails its nodes, which are told, and no kubelet starts', async () => {
	const ground = practiceGround(['node-1']);
	ground.files.fails.add('/run/record.json');
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 1, outcomes: [{outcome: 'failed', stage: 'token', problems: [{code: 'local-no-space'}]}]});
	expect(ground.hosts.host('node-1').starts).toBe(0);
	expect(tokensOf(ground)).toEqual([]);
});

test('a second run at the same time from the same folder is refused in words that help, and the lock is given back', async () => {
	const ground = practiceGround(['node-1']);
	const first = ground.start(enroll, 'wait');
	await until(ground, () => first.asked.length > 0);
	const failure: unknown = await ground.start(enroll).end().catch((error: unknown) => error);
	expect(failure).toMatchObject({problems: [{code: 'locked', subject: '/run/lock'}]});
	const locked = (failure as Failure).problems[0] as Extract<Problem, {code: 'locked'}>;
	expect(localProblems.locked(locked.params, locked.subject, '')).toEqual({message: 'another kubenroll (process 4711) is at work here', hints: ['wait for it to end, or look at it with: ps -fp 4711']});
	first.session.send({type: 'confirm'});
	expect(await first.end()).toMatchObject({exitCode: 0});
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 0});
});

test('a token that cannot be deleted is told, and the node is not called finished', async () => {
	const ground = practiceGround(['node-1']);
	ground.cluster.answers.set('DELETE /api/v1/namespaces/kube-system/secrets/bootstrap-token-qqqqq1', {status: 403});
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 1, outcomes: [{outcome: 'failed', stage: 'ready', problems: [{code: 'token-stays', params: {secret: 'bootstrap-token-qqqqq1'}}]}]});
});

test('one token for all is made once, and stays as long as one kubelet may need it', async () => {
	const ground = practiceGround(['node-1', 'node-2'], {token: {lifetimeMinutes: 60, scope: 'shared'}, approval: {...approvalOnly, trustsSharedToken: true}});
	ground.hosts.host('node-2').kubelet = 'silent';
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 3, outcomes: [{outcome: 'ready'}, {outcome: 'waiting', problems: [{params: {waitsFor: 'client-request'}}]}]});
	expect(ground.cluster.changes.filter((call) => call === secrets)).toHaveLength(1);
	expect(tokensOf(ground)).toHaveLength(1);
});

test('one token for all goes with the last node', async () => {
	const ground = practiceGround(['node-1', 'node-2'], {token: {lifetimeMinutes: 60, scope: 'shared'}, approval: {...approvalOnly, trustsSharedToken: true}});
	expect(await ground.start(enroll).end()).toMatchObject({exitCode: 0});
	expect(tokensOf(ground)).toEqual([]);
});

test('a bug in one node ends the run as a bug, after the others have ended', async () => {
	const ground = practiceGround(['node-1', 'node-2']);
	ground.hosts.ssh.set('node-1', {install: async () => Promise.reject(new TypeError('oops'))});
	const run = ground.start(enroll);
	await expect(run.end()).rejects.toThrow('oops');
	expect(run.stages('node-2').at(-1)).toBe('cleaned');
});
