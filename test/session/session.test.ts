import {expect, test} from 'vitest';
import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {Report, RunEvent} from '../../source/core/run/event.ts';
import {type Intent, startSession} from '../../source/session/session.ts';
import type {Operation, RunControl} from '../../source/workflow/operation.ts';
import {assemblePlan} from '../../source/core/plan/assemble-plan.ts';
import {planInput} from '../support/plan-facts.ts';
import {virtualClock} from '../support/virtual-clock.ts';

const plan = assemblePlan(planInput([]));
const report: Report = {outcomes: [], exitCode: 0, durationMs: 0, changed: {files: 0, objects: 0}};
const started: RunEvent = {type: 'run-started', operation: 'enroll', version: '0'};

/** An operation that tells, asks, and ends as it was answered. */
const asking: Operation = async ({emit, confirm}) => {
	emit(started);
	return (await confirm(plan)) ? report : Promise.reject(new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled'));
};

const open = (operation: Operation) => {
	const session = startSession(operation, virtualClock());
	session.finished.catch(() => undefined);
	return session;
};

test('whoever subscribes at once hears the first event, after the state has folded it', async () => {
	const session = open(asking);
	const heard: unknown[] = [];
	session.subscribe((event) => heard.push([event, session.getSnapshot().operation]));
	session.send({type: 'confirm'});
	await expect(session.finished).resolves.toBe(report);
	expect(heard).toEqual([[started, 'enroll']]);
});

test('whoever ended the subscription hears no more', async () => {
	const control = Promise.withResolvers<RunControl>();
	const session = open(async (given) => {
		control.resolve(given);
		return new Promise(() => {});
	});
	const heard: string[] = [];
	const end = session.subscribe(({type}) => heard.push(type));
	const {emit} = await control.promise;
	emit(started);
	end();
	emit({type: 'phase-started', phase: 'survey'});
	expect(heard).toEqual(['run-started']);
	expect(session.getSnapshot().phases).toMatchObject([{phase: 'survey'}]);
});

test.each<[Exclude<Intent['type'], 'retry'>, boolean]>([
	['confirm', true],
	['decline', false],
	['abort', false],
])('%s answers the plan, whether it comes before or after it', async (type, isAllowed) => {
	for (const isEarly of [true, false]) {
		const answered = Promise.withResolvers<boolean>();
		const asked = Promise.withResolvers<void>();
		const session = open(async ({confirm}) => {
			const answer = confirm(plan);
			asked.resolve();
			answered.resolve(await answer);
			return report;
		});
		if (!isEarly) {
			await asked.promise;
		}
		session.send({type});
		expect(await answered.promise).toBe(isAllowed);
	}
});

test('who is to be tried again is told to the run, until it stops hearing', async () => {
	const heard: (readonly string[])[] = [];
	const control = Promise.withResolvers<RunControl>();
	const session = open(async (given) => {
		control.resolve(given);
		return new Promise(() => {});
	});
	const {onRetry} = await control.promise;
	const end = onRetry?.((nodes) => heard.push(nodes));
	session.send({type: 'retry', nodes: ['node1']});
	end?.();
	session.send({type: 'retry', nodes: ['node2']});
	expect(heard).toEqual([['node1']]);
});

test('the first answer counts', async () => {
	const session = open(asking);
	session.send({type: 'confirm'});
	session.send({type: 'decline'});
	await expect(session.finished).resolves.toBe(report);
});

test('abort reaches the operation as its signal', async () => {
	const session = open(
		async ({signal}) =>
			new Promise((resolve) => {
				signal.addEventListener('abort', () => resolve({...report, exitCode: 130}));
			}),
	);
	await new Promise((resolve) => setImmediate(resolve));
	session.send({type: 'abort'});
	await expect(session.finished).resolves.toMatchObject({exitCode: 130});
});

test.each<[string, (signal: AbortSignal) => unknown]>([
	['the signal itself', (signal) => signal.reason],
	['a cluster that was broken off', () => new Failure([], 'cancelled')],
	['ssh that was broken off', () => new Failure(problem('ssh-cancelled', 'node-1', {}), 'cancelled')],
])('a run that ends by %s after an abort is cancelled in the phase it was in', async (_title, reason) => {
	const session = open(async ({emit, signal}) => {
		emit({type: 'phase-started', phase: 'read-cluster'});
		emit({type: 'phase-finished', phase: 'read-cluster', durationMs: 1});
		emit({type: 'phase-started', phase: 'survey'});
		return new Promise((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(reason(signal)));
		});
	});
	await new Promise((resolve) => setImmediate(resolve));
	session.send({type: 'abort'});
	await expect(session.finished).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'run-cancelled', subject: 'kubenroll', params: {phase: 'survey'}}]});
});

test('other failures and bugs come through as they are, after an abort too', async () => {
	for (const error of [new Failure(problem('run-cancelled', 'x', {phase: 'plan'})), new TypeError('oops')]) {
		const session = open(async ({signal}) => new Promise((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(error));
		}));
		await new Promise((resolve) => setImmediate(resolve));
		session.send({type: 'abort'});
		await expect(session.finished).rejects.toBe(error);
	}
	const unasked = new DOMException('aborted by itself', 'AbortError');
	await expect(open(async () => Promise.reject(unasked)).finished).rejects.toBe(unasked);
});
