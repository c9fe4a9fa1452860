import {expect, test} from 'vitest';
import type {Answers} from '../../../source/core/answers/answers.ts';
import type {NodeObject} from '../../../source/core/facts/cluster-facts.ts';
import type {NodePlan} from '../../../source/core/plan/plan.ts';
import {Failure} from '../../../source/core/problem/failure.ts';
import {problem, type Problem} from '../../../source/core/problem/problem.ts';
import type {NodeStage} from '../../../source/core/run/event.ts';
import type {NodeRequest} from '../../../source/core/run/look-at-node.ts';
import {awaitNode} from '../../../source/workflow/enroll/await-node.ts';
import {limitConcurrency} from '../../../source/workflow/limit-concurrency.ts';
import {createNews} from '../../../source/workflow/enroll/news.ts';
import {commandResult, fakeRemoteShell} from '../../support/fake-remote-shell.ts';
import {answersFacts, nodeAnswers, nodeObject} from '../../support/plan-facts.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const plan: NodePlan = {name: 'node-1', address: 'node-1.example', state: 'new', needsToken: true, needsServingCertificate: true, kubelet: 'start', files: [], setAside: [], problems: []};

const request = (kind: 'client' | 'serving', state: NodeRequest['state'], verdict: NodeRequest['verdict'] = state === 'pending' ? 'PASS' : 'DECIDED', name = `csr-${kind}`): NodeRequest => ({
	name,
	kind,
	state,
	verdict,
	reasons: verdict === 'ASK' || verdict === 'REFUSE' ? [{rule: 'P21', verdict, code: 'facts-missing', params: {fact: 'nodes'}}, {rule: 'P1', verdict: 'PASS', code: 'signer-kubelet', params: {signer: 'x'}}] : [],
	createdAtMs: 0,
});
const issued = [request('client', 'issued'), request('serving', 'issued')];

const running = 'kubenroll:ActiveState=active\nkubenroll:MainPID=41\nkubenroll:NRestarts=0\n';
const stopped = 'kubenroll:ActiveState=activating\nkubenroll:MainPID=0\nkubenroll:NRestarts=7\n';
const logOf = (line: string, state = running): string => `${state}kubenroll:log\n${line}\n`;
const refusedToken = 'cannot create certificate signing request: Unauthorized';

/** A node that is waited for, in front of a desk that the test fills. `looks` are the answers of its kubelet, one a look. */
const wait = (given: {readonly looks?: readonly (string | Error)[]; readonly plan?: Partial<NodePlan>; readonly mode?: Answers['approval']['mode']; readonly earlier?: readonly string[]; readonly timeoutMs?: number; readonly onStage?: (stage: NodeStage) => Promise<void>; readonly onLook?: () => void} = {}) => {
	const clock = virtualClock();
	const startMs = clock.nowMs();
	const news = createNews(clock);
	const abort = new AbortController();
	const looks = [...(given.looks ?? [])];
	const stages: NodeStage[] = [];
	const state: {requests: readonly NodeRequest[]; node: NodeObject | undefined; problem: Problem | undefined} = {requests: [], node: undefined, problem: undefined};
	const shell = fakeRemoteShell({
		run: async (_node, script) => {
			const answer = looks.shift();
			given.onLook?.();
			if (answer === undefined || !script.text.includes('journalctl') || !script.asRoot) {
				throw new Error('unexpected look');
			}
			if (answer instanceof Error) {
				throw answer;
			}
			return commandResult({stdout: answer});
		},
	});
	const answers = answersFacts();
	const arrival = awaitNode(
		{shell, clock},
		{news, nodeObject: () => state.node, requestsOf: () => state.requests, problemOf: () => state.problem, forgive: () => {}, isOpen: Promise.resolve(), closed: Promise.resolve()},
		nodeAnswers('node-1'),
		{
			plan: {...plan, ...given.plan},
			answers: {...answers, approval: {...answers.approval, mode: given.mode ?? 'guarded'}},
			earlierRequests: new Set(given.earlier),
			unit: 'kubelet.service',
			isOwnCertificate: (pem) => pem.includes('OURS'),
			timeoutMs: given.timeoutMs ?? 600_000,
			limit: limitConcurrency(1),
			signal: abort.signal,
			onStage: async (stage) => {
				stages.push(stage);
				await given.onStage?.(stage);
			},
		},
	);
	arrival.catch(() => undefined);
	return {
		clock, stages, abort, shell,
		tell: async (change: Partial<typeof state>) => {
			Object.assign(state, change);
			news.tell('node-1');
			await clock.settle();
		},
		end: async () => clock.run(arrival),
		seconds: () => (clock.nowMs() - startMs) / 1000,
		leftLooks: () => looks.length,
		change: (change: Partial<typeof state>) => Object.assign(state, change),
		news,
	};
};

