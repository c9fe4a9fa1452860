import type {Problem} from '../problem/problem.ts';
import type {PhaseId} from './event.ts';
import type {NodeRunState, RequestRunState, RunState} from './run-state.ts';

/** What a line of the board says of a node in one word. `blocked`: its plan forbids touching it. `stopped`: given up with the run. */
export type NodeStatus = 'idle' | 'working' | 'ready' | 'unchanged' | 'waiting' | 'failed' | 'blocked' | 'stopped' | 'skipped';

/** The one word for a node, from its outcome once there is one, else from how far it is. */
export const selectNodeStatus = (state: RunState, node: NodeRunState): NodeStatus => {
	if (node.outcome !== undefined) {
		return node.outcome;
	}
	if (node.failure !== undefined) {
		return node.failure.code === 'run-cancelled' ? 'stopped' : 'failed';
	}
	if (node.problems.some(({severity}) => severity === 'error')) {
		return 'blocked';
	}
	if (node.stage === 'ready' || node.stage === 'cleaned') {
		return 'ready';
	}
	if (node.isUntouched === true) {
		return 'unchanged';
	}
	return node.stage === undefined || (node.stage === 'surveyed' && selectPhase(state) !== 'enroll-nodes') ? 'idle' : 'working';
};

/** How many nodes are in each status; every status is there, with 0 where none is. */
export const selectTally = (state: RunState): Readonly<Record<NodeStatus, number>> => {
	const tally: Record<NodeStatus, number> = {idle: 0, working: 0, ready: 0, unchanged: 0, waiting: 0, failed: 0, blocked: 0, stopped: 0, skipped: 0};
	for (const node of state.nodes.values()) {
		tally[selectNodeStatus(state, node)] += 1;
	}
	return tally;
};

/** The phase under way, the latest one where several are; undefined before, between and after phases. */
export const selectPhase = (state: RunState): PhaseId | undefined => state.phases.findLast(({durationMs}) => durationMs === undefined)?.phase;

/** Problems of the cluster, the address and the run: those whose subject is no node. */
export const selectRunProblems = (state: RunState): readonly Problem[] => state.problems.filter(({subject}) => !state.nodes.has(subject));

/** Every problem of one node: the plan's, then what was found and failed since, once each. */
export const selectNodeProblems = (state: RunState, name: string): readonly Problem[] => {
	const planned = state.nodes.get(name)?.problems ?? [];
	const known = new Set(planned.map((each) => JSON.stringify([each.code, each.params])));
	return [...planned, ...state.problems.filter((each) => each.subject === name && !known.has(JSON.stringify([each.code, each.params])))];
};

/** Requests that nobody has answered, in the order they were seen. */
export const selectOpenRequests = (state: RunState): readonly RequestRunState[] =>
	[...state.requests.values()].filter(({request, decided}) => request.state === 'pending' && decided === undefined);

/** Requests of one node, the newest last. */
export const selectRequestsOf = (state: RunState, node: string): readonly RequestRunState[] => [...state.requests.values()].filter(({request}) => request.node === node);

/** Nodes at work whose stage has lasted `longerThanMs` or more, the longest first. */
export const selectStuckNodes = (state: RunState, nowMs: number, longerThanMs: number): readonly NodeRunState[] =>
	[...state.nodes.values()]
		.filter((node) => selectNodeStatus(state, node) === 'working' && nowMs - node.sinceMs >= longerThanMs)
		.sort((left, right) => left.sinceMs - right.sinceMs);
