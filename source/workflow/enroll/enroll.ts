import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import {isEmptyPlan, type NodePlan, type Plan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeOutcome, NodeStage, Report} from '../../core/run/event.ts';
import {gradeRun} from '../../core/run/grade-run.ts';
import type {Edges, Operation, RunControl, RunSettings} from '../operation.ts';
import {preparePlan, type Prepared} from '../plan/prepare-plan.ts';
import {runPhase} from '../run-phase.ts';
import {authorizeBootstrap} from './authorize-bootstrap.ts';
import {enrollNode} from './enroll-node.ts';
import {keepRecord, type RecordKeeper} from './keep-record.ts';
import {limitConcurrency} from './limit-concurrency.ts';
import {openDesk} from './open-desk.ts';
import {openTokenPurse, type TokenPurse} from './token-purse.ts';

/** Stages from which on a kubelet runs with its token: a failure after them leaves the token to it. */
const stagesBeforeKubelet: ReadonlySet<NodeStage | undefined> = new Set([undefined, 'surveyed', 'token', 'files']);

const problemsOf = (error: unknown, node: string): readonly Problem[] => {
	if (error instanceof Failure) {
		return error.problems;
	}
	if (error instanceof Error && error.name === 'AbortError') {
		return [problem('run-cancelled', node, {phase: 'enroll-nodes'})];
	}
	throw error;
};

/** Takes one node through; whatever goes wrong with it becomes its outcome and never another's. */
const enrollOne = async (
	edges: Edges,
	desk: ReturnType<typeof openDesk>,
	pair: {readonly node: NodeAnswers; readonly plan: NodePlan},
	run: {readonly prepared: Prepared; readonly answers: Answers; readonly settings: RunSettings; readonly control: RunControl; readonly limit: ReturnType<typeof limitConcurrency>; readonly purse: TokenPurse; readonly record: RecordKeeper; readonly onWritten: (count: number) => void},
): Promise<NodeOutcome> => {
	const {node, plan} = pair;
	let stage: NodeStage | undefined;
	const onStage = async (reached: NodeStage, detail?: string): Promise<void> => {
		stage = reached;
		run.control.emit({type: 'node-progressed', node: node.name, stage: reached, ...(detail === undefined ? {} : {detail})});
		await run.record.reached(node, plan, reached);
	};
	try {
		run.control.signal.throwIfAborted();
		const token = plan.needsToken ? await run.limit(async () => run.purse.tokenFor(node.name)) : undefined;
		if (token !== undefined) {
			await onStage('token');
		}
		await enrollNode(edges, desk, {node, plan, answers: run.answers, apiServer: run.prepared.apiServer, servingCaPem: edges.api.server.caPem, ...(token === undefined ? {} : {token}), onWritten: run.onWritten, onStage}, {settings: run.settings, limit: run.limit, control: run.control});
		await run.purse.spend(node.name);
		await onStage('cleaned');
		return {node: node.name, outcome: 'ready', stage: 'cleaned', problems: []};
	} catch (error) {
		const problems = problemsOf(error, node.name);
		if (stagesBeforeKubelet.has(stage)) {
			await run.purse.spend(node.name).catch(() => undefined);
		}
		const isWaiting = problems.some(({code}) => code === 'node-waits' || code === 'request-held');
		for (const found of problems) {
			run.control.emit({type: 'node-failed', node: node.name, stage: stage ?? 'surveyed', problem: found});
		}
		return {node: node.name, outcome: isWaiting ? 'waiting' : 'failed', ...(stage === undefined ? {} : {stage}), problems};
	}
};

/** Outcomes that the plan settles by itself: nodes with nothing to do, and nodes that must not be touched. */
const settle = (plan: Plan): readonly NodeOutcome[] =>
	plan.nodes.flatMap((node): readonly NodeOutcome[] => {
		if (node.state === 'ready') {
			return [{node: node.name, outcome: 'unchanged', problems: node.problems}];
		}
		return node.state === 'blocked' ? [{node: node.name, outcome: 'failed', stage: 'surveyed', problems: node.problems.filter(({severity}) => severity === 'error')}] : [];
	});

