import {expect, test} from 'vitest';
import type {RequestView, RunEvent} from '../../../source/core/run/event.ts';
import type {Plan} from '../../../source/core/plan/plan.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {foldRun, initialRunState, type RunState} from '../../../source/core/run/fold-run.ts';
import {nodeStages} from '../../../source/core/run/node-stages.ts';
import {selectNodeProblems, selectNodeStatus, selectOpenRequests, selectPhase, selectRequestsOf, selectRunProblems, selectStuckNodes, selectTally} from '../../../source/core/run/select-run.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const missing = problem('kubelet-missing', 'node-1', {path: '/usr/local/bin/kubelet'});
const refused = problem('address-refused', '10.0.0.9:6443', {host: '10.0.0.9', port: 6443});

const nodePlan = (name: string): Plan['nodes'][number] => ({
	name,
	address: name,
	state: 'new',
	needsToken: true,
	needsServingCertificate: true,
	kubelet: 'start',
	files: [],
	setAside: [],
	problems: [],
});

const plan = (names: readonly string[]): Plan => ({
	id: '0123456789ab',
	cluster: {server: 'https://10.0.0.1:6443', apiServer: '10.0.0.9:6443', version: 'v1.36.3', caSha256: 'aa'},
	objects: [],
	nodes: names.map(nodePlan),
	problems: [],
});

const request = (name: string, state: RequestView['state'], node = 'node-1'): RequestView => ({
	name,
	node,
	kind: 'client',
	state,
	verdict: 'PASS',
	reasons: [],
	signer: 'kubernetes.io/kube-apiserver-client-kubelet',
	requester: 'system:bootstrap:abcdef',
	createdAt: '2026-01-01T00:00:00Z',
	names: [],
	usages: ['digital signature', 'client auth'],
});

/** Folds events that come one second after the other, the first at 1000. */
const fold = (events: readonly RunEvent[], from: RunState = initialRunState): RunState => events.reduce((state, event, index) => foldRun(state, event, (index + 1) * 1000), from);

test('a node keeps the time at which it reached its stage', () => {
	const state = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'files'},
		{type: 'node-progressed', node: 'node-1', stage: 'kubelet'},
		{type: 'node-progressed', node: 'node-1', stage: 'kubelet'},
	]);
	expect(state.nodes.get('node-1')).toEqual({node: 'node-1', stage: 'kubelet', sinceMs: 2000, problems: []});
});

test('a late event does not put a node back to an earlier stage', () => {
	const state = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'registered'},
		{type: 'node-progressed', node: 'node-1', stage: 'client-request'},
	]);
	expect(state.nodes.get('node-1')).toMatchObject({stage: 'registered', sinceMs: 1000});
});

test('what was run on a node is kept in order, beside its stage', () => {
	const state = fold([
		{type: 'command-ran', node: 'node-1', command: 'ssh node-1 one', exitCode: 0, durationMs: 5},
		{type: 'command-ran', node: 'node-1', command: 'ssh node-1 two', durationMs: 7, said: 'closed'},
	]);
	expect(state.commands.get('node-1')).toEqual([
		{command: 'ssh node-1 one', exitCode: 0, durationMs: 5, endedAtMs: 1000},
		{command: 'ssh node-1 two', durationMs: 7, said: 'closed', endedAtMs: 2000},
	]);
	expect(state.nodes.size).toBe(0);
});

test('a node that is tried again has no failure and begins at the survey', () => {
	const state = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'kubelet'},
		{type: 'node-failed', node: 'node-1', stage: 'client-request', problem: missing},
		{type: 'node-retried', node: 'node-1'},
	]);
	expect(state.nodes.get('node-1')).toEqual({node: 'node-1', stage: 'surveyed', sinceMs: 3000, problems: []});
});

test('a failure names the stage that was not reached, and a retry clears it', () => {
	const failed = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'files'},
		{type: 'node-failed', node: 'node-1', stage: 'kubelet', problem: missing},
	]);
	expect(failed.nodes.get('node-1')).toMatchObject({stage: 'files', failedStage: 'kubelet', failure: missing});
	expect(failed.problems).toEqual([missing]);
	const again = fold([{type: 'node-progressed', node: 'node-1', stage: 'surveyed'}], failed);
	expect(again.nodes.get('node-1')).toEqual({node: 'node-1', stage: 'surveyed', sinceMs: 1000, problems: []});
});

