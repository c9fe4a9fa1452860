import type {AutomaticView} from '../csr/automatic-view.ts';
import type {ComponentName} from '../control-plane/component.ts';
import type {AddressFacts, ClusterFacts} from '../facts/cluster-facts.ts';
import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';
import type {MasterStage, NodeOutcome, NodeStage, PhaseId, Report, RequestView, RunEvent} from './event.ts';

/** One phase of the run as far as it got; without `durationMs` it is under way. */
export type PhaseState = {readonly phase: PhaseId; readonly startedAtMs: number; readonly durationMs?: number};

/** One node as the run has seen it. */
export type NodeRunState = {
	readonly node: string;
	/** The furthest stage that it reached in this run; unset before the first. */
	readonly stage?: NodeStage;
	/** When it reached that stage, milliseconds since the epoch. */
	readonly sinceMs: number;
	/** When it failed, or else when the run ended, milliseconds since the epoch; unset while it is at work. */
	readonly stoppedAtMs?: number;
	/** Why it stopped; gone again when a retry makes progress. */
	readonly failure?: Problem;
	/** The stage that it failed to reach, beside `failure`. */
	readonly failedStage?: NodeStage;
	/** What the plan says is wrong with it. */
	readonly problems: readonly Problem[];
	/** The plan has nothing to do there. */
	readonly isUntouched?: true;
	/** Unset until the run has ended. */
	readonly outcome?: NodeOutcome['outcome'];
};

/** One thing that was run on a node; see the event. */
export type CommandRun = Omit<Event<'command-ran'>, 'type' | 'node'> & {readonly endedAtMs: number};

/** One host of the control plane as the run has seen it; unset fields before its turn. */
export type MasterRunState = {
	readonly master: string;
	/** The component in hand, or the last one. */
	readonly component?: ComponentName;
	readonly stage?: MasterStage;
	readonly sinceMs: number;
	readonly failure?: Problem;
};

/** One certificate request. It stays in the state when Kubernetes has long deleted it. */
export type RequestRunState = {
	readonly request: RequestView;
	readonly firstSeenAtMs: number;
	readonly decided?: {readonly decision: 'approved' | 'denied'; readonly by: 'kubenroll' | 'operator'; readonly atMs: number};
};

/** The connection to the cluster's watch. */
export type ConnectionState = {readonly state: 'idle' | 'live' | 'reconnecting'; readonly sinceMs: number; readonly cause?: string};

type Event<Type extends RunEvent['type']> = Extract<RunEvent, {type: Type}>;

/** A run as the events so far tell it: what screens draw and reporters count. Made by foldRun only. */
export type RunState = {
	readonly operation?: Event<'run-started'>['operation'];
	readonly startedAtMs: number;
	/** In the order they started. */
	readonly phases: readonly PhaseState[];
	readonly cluster?: Pick<ClusterFacts, 'server' | 'version' | 'identity'>;
	readonly address?: AddressFacts;
	readonly hostKeys: Event<'host-keys-pinned'>['keys'];
	/** Every problem told so far, once each, in order; those of nodes too. */
	readonly problems: readonly Problem[];
	readonly plan?: Plan;
	/** By node name; in the plan's order once there is one. */
	readonly nodes: ReadonlyMap<string, NodeRunState>;
	/** What was run on each node, in order, by node name. */
	readonly commands: ReadonlyMap<string, readonly CommandRun[]>;
	/** Hosts of the control plane that are changed, by name, in the order in which it is their turn; in the plan's once there is one. */
	readonly masters: ReadonlyMap<string, MasterRunState>;
	/** By the name of the request object, in the order they were first seen. */
	readonly requests: ReadonlyMap<string, RequestRunState>;
	readonly connection: ConnectionState;
	/** Unset until automatic approval begins, and where people approve. */
	readonly automatic?: AutomaticView;
	/** Endpoints that accepted the first token; unset until it was proved. */
	readonly provedEndpoints?: readonly string[];
	readonly changedObjects: readonly Omit<Event<'object-changed'>, 'type'>[];
	/** Files written on the operator's machine. */
	readonly writtenFiles: readonly string[];
	readonly report?: Report;
};

/** The state before the first event. */
export const initialRunState: RunState = {
	startedAtMs: 0,
	phases: [],
	hostKeys: [],
	problems: [],
	nodes: new Map(),
	masters: new Map(),
	commands: new Map(),
	requests: new Map(),
	connection: {state: 'idle', sinceMs: 0},
	changedObjects: [],
	writtenFiles: [],
};