/** Performs exactly the plan that was confirmed. */
const performPlan = async (edges: Edges, answers: Answers, settings: RunSettings, prepared: Prepared, control: RunControl): Promise<{readonly outcomes: readonly NodeOutcome[]; readonly files: number; readonly objects: number}> => {
	const {plan} = prepared;
	let files = 0;
	let objects = 0;
	const counting: RunControl = {
		...control,
		emit: (event) => {
			objects += event.type === 'object-changed' ? 1 : 0;
			control.emit(event);
		},
	};
	const record = keepRecord(edges, settings, prepared);
	const purse = openTokenPurse(edges, answers, prepared, counting);
	const pairs = plan.nodes.flatMap((nodePlan) => {
		const node = nodePlan.state === 'ready' || nodePlan.state === 'blocked' ? undefined : answers.nodes.find(({name}) => name === nodePlan.name);
		return node === undefined ? [] : [{node, plan: nodePlan}];
	});
	const first = pairs.find((pair) => pair.plan.needsToken);
	if (first !== undefined) {
		await runPhase(edges.clock, control, 'prove-token', async () => purse.prove(first.node.name));
	}
	await runPhase(edges.clock, control, 'authorize', async () => authorizeBootstrap(edges.api, plan, counting));

	const outcomes = await runPhase(edges.clock, control, 'enroll-nodes', async () => {
		const close = new AbortController();
		const signal = AbortSignal.any([control.signal, close.signal]);
		const desk = openDesk(edges, answers, settings, prepared, {nodes: pairs.map(({node}) => node.name), purse, record, signal, emit: control.emit});
		// Without the watch no node would ever be seen to get on: the waits end, and the reason is the run's.
		const watching = desk.closed.finally(() => close.abort());
		try {
			await desk.isOpen;
			const run = {
				prepared,
				answers,
				settings,
				control: {...control, signal},
				limit: limitConcurrency(answers.ssh.concurrency),
				purse,
				record,
				onWritten: (count: number) => {
					files += count;
				},
			};
			const reached = await Promise.all(pairs.map(async (pair) => enrollOne(edges, desk, pair, run)));
			close.abort();
			await watching;
			return reached;
		} finally {
			close.abort();
			await watching.catch(() => undefined);
			await purse.close();
			await record.flush();
		}
	});
	return {outcomes, files, objects};
};

/** One run, while nobody else's run works from the same record. */
const enrollLocked = async (edges: Edges, answers: Answers, settings: RunSettings, control: RunControl): Promise<Report> => {
	const startedAtMs = edges.clock.nowMs();
	control.emit({type: 'run-started', operation: 'enroll', version: settings.version});
	const prepared = await preparePlan(edges, answers, settings, control);
	const {plan} = prepared;
	const blocking = plan.problems.filter(({severity}) => severity === 'error');
	if (blocking.length > 0) {
		throw new Failure([...blocking, ...plan.nodes.flatMap((node) => node.problems.filter(({severity}) => severity === 'error'))]);
	}
	const settled = settle(plan);
	const hasWork = !isEmptyPlan(plan) && (settled.length < plan.nodes.length || plan.objects.some(({action}) => action !== 'keep'));
	if (hasWork && !(await control.confirm(plan))) {
		throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
	}
	const done = hasWork ? await performPlan(edges, answers, settings, prepared, control) : {outcomes: [], files: 0, objects: 0};
	const byName = new Map([...settled, ...done.outcomes].map((outcome) => [outcome.node, outcome]));
	const outcomes = plan.nodes.flatMap(({name}) => byName.get(name) ?? []);
	const report = {
		outcomes,
		exitCode: control.signal.aborted ? 130 : gradeRun(outcomes),
		durationMs: edges.clock.nowMs() - startedAtMs,
		changed: {files: done.files, objects: done.objects},
	} as const;
	control.emit({type: 'run-finished', report});
	return report;
};

/** The operation behind `kubenroll enroll`: reads, plans, asks, and takes every node to Ready that is not there yet. */
export const enroll =
	(edges: Edges, answers: Answers, settings: RunSettings): Operation =>
	async (control) => {
		const unlock = await edges.files.lock(`${settings.recordFolder}/lock`);
		try {
			return await enrollLocked(edges, answers, settings, control);
		} finally {
			await unlock();
		}
	};
