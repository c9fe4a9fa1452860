import type {AutomaticView} from '../csr/automatic-view.ts';
import type {NodeObject} from '../facts/cluster-facts.ts';
import type {Problem} from '../problem/problem.ts';
import type {BoardCluster, BoardRequest, FinishedRequest, PlannedNode} from './board-state.ts';

/** Everything that following a board tells; plain data, and no secret in it. */
export type BoardEvent =
	/** What earlier boards here have seen. */
	| {readonly type: 'history-read'; readonly finished: readonly FinishedRequest[]}
	/** The cluster was read, at first or again. */
	| {readonly type: 'cluster-read'; readonly cluster: BoardCluster; readonly planned: readonly PlannedNode[]; readonly problems: readonly Problem[]}
	/** Requests that are new or were judged anew, and uids of those that the cluster has deleted; what came together is told together. */
	| {readonly type: 'requests-changed'; readonly put: readonly BoardRequest[]; readonly gone: readonly string[]}
	| {readonly type: 'nodes-changed'; readonly put: readonly NodeObject[]; readonly gone: readonly string[]}
	| {readonly type: 'connection-changed'; readonly state: 'live' | 'reconnecting'; readonly cause?: string}
	| {readonly type: 'decision-started'; readonly uid: string}
	/** The cluster took the answer. */
	| {readonly type: 'decision-taken'; readonly uid: string; readonly name: string; readonly decision: 'approved' | 'denied' | 'deleted'}
	| {readonly type: 'decision-failed'; readonly uid: string; readonly problems: readonly Problem[]}
	/** Where automatic approval stands, once it was switched on. */
	| {readonly type: 'automatic-changed'; readonly automatic: AutomaticView}
	| {readonly type: 'token-revoked'; readonly tokenId: string}
	/** Something that is about no single request came to nothing. */
	| {readonly type: 'action-failed'; readonly problems: readonly Problem[]};

/** What a person at the board may ask for; plain data. ASK wants a reason, REFUSE the node's name as well (P28). */
export type BoardIntent =
	| {readonly type: 'approve'; readonly uids: readonly string[]; readonly reason?: string; /** As the person typed it. */ readonly node?: string}
	| {readonly type: 'deny'; readonly uids: readonly string[]; readonly reason: string}
	/** Switches automatic approval on for its hour, or off. */
	| {readonly type: 'automatic'; readonly isOn: boolean}
	/** Deletes requests that are superseded still. */
	| {readonly type: 'sweep'; readonly uids: readonly string[]}
	| {readonly type: 'revoke'; readonly tokenId: string}
	/** Compares the request's key with those on its host, over SSH (P30). */
	| {readonly type: 'prove'; readonly uid: string};
