import {expect, test} from 'vitest';
import type {NodeObject} from '../../../source/core/facts/cluster-facts.ts';
import type {NodePlan} from '../../../source/core/plan/plan.ts';
import type {FileChange} from '../../../source/core/plan/file-change.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem, type Problem} from '../../../source/core/problem/problem.ts';
import type {NodeStage} from '../../../source/core/run/event.ts';
import type {NodeRequest} from '../../../source/core/run/look-at-node.ts';
import type {CommandResult, RemoteShell} from '../../../source/ports/remote-shell.ts';
import {enrollNode} from '../../../source/workflow/enroll/enroll-node.ts';
import {limitConcurrency} from '../../../source/workflow/limit-concurrency.ts';
import {createNews} from '../../../source/workflow/enroll/news.ts';
import {commandResult, fakeRemoteShell} from '../../support/fake-remote-shell.ts';
import {answersFacts, nodeAnswers, nodeObject, paths} from '../../support/plan-facts.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const file = (artifact: FileChange['artifact'], path: string, change: Partial<FileChange> = {}): FileChange => ({artifact, path, action: 'create', mode: 0o644, owner: 'root:root', isSecret: false, before: '', wasEditedByHand: false, content: `${artifact}\n`, ...change});
const kubelet: FileChange = {artifact: 'kubelet-binary', path: paths.binary, action: 'create', mode: 0o755, owner: 'root:root', isSecret: false, before: '', wasEditedByHand: false, binary: {source: '/here/kubelet', sha256: 'ab'}};
const bootstrap: FileChange = {artifact: 'bootstrap-kubeconfig', path: paths.bootstrapKubeconfig, action: 'create', mode: 0o600, owner: 'root:root', isSecret: true, before: '', wasEditedByHand: false};
const fresh: NodePlan = {
	name: 'node-1',
	address: 'node-1.example',
	state: 'new',
	needsToken: true,
	needsServingCertificate: true,
	kubelet: 'start',
	files: [file('client-ca', paths.clientCa), file('kubelet-config', paths.config, {action: 'keep'}), file('kubelet-unit', paths.unit, {action: 'change', before: 'seen'}), bootstrap],
	setAside: ['/var/lib/kubelet/pki/old.pem'],
	problems: [],
};

const up = 'kubenroll:outcome=up\nkubenroll:ActiveState=active\nkubenroll:MainPID=41\n';
const down = 'kubenroll:outcome=down\nkubenroll:ActiveState=activating\nkubenroll:NRestarts=3\nkubenroll:log\nE0101 run.go:72] "command failed" err="unknown flag: --dockershim"\n';
const issued: readonly NodeRequest[] = (['client', 'serving'] as const).map((kind) => ({name: `csr-${kind}`, kind, state: 'issued', verdict: 'DECIDED', reasons: [], createdAtMs: 0}));

type Script = 'start' | 'prove' | 'inspect' | 'burn';
const kindOf = (text: string): Script => (text.includes('daemon-reload') ? 'start' : text.includes('"$now" = ') ? 'prove' : text.includes('journalctl') ? 'inspect' : 'burn');

/** One node at work. `does` answers its scripts; a start brings its requests and its Node unless it says otherwise. */
const enrol = (given: {
	readonly plan?: Partial<NodePlan>;
	readonly does?: Partial<Record<Script, () => Promise<Partial<CommandResult>> | Partial<CommandResult>>>;
	readonly shell?: Partial<RemoteShell>;
	readonly before?: {readonly requests?: readonly NodeRequest[]; readonly node?: NodeObject};
	readonly refusal?: Problem;
	readonly places?: number;
} = {}) => {
	const limit = limitConcurrency(given.places ?? 4);
	const clock = virtualClock();
	const news = createNews(clock);
	const abort = new AbortController();
	const cutOff = new AbortController();
	const told: string[] = [];
	let requests = given.before?.requests ?? [];
	let node = given.before?.node;
	const arrive = (): void => {
		requests = [...requests, ...issued];
		node = nodeObject('node-1');
		news.tell('node-1');
	};
	const shell = fakeRemoteShell({
		upload: async () => {
			told.push('binary');
		},
		install: async (_node, files) => {
			told.push(`files ${files.map(({artifact, before}) => `${artifact.id}${before === undefined ? '' : `<${before}`}`).join(' ')}`);
			return {written: files.map(({artifact}) => artifact.path), unchanged: [], backups: {}};
		},
		run: async (_node, {text, asRoot}) => {
			const kind = kindOf(text);
			told.push(`${kind}${asRoot ? '' : ' as user'}${kind === 'start' && text.includes('old.pem') ? ' sets aside' : ''}`);
			const answer = given.does?.[kind];
			if (answer !== undefined) {
				return commandResult(await answer());
			}
			if (kind === 'start') {
				arrive();
			}
			return commandResult({stdout: kind === 'start' || kind === 'prove' ? up : ''});
		},
		...given.shell,
	});
	let written = 0;
	const work = enrollNode(
		{shell, clock},
		{
			node: nodeAnswers('node-1'),
			plan: {...fresh, ...given.plan},
			answers: answersFacts(),
			apiServer: {host: '10.0.0.9', port: 6443},
			servingCaPem: 'CA',
			token: 'aaaaaa.bbbbbbbbbbbbbbbb',
			onWritten: (count) => {
				written += count;
			},
			onStage: async (stage: NodeStage) => {
				told.push(`[${stage}]`);
			},
		},
		{
			desk: {news, nodeObject: () => node, requestsOf: () => requests, problemOf: () => given.refusal, forgive: () => {}, isOpen: Promise.resolve(), closed: new Promise(() => {})},
			limit,
			readyTimeoutMs: 60_000,
			isOwnCertificate: () => false,
			signal: abort.signal,
			cutOff: cutOff.signal,
		},
	);
	let hasEnded = false;
	const end = (): void => {
		hasEnded = true;
	};
	work.then(end, end);
	return {hasEnded: () => hasEnded, clock, limit, told, abort, cutOff, arrive, written: () => written, end: async () => clock.run(work)};
};