test('nodes stand in the order of the plan, whatever order the survey answered in', () => {
	const state = fold([
		{type: 'node-progressed', node: 'stray', stage: 'surveyed'},
		{type: 'node-progressed', node: 'node-2', stage: 'surveyed'},
		{type: 'plan-assembled', plan: plan(['node-1', 'node-2'])},
	]);
	expect([...state.nodes.keys()]).toEqual(['node-1', 'node-2', 'stray']);
	expect(state.nodes.get('node-2')).toMatchObject({stage: 'surveyed', sinceMs: 2000});
});

test('a problem told twice is kept once; those of nodes and those of the run are told apart', () => {
	const state = fold([
		{type: 'problem-found', problem: missing},
		{type: 'problem-found', problem: refused},
		{type: 'plan-assembled', plan: {...plan([]), nodes: [{...nodePlan('node-1'), state: 'blocked', problems: [missing]}]}},
		{type: 'problem-found', problem: {...missing}},
	]);
	expect(state.problems).toEqual([missing, refused]);
	expect(selectRunProblems(state)).toEqual([refused]);
	expect(selectNodeProblems(state, 'node-1')).toEqual([missing]);
	expect(selectTally(state).blocked).toBe(1);
});

test('a request keeps when it was first seen and who decided it', () => {
	const state = fold([
		{type: 'request-observed', request: request('csr-a', 'pending')},
		{type: 'request-observed', request: request('csr-b', 'pending', 'node-2')},
		{type: 'request-decided', request: 'csr-a', node: 'node-1', decision: 'approved', by: 'kubenroll'},
		{type: 'request-observed', request: request('csr-a', 'issued')},
	]);
	expect(state.requests.get('csr-a')).toEqual({request: request('csr-a', 'issued'), firstSeenAtMs: 1000, decided: {decision: 'approved', by: 'kubenroll', atMs: 3000}});
	expect(selectOpenRequests(state).map((each) => each.request.name)).toEqual(['csr-b']);
	expect(selectRequestsOf(state, 'node-1').map((each) => each.request.name)).toEqual(['csr-a']);
});

test('the decision on a request never seen is not invented into a request', () => {
	expect(fold([{type: 'request-decided', request: 'csr-x', decision: 'denied', by: 'operator'}])).toEqual(initialRunState);
});

test('phases come in the order they started, and one that runs again starts again', () => {
	const state = fold([
		{type: 'phase-started', phase: 'read-cluster'},
		{type: 'phase-finished', phase: 'read-cluster', durationMs: 12},
		{type: 'phase-started', phase: 'survey'},
	]);
	expect(state.phases).toEqual([
		{phase: 'read-cluster', startedAtMs: 1000, durationMs: 12},
		{phase: 'survey', startedAtMs: 3000},
	]);
	expect(selectPhase(state)).toBe('survey');
	expect(selectPhase(fold([{type: 'phase-started', phase: 'read-cluster'}], state))).toBe('read-cluster');
});

test('a connection says since when it is as it is, and a live one has no cause', () => {
	const broken = fold([{type: 'connection-changed', state: 'reconnecting', cause: 'reset'}]);
	expect(broken.connection).toEqual({state: 'reconnecting', sinceMs: 1000, cause: 'reset'});
	expect(fold([{type: 'connection-changed', state: 'live'}], broken).connection).toEqual({state: 'live', sinceMs: 1000});
});

test('the report gives each node its outcome and its problems', () => {
	const state = fold([
		{type: 'plan-assembled', plan: plan(['node-1', 'node-2'])},
		{
			type: 'run-finished',
			report: {
				outcomes: [
					{node: 'node-1', outcome: 'failed', problems: [missing]},
					{node: 'node-2', outcome: 'ready', problems: []},
				],
				exitCode: 3,
				durationMs: 5,
				changed: {files: 4, objects: 3},
			},
		},
	]);
	expect(selectTally(state)).toMatchObject({failed: 1, ready: 1, idle: 0});
	expect(selectNodeProblems(state, 'node-1')).toEqual([missing]);
	expect(state.report?.exitCode).toBe(3);
});

