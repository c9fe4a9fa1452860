/* P26: an automatic mode ends by itself, so that nobody's forgotten terminal keeps letting nodes in. */

/** How long an automatic mode lasts at most, in milliseconds. */
export const maximumAutomaticMs = 60 * 60 * 1000;

// A clock that was set back by more than this would make the time limit longer than it is.
const clockSlackMs = 60_000;

// A client and a serving request each.
const approvalsPerNode = 2;

/** What an automatic mode has done so far. */
export type AutomaticProgress = {
	/** When it was switched on and what time it is, by the same clock, in milliseconds. */
	readonly startedMs: number;
	readonly nowMs: number;
	/** Requests that it approved, those under way counted. */
	readonly approved: number;
	readonly plannedNodes: readonly string[];
	/** Nodes that are Ready; left out where waiting for renewals is the point and Ready nodes are no end. */
	readonly readyNodes?: ReadonlySet<string>;
};

/** Whether an automatic mode may go on, and what is left of it; or by which of its limits it has ended. */
export type AutomaticState =
	| {readonly state: 'on'; readonly remainingMs: number; readonly remainingApprovals: number}
	| {readonly state: 'ended'; readonly because: 'time' | 'count' | 'all-ready'};

/** Holds an automatic mode against its limits (P26); to be asked before each approval and for the screen. */
export const limitAutomatic = ({startedMs, nowMs, approved, plannedNodes, readyNodes}: AutomaticProgress): AutomaticState => {
	const remainingMs = startedMs + maximumAutomaticMs - nowMs;
	const remainingApprovals = plannedNodes.length * approvalsPerNode - approved;
	if (readyNodes !== undefined && plannedNodes.every((node) => readyNodes.has(node))) {
		return {state: 'ended', because: 'all-ready'};
	}
	// Written so that a clock that is not a number ends it too.
	if (!(remainingMs > 0) || remainingMs > maximumAutomaticMs + clockSlackMs) {
		return {state: 'ended', because: 'time'};
	}
	return remainingApprovals > 0 ? {state: 'on', remainingMs, remainingApprovals} : {state: 'ended', because: 'count'};
};
