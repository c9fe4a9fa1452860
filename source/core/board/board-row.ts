import type {NodeObject} from '../facts/cluster-facts.ts';
import type {BoardRequest, PendingDecision} from './board-state.ts';
import type {NodeStand} from './stand-node.ts';

/** Classes of rows, the most urgent first: `wrong`, `ask` and `pass` need a person. */
export const rowClasses = ['wrong', 'ask', 'pass', 'stuck', 'waiting', 'ready', 'absent', 'not-ours'] as const;

/** What a row is to the operator. */
export type RowClass = (typeof rowClasses)[number];

type Row = {
	/** Stays the same while the row lives. */
	readonly key: string;
	readonly rowClass: RowClass;
	/** The request that keys act on. */
	readonly request?: BoardRequest;
	/** Older requests of the same requester for the same node, folded away. */
	readonly folded: number;
	/** Our answer to the request, as long as it is not in the cluster. */
	readonly decision?: PendingDecision;
	/** By the API server's clock. */
	readonly sinceMs?: number;
};

/** A node on the board, or a request that belongs to none of its nodes. */
export type BoardRow = Row & (
	| {readonly kind: 'node'; readonly name: string; readonly waitsFor: NodeStand['waitsFor']; readonly isStuck: boolean; readonly node?: NodeObject}
	| {readonly kind: 'request'; readonly name: string; readonly request: BoardRequest}
);