const isReady = nodeObject('node-1');
const isNotReady = nodeObject('node-1', {ready: 'false'});

test('tells every stage once, in order, and ends as soon as the node is Ready', async () => {
	const given = wait();
	await given.tell({requests: [request('client', 'pending')]});
	await given.tell({requests: [request('client', 'approved')]});
	await given.tell({requests: [request('client', 'issued')], node: isNotReady});
	await given.tell({requests: [request('client', 'issued'), request('serving', 'pending')]});
	await given.tell({requests: issued});
	await given.tell({node: isReady});
	expect(await given.end()).toEqual({isReady: true});
	expect(given.stages).toEqual(['client-request', 'client-issued', 'registered', 'serving-request', 'serving-issued', 'ready']);
	expect(given.seconds()).toBe(0);
});

test('news that come while a stage is written down are not missed', async () => {
	const given = wait({
		onStage: async (stage) => {
			if (stage === 'client-request') {
				given.change({requests: issued, node: isReady});
				given.news.tell('node-1');
			}
		},
	});
	await given.tell({requests: [request('client', 'pending')]});
	expect(await given.end()).toEqual({isReady: true});
	expect(given.seconds()).toBe(0);
});

test('requests of before the kubelet was started count for nothing, whatever became of them', async () => {
	const given = wait({earlier: ['old-client', 'old-serving'], timeoutMs: 10_000, looks: [logOf('')]});
	await given.tell({requests: [request('client', 'pending', 'ASK', 'old-client'), request('serving', 'issued', 'DECIDED', 'old-serving')]});
	expect(await given.end()).toMatchObject({problem: {code: 'node-waits', params: {waitsFor: 'client-request', request: ''}}});
	expect(given.stages).toEqual([]);
});

test('what keeps the desk from approving ends the wait at once', async () => {
	const given = wait();
	const refusal = problem('decision-forbidden', 'node-1', {request: 'csr-client', permission: 'x'});
	await given.tell({requests: [request('client', 'pending')], problem: refusal});
	expect(await given.end()).toEqual({isReady: false, problem: refusal});
	expect(given.seconds()).toBe(0);
});

test.each(['ASK', 'REFUSE'] as const)('a request that is %s is left its time to turn, then a person is asked for', async (verdict) => {
	const given = wait();
	await given.tell({requests: [request('client', 'pending', verdict)]});
	expect(await given.end()).toEqual({isReady: false, problem: problem('request-held', 'node-1', {request: 'csr-client', verdict, rules: 'P21'})});
	expect(given.seconds()).toBe(45);
});

test('a verdict that turns in time holds nothing up', async () => {
	const given = wait({plan: {needsToken: false}});
	await given.tell({node: isNotReady, requests: [request('serving', 'pending', 'ASK')]});
	await given.clock.advance(44_000);
	await given.tell({requests: [request('serving', 'pending')]});
	await given.clock.advance(10_000);
	await given.tell({requests: [request('serving', 'issued')], node: isReady});
	expect(await given.end()).toEqual({isReady: true});
});

test('where people approve, what waits for them is waited for until the time is over, and then named', async () => {
	const given = wait({mode: 'manual', timeoutMs: 300_000, looks: [logOf('')]});
	await given.tell({requests: [request('client', 'pending', 'ASK')]});
	expect(await given.end()).toEqual({isReady: false, problem: problem('node-waits', 'node-1', {waitsFor: 'client-approval', seconds: 300, request: 'csr-client'})});
	expect(given.seconds()).toBe(300);
});

test('a kubelet that asks for nothing is looked at, and a cause counts when it shows twice', async () => {
	const given = wait({looks: [logOf(refusedToken), logOf(refusedToken)]});
	expect(await given.end()).toMatchObject({isReady: false, problem: {code: 'kubelet-token-refused', subject: 'node-1', cause: refusedToken}});
	expect(given.seconds()).toBe(30);
});

test('a cause that shows once and then another, or none, is not yet certain', async () => {
	const given = wait({timeoutMs: 70_000, looks: [logOf(refusedToken), logOf('running with swap on is not supported'), logOf(''), logOf(refusedToken), logOf('')]});
	expect(await given.end()).toMatchObject({problem: {code: 'node-waits', params: {waitsFor: 'client-request'}}});
	expect(given.leftLooks()).toBe(0);
});

test('a kubelet that is down is a cause at once', async () => {
	const given = wait({looks: [logOf('E0101 run.go:72] "command failed" err="failed to frobnicate"', stopped)]});
	expect(await given.end()).toMatchObject({problem: {code: 'kubelet-stopped', params: {restarts: 7}, cause: expect.stringContaining('frobnicate')}});
	expect(given.seconds()).toBe(15);
});

