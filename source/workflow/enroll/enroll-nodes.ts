import type {Answers, NodeAnswers} from '../../core/answers/answers.ts';
import type {NodePlan} from '../../core/plan/plan.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {NodeOutcome, NodeStage} from '../../core/run/event.ts';
import {isLaterStage} from '../../core/run/node-stages.ts';
import {isAbort} from '../is-abort.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {enrollNode, type NodeJobContext} from './enroll-node.ts';
import type {RecordKeeper} from './keep-record.ts';
import type {TokenPurse} from './token-purse.ts';

/** A node to enrol, as it was written and as it was planned. */
export type PlannedNode = {readonly node: NodeAnswers; readonly plan: NodePlan};

/** What the nodes of one run share. */
export type NodesRun = NodeJobContext & {
	readonly answers: Answers;
	readonly apiServer: Prepared['apiServer'];
	readonly purse: TokenPurse;
	readonly record: RecordKeeper;
	readonly onWritten: (count: number) => void;
	readonly emit: RunControl['emit'];
	readonly onRetry?: RunControl['onRetry'];
};

/** Why a node stopped. A run that is given up says so; one that lost the cluster says why, whatever was broken off by it. */
const problemsOf = (error: unknown, node: string, signal: AbortSignal): readonly Problem[] => {
	const reason: unknown = signal.reason;
	const cause = signal.aborted && reason instanceof Failure && isAbort(error) ? reason : error;
	if (isAbort(cause)) {
		return [problem('run-cancelled', node, {phase: 'enroll-nodes'})];
	}
	if (cause instanceof Failure) {
		return cause.problems;
	}
	throw cause;
};

// A node that only somebody else can help on, or that goes on by itself, has not failed.
const waitingCodes: ReadonlySet<Problem['code']> = new Set(['node-waits', 'request-held']);

const nameOutcome = (problems: readonly Problem[], stage: NodeStage | undefined): NodeOutcome['outcome'] => {
	if (problems.some(({code}) => waitingCodes.has(code))) {
		return 'waiting';
	}
	if (problems.every(({code}) => code !== 'run-cancelled')) {
		return 'failed';
	}
	// Whatever was left to clean up there: nobody can take back that it is Ready.
	return stage === undefined ? 'skipped' : stage === 'ready' ? 'ready' : 'stopped';
};

/** Takes one node through; whatever goes wrong with it becomes its outcome and never another's. Rejects only for bugs. */
const enrollOne = async (edges: Edges, {node, plan}: PlannedNode, run: NodesRun): Promise<NodeOutcome> => {
	const {name} = node;
	let stage: NodeStage | undefined;
	const onStage = async (reached: NodeStage): Promise<void> => {
		stage = reached;
		run.emit({type: 'node-progressed', node: name, stage: reached});
		await run.record.reached(node, plan, reached);
	};
	const draw = async (): Promise<string> => {
		// The place may have come after the run was given up.
		run.signal.throwIfAborted();
		return run.purse.tokenFor(name);
	};
	try {
		run.signal.throwIfAborted();
		const token = plan.needsToken ? await run.limit(draw) : undefined;
		if (token !== undefined) {
			await onStage('token');
		}
		await enrollNode(edges, {node, plan, answers: run.answers, apiServer: run.apiServer, servingCaPem: edges.api.server.caPem, ...(token === undefined ? {} : {token}), onWritten: run.onWritten, onStage}, run);
		await run.purse.spend(name);
		await onStage('cleaned');
		return {node: name, outcome: 'ready', stage: 'cleaned', problems: []};
	} catch (error) {
		const problems = problemsOf(error, name, run.signal);
		// From then on a kubelet runs with its token: it may yet arrive.
		const hasKubelet = stage !== undefined && isLaterStage(stage, 'files');
		const outcome = nameOutcome(problems, stage);
		const left = hasKubelet && outcome !== 'ready' ? [] : await run.purse.spend(name).then(() => [], (failure: unknown) => problemsOf(failure, name, run.signal));
		const told = [...(outcome === 'skipped' || outcome === 'ready' ? [] : problems), ...left];
		for (const found of told) {
			run.emit(outcome === 'ready' ? {type: 'problem-found', problem: found} : {type: 'node-failed', node: name, stage: stage ?? 'surveyed', problem: found});
		}
		return {node: name, outcome, ...(stage === undefined ? {} : {stage}), problems: told};
	}
};

/**
 * Takes all nodes through at once, each to its own outcome, in the order given. One that has stopped is begun again when the operator asks for it
 * while others are at work. Every one has ended when it settles; it rejects only for bugs.
 */
export const enrollNodes = async (edges: Edges, nodes: readonly PlannedNode[], run: NodesRun): Promise<readonly NodeOutcome[]> => {
	const outcomes = new Map<string, NodeOutcome>();
	const underWay = new Map<string, Promise<void>>();
	const bugs: unknown[] = [];
	const begin = (each: PlannedNode): void => {
		const {name} = each.node;
		const work = enrollOne(edges, each, run).then(
			(outcome) => {
				outcomes.set(name, outcome);
			},
			(error: unknown) => {
				bugs.push(error);
			},
		);
		underWay.set(name, work.finally(() => underWay.delete(name)));
	};
	const mayBeginAgain = ({node: {name}}: PlannedNode): boolean => !underWay.has(name) && outcomes.get(name)?.outcome !== 'ready' && !run.signal.aborted;
	const endHearing = run.onRetry?.((names) => {
		for (const each of nodes.filter((node) => names.includes(node.node.name) && mayBeginAgain(node))) {
			run.emit({type: 'node-retried', node: each.node.name});
			run.desk.forgive(each.node.name);
			begin(each);
		}
	});
	nodes.forEach(begin);
	while (underWay.size > 0) {
		await Promise.all(underWay.values());
	}
	endHearing?.();
	if (bugs.length > 0) {
		throw bugs[0];
	}
	return nodes.flatMap(({node}) => outcomes.get(node.name) ?? []);
};