const stages = ['[client-request]', '[client-issued]', '[registered]', '[serving-request]', '[serving-issued]', '[ready]'];

test('files, kubelet, requests, Ready, and only then is the bootstrap kubeconfig burnt', async () => {
	const given = enrol();
	await given.end();
	expect(given.told).toEqual(['files client-ca< kubelet-unit<seen bootstrap-kubeconfig', '[files]', 'start sets aside', '[kubelet]', ...stages, 'prove', 'burn']);
	expect(given.written()).toBe(3);
});

test('a missing binary goes first', async () => {
	const given = enrol({plan: {files: [kubelet, ...fresh.files]}});
	await given.end();
	expect(given.told.slice(0, 2)).toEqual(['binary', 'files client-ca< kubelet-unit<seen bootstrap-kubeconfig']);
	expect(given.written()).toBe(4);
});

test('a kubelet that needs nothing new is left running', async () => {
	const given = enrol({plan: {kubelet: 'keep', needsToken: false, needsServingCertificate: false, files: []}, before: {node: nodeObject('node-1')}});
	await given.end();
	expect(given.told).toEqual(['[kubelet]', '[registered]', '[ready]']);
});

test.each<[string, Partial<RemoteShell>, Partial<NodePlan>]>([
	['its files cannot be put in place', {install: async () => Promise.reject(new Failure(problem('folder-read-only', 'node-1', {path: '/etc'})))}, {}],
	['its binary cannot be sent', {upload: async () => Promise.reject(new Failure(problem('folder-read-only', 'node-1', {path: '/usr'})))}, {files: [kubelet]}],
])('nothing is started where %s', async (_title, shell, plan) => {
	const given = enrol({shell, plan});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'folder-read-only'}]});
	expect(given.told).toEqual([]);
});

test('a kubelet that ends is explained by its own log, and its bootstrap kubeconfig stays for the next try', async () => {
	const given = enrol({does: {start: () => ({stdout: down})}});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'kubelet-unknown-flag', subject: 'node-1', params: {flag: '--dockershim'}}]});
	expect(given.told).toEqual(['files client-ca< kubelet-unit<seen bootstrap-kubeconfig', '[files]', 'start sets aside']);
});

test('a kubelet that ends after its start is explained too', async () => {
	const given = enrol({does: {prove: () => ({stdout: down})}});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'kubelet-unknown-flag', subject: 'node-1'}]});
	expect(given.told).not.toContain('burn');
});

test('a kubelet has three seconds to end, and nobody else waits for them', async () => {
	const given = enrol({places: 1});
	await given.clock.advance(2999);
	expect(given.told).not.toContain('prove');
	await given.limit(async () => given.told.push('another node'));
	await given.clock.advance(1);
	expect(given.told.slice(-3)).toEqual(['another node', 'prove', 'burn']);
	await given.end();
});

test('given up while a kubelet may yet end, it sees the start through, unless it is cut off', async () => {
	const given = enrol({plan: {needsToken: false, needsServingCertificate: false}});
	await given.clock.settle();
	given.abort.abort();
	await given.clock.advance(3000);
	expect(given.told.slice(-2)).toEqual(['prove', '[kubelet]']);
	await expect(given.end()).rejects.toMatchObject({name: 'AbortError'});
	const cut = enrol();
	await cut.clock.settle();
	cut.abort.abort();
	cut.cutOff.abort();
	await expect(cut.end()).rejects.toMatchObject({name: 'AbortError'});
	expect(cut.told).not.toContain('prove');
});

test('a start that breaks off early is explained by its last words, made safe to show', async () => {
	const given = enrol({does: {start: () => ({exitCode: 71, stderr: "mv: cannot move '\u001b[2Jx': Read-only file system\n"})}});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'kubelet-stopped', cause: "mv: cannot move '\\x1b[2Jx': Read-only file system"}]});
});

