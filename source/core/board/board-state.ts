import type {AutomaticView} from '../csr/automatic-view.ts';
import type {ClusterFacts, NodeObject} from '../facts/cluster-facts.ts';
import type {Problem} from '../problem/problem.ts';
import type {RequestView} from '../run/event.ts';
import type {ConnectionState} from '../run/run-state.ts';
import {PartedMap} from './parted-map.ts';

/** How a request was decided, as its condition tells; strings are escaped. */
export type BoardDecision = {
	/** Milliseconds since the epoch; unset where the condition does not tell. */
	readonly atMs?: number;
	/** Reason of the condition: `AutoApproved` is the controller-manager's. */
	readonly reason: string;
	readonly message: string;
};

/** One request as the board holds it. */
export type BoardRequest = {
	/** Names may be used again once an object is gone; uids are not. */
	readonly uid: string;
	readonly view: RequestView;
	/** Requests of one requester for one node and signer share it (P24). */
	readonly foldKey: string;
	/** Milliseconds since the epoch by the API server's clock; 0 where it cannot be told. */
	readonly createdAtMs: number;
	readonly decision?: BoardDecision;
};

/** The plan as far as the board knows one: empty where there is no kubenroll.yaml. */
export type PlannedNode = {readonly name: string; readonly address: string};

/** Whom the board is connected to, and what one may do there. */
export type BoardCluster = {
	readonly server: string;
	readonly context: string;
	readonly version: string;
	readonly user?: string;
	/** Which requests one may approve or deny. */
	readonly mayDecide: {readonly client: boolean; readonly serving: boolean};
	/** The controller-manager approves first requests by itself: the gate is not in force (P32). */
	readonly isAutoApproved: ClusterFacts['bootstrapAccess']['isAutoApproved'];
	/** The API server's clock minus ours, in milliseconds. */
	readonly clockSkewMs: number;
};

/** A request that no longer needs anybody, newest first in the history. */
export type FinishedRequest = {readonly request: BoardRequest; /** Our clock. */ readonly goneAtMs?: number};

/** An answer of ours that is under way, or that came to nothing. */
export type PendingDecision = {readonly state: 'under-way'} | {readonly state: 'failed'; readonly problems: readonly Problem[]};

/** The board as the events so far tell it. Made by foldBoard only. */
export type BoardState = {
	readonly cluster?: BoardCluster;
	readonly planned: readonly PlannedNode[];
	/** By uid, those that are in the cluster now. */
	readonly requests: ReadonlyMap<string, BoardRequest>;
	/** Requests that the cluster has deleted; newest first. */
	readonly history: readonly FinishedRequest[];
	/** By name. */
	readonly nodes: ReadonlyMap<string, NodeObject>;
	readonly connection: ConnectionState;
	/** What is wrong with the cluster, or with reading it. */
	readonly problems: readonly Problem[];
	/** By uid. */
	readonly decisions: ReadonlyMap<string, PendingDecision>;
	/** Unset until it was switched on a first time: a board begins with people deciding. */
	readonly automatic?: AutomaticView;
	readonly lastAction?: BoardAction;
	/** What our last answer came to: uids of what was decided, in words of the front end. */
	readonly lastDecision?: {readonly decision: 'approved' | 'denied' | 'deleted'; readonly names: readonly string[]; readonly atMs: number};
};

/** What came last of something that is about no single request. */
export type BoardAction = {readonly atMs: number} & ({readonly kind: 'revoked'; readonly tokenId: string} | {readonly kind: 'failed'; readonly problems: readonly Problem[]});

/** The state before the first event. */
export const initialBoardState: BoardState = {
	planned: [],
	requests: new PartedMap(),
	history: [],
	nodes: new Map(),
	connection: {state: 'idle', sinceMs: 0},
	problems: [],
	decisions: new Map(),
};