test('a node that cannot be asked tells nothing, and is waited for', async () => {
	const down = new Failure(problem('ssh-unreachable', 'node-1', {address: 'x', port: 22, command: 'ssh'}));
	const given = wait({looks: [down, logOf('')]});
	await given.clock.advance(31_000);
	await given.tell({requests: issued, node: isReady});
	expect(await given.end()).toEqual({isReady: true});
	expect(given.leftLooks()).toBe(0);
});

test('a bug in looking is no silence of the node', async () => {
	const given = wait({looks: [new TypeError('oops')]});
	await expect(given.end()).rejects.toThrow('oops');
});

test.each([
	['for its approval', [request('client', 'pending')], undefined],
	['for the signer', [request('client', 'approved')], undefined],
	['to become Ready', issued, isNotReady],
])('a node that waits %s is not asked: its kubelet cannot know', async (_title, requests, node) => {
	const given = wait();
	await given.tell({requests, node});
	await given.clock.advance(120_000);
	expect(given.shell.calls).toEqual([]);
	await given.tell({requests: issued, node: isReady});
	expect(await given.end()).toEqual({isReady: true});
});

test.each(['denied', 'failed'] as const)('a kubelet whose request was %s is asked what it says to that', async (state) => {
	const line = state === 'denied' ? 'certificate signing request is denied, reason: NoThanks, message: x' : 'certificate signing request failed, reason: Broken, message: x';
	const given = wait({looks: [logOf(line), logOf(line)]});
	await given.tell({requests: [request('client', state)]});
	expect(await given.end()).toMatchObject({problem: {code: `kubelet-request-${state}`}});
	expect(given.seconds()).toBe(30);
});

test('each step has its own time before the kubelet is looked at', async () => {
	const given = wait({looks: []});
	await given.tell({requests: [request('client', 'pending')]});
	await given.clock.advance(100_000);
	await given.tell({requests: [request('client', 'issued')]});
	await given.clock.advance(14_000);
	expect(given.shell.calls).toEqual([]);
	await given.tell({requests: issued, node: isReady});
	expect(await given.end()).toEqual({isReady: true});
});

test.each([
	['client-request', [], undefined],
	['client-signer', [request('client', 'approved')], undefined],
	['registration', [request('client', 'issued')], undefined],
	['serving-request', [request('client', 'issued')], isNotReady],
	['serving-approval', [request('client', 'issued'), request('serving', 'pending')], isNotReady],
	['serving-signer', [request('client', 'issued'), request('serving', 'approved')], isNotReady],
	['ready', issued, isNotReady],
])('when the time is over it says that it waits for %s', async (waitsFor, requests, node) => {
	const given = wait({timeoutMs: 10_000, looks: [logOf('')]});
	await given.tell({requests, node});
	expect(await given.end()).toMatchObject({isReady: false, problem: {code: 'node-waits', params: {waitsFor, seconds: 10}}});
});

test('when the time is over, a cause that shows now and a kubelet that is down are told instead', async () => {
	const given = wait({timeoutMs: 16_000, looks: [logOf(refusedToken), logOf(refusedToken)]});
	expect(await given.end()).toMatchObject({problem: {code: 'kubelet-token-refused'}});
	expect(given.seconds()).toBe(16);
});

test('a node that gets on while it is looked at is not blamed', async () => {
	const given = wait({
		looks: [logOf('x', stopped)],
		onLook: () => given.change({requests: issued, node: isReady}),
	});
	expect(await given.end()).toEqual({isReady: true});
	expect(given.leftLooks()).toBe(0);
});

test('ends with the reason of whoever gave the run up', async () => {
	const given = wait();
	const lost = new Failure(problem('cluster-forbidden', 'cluster', {doing: 'watch', user: 'me'}));
	await given.clock.settle();
	given.abort.abort(lost);
	await expect(given.end()).rejects.toBe(lost);
	expect(given.seconds()).toBe(0);
});

const holding = (kind: 'client' | 'serving', whose: string): string => `${running}kubenroll:${kind} -----BEGIN CERTIFICATE-----\nkubenroll:${kind} ${whose}\nkubenroll:${kind} -----END CERTIFICATE-----\nkubenroll:log\n`;

test('a certificate that arrived between the survey and the start is found on the node: no request will come', async () => {
	const node = wait({plan: {state: 'resume', needsToken: false}, looks: [holding('serving', 'OURS')]});
	await node.tell({node: nodeObject('node-1')});
	await expect(node.end()).resolves.toEqual({isReady: true});
	expect(node.seconds()).toBe(4);
});

test("another cluster's certificate on the node is none", async () => {
	const node = wait({plan: {state: 'resume', needsToken: false}, looks: [holding('serving', 'THEIRS'), holding('serving', 'THEIRS')], timeoutMs: 10_000});
	await node.tell({node: nodeObject('node-1')});
	await expect(node.end()).resolves.toMatchObject({isReady: false, problem: {code: 'node-waits', params: {waitsFor: 'serving-request'}}});
});
