import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';
import type {RunEvent} from './event.ts';
import {isLaterStage} from './node-stages.ts';
import type {NodeRunState, RunState} from './run-state.ts';

export {initialRunState, type RunState} from './run-state.ts';

const withEntry = <Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> => new Map(map).set(key, value);

const isSameProblem = (left: Problem, right: Problem): boolean =>
	left.code === right.code && left.subject === right.subject && left.cause === right.cause && JSON.stringify(left.params) === JSON.stringify(right.params);

const withProblems = (problems: readonly Problem[], found: readonly Problem[]): readonly Problem[] => {
	const fresh = found.filter((candidate) => !problems.some((known) => isSameProblem(known, candidate)));
	return fresh.length === 0 ? problems : [...problems, ...fresh];
};

const nodeOf = (state: RunState, node: string, atMs: number): NodeRunState => state.nodes.get(node) ?? {node, sinceMs: atMs, problems: []};

// A request may be seen late, or twice: a node never falls back to an earlier stage, except when it tries again after a failure.
const progress = (known: NodeRunState, event: Extract<RunEvent, {type: 'node-progressed'}>, atMs: number): NodeRunState => {
	const {failure, failedStage: _failedStage, stoppedAtMs: _stoppedAtMs, ...rest} = known;
	if (failure !== undefined || isLaterStage(event.stage, known.stage)) {
		return {...rest, stage: event.stage, sinceMs: atMs};
	}
	return known;
};

const foldPlan = (state: RunState, plan: Plan, atMs: number): RunState => {
	const nodes = new Map(plan.nodes.map(({name, problems, state: planned}) => [name, {...nodeOf(state, name, atMs), problems, ...(planned === 'ready' ? {isUntouched: true as const} : {})}]));
	const others = [...state.nodes].filter(([name]) => !nodes.has(name));
	const masters = (plan.controlPlane?.masters ?? []).filter((master) => master.state === 'change').map(({name}) => [name, {master: name, sinceMs: atMs}] as const);
	return {...state, plan, nodes: new Map([...nodes, ...others]), masters: new Map(masters)};
};

/**
 * The next state of a run: pure, the given state stays as it is. `atMs` is when the event came, milliseconds since the epoch.
 * Costs one shallow copy of the nodes or the requests, whichever the event is about.
 */
export const foldRun = (state: RunState, event: RunEvent, atMs: number): RunState => {
	switch (event.type) {
		case 'run-started': {
			return {...state, operation: event.operation, startedAtMs: atMs};
		}
		case 'phase-started': {
			return {...state, phases: [...state.phases.filter(({phase}) => phase !== event.phase), {phase: event.phase, startedAtMs: atMs}]};
		}
		case 'phase-finished': {
			return {...state, phases: state.phases.map((known) => (known.phase === event.phase ? {...known, durationMs: event.durationMs} : known))};
		}
		case 'cluster-read': {
			return {...state, cluster: event.facts};
		}
		case 'address-probed': {
			return {...state, address: event.facts};
		}
		case 'host-keys-pinned': {
			return {...state, hostKeys: [...state.hostKeys, ...event.keys]};
		}
		case 'problem-found': {
			return {...state, problems: withProblems(state.problems, [event.problem])};
		}
		case 'plan-assembled': {
			return foldPlan(state, event.plan, atMs);
		}
		case 'object-changed': {
			return {...state, changedObjects: [...state.changedObjects, {kind: event.kind, name: event.name, action: event.action}]};
		}
		case 'token-proved': {
			return {...state, provedEndpoints: event.endpoints};
		}
		case 'node-progressed': {
			const known = nodeOf(state, event.node, atMs);
			const next = progress(known, event, atMs);
			return next === known ? state : {...state, nodes: withEntry(state.nodes, event.node, next)};
		}
		case 'node-retried': {
			const {failure: _failure, failedStage: _failedStage, stoppedAtMs: _stoppedAtMs, ...rest} = nodeOf(state, event.node, atMs);
			return {...state, nodes: withEntry(state.nodes, event.node, {...rest, stage: 'surveyed', sinceMs: atMs})};
		}
		case 'node-failed': {
			const known = nodeOf(state, event.node, atMs);
			const nodes = withEntry(state.nodes, event.node, {...known, failure: event.problem, failedStage: event.stage, stoppedAtMs: atMs});
			return {...state, nodes, problems: withProblems(state.problems, [event.problem])};
		}
		case 'command-ran': {
			const {type: _type, node, ...ran} = event;
			return {...state, commands: withEntry(state.commands, node, [...(state.commands.get(node) ?? []), {...ran, endedAtMs: atMs}])};
		}
		case 'master-progressed': {
			const {master, component, stage} = event;
			const {failure} = state.masters.get(master) ?? {};
			return {...state, masters: withEntry(state.masters, master, {master, component, stage, sinceMs: atMs, ...(failure === undefined ? {} : {failure})})};
		}
		case 'master-failed': {
			const {master, component, problem} = event;
			const known = state.masters.get(master) ?? {master, sinceMs: atMs};
			return {...state, masters: withEntry(state.masters, master, {failure: problem, ...known, component}), problems: withProblems(state.problems, [problem])};
		}
		case 'request-observed': {
			const known = state.requests.get(event.request.name);
			return {...state, requests: withEntry(state.requests, event.request.name, {firstSeenAtMs: atMs, ...known, request: event.request})};
		}
		case 'request-decided': {
			const known = state.requests.get(event.request);
			const decided = {decision: event.decision, by: event.by, atMs};
			return known === undefined ? state : {...state, requests: withEntry(state.requests, event.request, {...known, decided})};
		}
		case 'automatic-changed': {
			return {...state, automatic: event.automatic};
		}
		case 'connection-changed': {
			return {...state, connection: {state: event.state, sinceMs: atMs, ...(event.cause === undefined ? {} : {cause: event.cause})}};
		}
		case 'file-written': {
			return {...state, writtenFiles: [...state.writtenFiles, event.path]};
		}
		case 'run-finished': {
			const ended = event.report.outcomes.map(({node, outcome}) => [node, {stoppedAtMs: atMs, ...nodeOf(state, node, atMs), outcome}] as const);
			const problems = withProblems(state.problems, event.report.outcomes.flatMap((outcome) => outcome.problems));
			return {...state, report: event.report, problems, nodes: new Map([...state.nodes, ...ended])};
		}
	}
};