test('a unit that systemd refuses is explained by systemd, made safe to show', async () => {
	const given = enrol({does: {start: () => ({stdout: 'kubenroll:systemctl Failed to enable unit: \u001b[31mmasked\nkubenroll:outcome=down\nkubenroll:ActiveState=inactive\n'})}});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'kubelet-unit-failed', params: {unit: 'kubelet.service'}, cause: 'Failed to enable unit: \\x1b[31mmasked'}]});
});

test('requests are followed while the kubelet is still watched to stay up', async () => {
	const seen = Promise.withResolvers<Partial<CommandResult>>();
	const given = enrol({does: {start: () => ({stdout: up}), prove: async () => seen.promise}});
	await given.clock.settle();
	given.arrive();
	await given.clock.settle();
	expect(given.told.slice(-7)).toEqual(['[kubelet]', ...stages]);
	seen.resolve({stdout: up});
	await given.end();
	expect(given.told.slice(-1)).toEqual(['burn']);
});

test('a Node that is Ready from before counts only once the restarted kubelet was seen to stay up', async () => {
	const restart = {plan: {state: 'update', kubelet: 'restart', needsToken: false, needsServingCertificate: false, files: [file('kubelet-config', paths.config)]}, before: {node: nodeObject('node-1')}} as const;
	const given = enrol({...restart, does: {start: () => ({stdout: up})}});
	await given.end();
	expect(given.told).toEqual(['files kubelet-config<', '[files]', 'start sets aside', 'prove', '[kubelet]', '[registered]', '[ready]']);
	const failing = enrol({...restart, does: {start: () => ({stdout: up}), prove: () => ({stdout: down})}});
	await expect(failing.end()).rejects.toMatchObject({problems: [{code: 'kubelet-unknown-flag'}]});
	expect(failing.told).not.toContain('[ready]');
});

test('a request of before the start has no bearing on the node', async () => {
	const pending: NodeRequest = {name: 'csr-old', kind: 'client', state: 'pending', verdict: 'ASK', reasons: [], createdAtMs: 0};
	const given = enrol({before: {requests: [pending]}, plan: {state: 'resume', kubelet: 'restart'}});
	await given.end();
	expect(given.told.slice(-1)).toEqual(['burn']);
});

test('what ends the wait is told after the start in hand has ended, so that nothing is told of the node later', async () => {
	const seen = Promise.withResolvers<Partial<CommandResult>>();
	const refusal = problem('decision-forbidden', 'node-1', {request: 'x', permission: 'y'});
	const given = enrol({refusal, does: {start: async () => seen.promise}});
	await given.clock.settle();
	expect(given.hasEnded()).toBe(false);
	seen.resolve({stdout: up});
	await expect(given.end()).rejects.toMatchObject({problems: [refusal]});
});

test('a bootstrap kubeconfig that cannot be removed is the problem of its node', async () => {
	const given = enrol({does: {burn: () => ({exitCode: 1, stderr: 'head: x\nrm: \u001b]0;x\u0007Operation not permitted\n'})}});
	await expect(given.end()).rejects.toMatchObject({problems: [{code: 'bootstrap-file-stays', params: {path: paths.bootstrapKubeconfig}, cause: 'rm: \\x1b]0;x\\x07Operation not permitted'}]});
});

test('one that earlier runs left behind is removed where no token is needed', async () => {
	const given = enrol({plan: {state: 'update', kubelet: 'keep', needsToken: false, needsServingCertificate: false, files: [{...bootstrap, action: 'delete'}]}, before: {node: nodeObject('node-1')}});
	await given.end();
	expect(given.told).toEqual(['[files]', '[kubelet]', '[registered]', '[ready]', 'burn']);
});

test('given up, it ends what is in hand and begins nothing more', async () => {
	const installing = Promise.withResolvers<void>();
	const given = enrol({
		shell: {
			install: async (_node, _files, options) => {
				expect(options?.signal?.aborted).toBe(false);
				await installing.promise;
				expect(options?.signal?.aborted).toBe(false);
				return {written: ['/a'], unchanged: [], backups: {}};
			},
		},
	});
	await given.clock.settle();
	given.abort.abort();
	await given.clock.settle();
	installing.resolve();
	await expect(given.end()).rejects.toMatchObject({name: 'AbortError'});
	expect(given.told).toEqual(['[files]']);
	expect(given.written()).toBe(1);
});

test('what hangs when it is given up is cut off', async () => {
	const given = enrol({
		shell: {
			install: async (_node, _files, options) =>
				new Promise((_resolve, reject) => {
					options?.signal?.addEventListener('abort', () => reject(new Failure(problem('ssh-cancelled', 'node-1', {}), 'cancelled')));
				}),
		},
	});
	await given.clock.settle();
	given.abort.abort();
	given.cutOff.abort();
	await expect(given.end()).rejects.toMatchObject({kind: 'cancelled'});
});