test('stuck nodes come longest first, and those that are done or failed are not among them', () => {
	const state = fold([
		{type: 'phase-started', phase: 'enroll-nodes'},
		{type: 'node-progressed', node: 'slow', stage: 'client-request'},
		{type: 'node-progressed', node: 'done', stage: 'ready'},
		{type: 'node-failed', node: 'dead', stage: 'files', problem: {...missing, subject: 'dead'}},
		{type: 'node-progressed', node: 'later', stage: 'files'},
	]);
	expect(selectStuckNodes(state, 6000, 1000).map(({node}) => node)).toEqual(['slow', 'later']);
	expect(selectStuckNodes(state, 6000, 4000).map(({node}) => node)).toEqual(['slow']);
});

test('a surveyed node is idle while the plan is looked at, and at work once enrolment has begun', () => {
	const surveyed = fold([{type: 'node-progressed', node: 'node-1', stage: 'surveyed'}]);
	const node = surveyed.nodes.get('node-1')!;
	expect(selectNodeStatus(surveyed, node)).toBe('idle');
	expect(selectNodeStatus(fold([{type: 'phase-started', phase: 'enroll-nodes'}], surveyed), node)).toBe('working');
});

const freeze = <T>(value: T): T => {
	if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const each of value instanceof Map ? value.values() : Object.values(value)) {
			freeze(each);
		}
	}
	return value;
};

test('five hundred nodes through every stage leave the earlier states as they were, quickly', () => {
	const names = Array.from({length: 500}, (_, index) => `node-${index}`);
	let state = freeze(fold([{type: 'plan-assembled', plan: plan(names)}]));
	const first = state;
	const tookMs = cpuTimeMs(() => {
		for (const stage of nodeStages) {
			for (const node of names) {
				state = foldRun(state, {type: 'node-progressed', node, stage}, 2000);
				state = foldRun(state, {type: 'request-observed', request: request(`csr-${node}`, 'pending', node)}, 2000);
			}
		}
	});
	expect(selectTally(state).ready).toBe(500);
	expect(first.nodes.get('node-7')).toEqual({node: 'node-7', sinceMs: 1000, problems: []});
	expect(first.requests.size).toBe(0);
	// 11,000 events; a fold that copied everything each time would take minutes.
	expect(tookMs).toBeLessThan(8000);
});

test('a node that needs nothing counts as done from the plan on, and as failed where something is wrong with it after all', () => {
	const planned = plan(['node-1', 'node-2']);
	const state = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'surveyed'},
		{type: 'plan-assembled', plan: {...planned, nodes: planned.nodes.map((node) => (node.name === 'node-1' ? {...node, state: 'ready'} : node))}},
		{type: 'phase-started', phase: 'enroll-nodes'},
	]);
	expect(selectTally(state)).toMatchObject({unchanged: 1, idle: 1, working: 0});
	const failed = foldRun(state, {type: 'node-failed', node: 'node-1', stage: 'ready', problem: missing}, 9000);
	expect(selectTally(failed)).toMatchObject({failed: 1, unchanged: 0});
});

test('a node stands still from when it failed, or from the end of the run', () => {
	const failed = fold([
		{type: 'node-progressed', node: 'node-1', stage: 'files'},
		{type: 'node-failed', node: 'node-1', stage: 'kubelet', problem: missing},
	]);
	expect(failed.nodes.get('node-1')).toMatchObject({sinceMs: 1000, stoppedAtMs: 2000});
	const report = {outcomes: [{node: 'node-1', outcome: 'failed', problems: [missing]}, {node: 'node-2', outcome: 'waiting', problems: []}], changed: {files: 0, objects: 0}, exitCode: 3, durationMs: 9000} as const;
	const ended = foldRun({...failed, nodes: new Map([...failed.nodes, ['node-2', {node: 'node-2', stage: 'kubelet', sinceMs: 1500, problems: []}]])}, {type: 'run-finished', report}, 9000);
	expect([...ended.nodes.values()].map(({stoppedAtMs}) => stoppedAtMs)).toEqual([2000, 9000]);
});
