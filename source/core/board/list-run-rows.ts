import type {NodeRunState, RequestRunState, RunState} from '../run/run-state.ts';
import {type NodeStatus, selectNodeProblems, selectNodeStatus} from '../run/select-run.ts';
import type {Problem} from '../problem/problem.ts';

/** One node of a run as its line tells it. */
export type RunRow = {
	readonly key: string;
	readonly name: string;
	readonly status: NodeStatus;
	readonly node: NodeRunState;
	/** What stopped it, or forbids to touch it. */
	readonly problem?: Problem;
	/** Its request that nobody has answered yet. */
	readonly openRequest?: RequestRunState;
};

// What failed first, what needs nobody last; equals keep the plan's order.
const urgency: Readonly<Record<NodeStatus, number>> = {failed: 0, blocked: 0, waiting: 1, stopped: 2, working: 3, idle: 4, skipped: 5, ready: 6, unchanged: 7};

/** The nodes of a run in the order in which they are shown; `filter` keeps those whose name, status or words (`say`) hold the text. */
export const listRunRows = (state: RunState, filter: string, say: (row: RunRow) => string = () => ''): readonly RunRow[] => {
	const open = new Map<string, RequestRunState>();
	for (const each of state.requests.values()) {
		const {request, decided} = each;
		if (request.node !== undefined && request.state === 'pending' && decided === undefined) {
			open.set(request.node, each);
		}
	}
	const rows = [...state.nodes.values()].map((node): RunRow => {
		const status = selectNodeStatus(state, node);
		const problem = node.failure ?? (status === 'failed' || status === 'blocked' || status === 'waiting' ? selectNodeProblems(state, node.node).find(({severity}) => severity === 'error') : undefined);
		const openRequest = open.get(node.node);
		return {key: node.node, name: node.node, status, node, ...(problem === undefined ? {} : {problem}), ...(openRequest === undefined ? {} : {openRequest})};
	});
	const wanted = filter.toLowerCase();
	return rows.filter((row) => wanted === '' || row.name.toLowerCase().includes(wanted) || row.status.includes(wanted) || say(row).toLowerCase().includes(wanted)).sort((one, other) => urgency[one.status] - urgency[other.status]);
};
