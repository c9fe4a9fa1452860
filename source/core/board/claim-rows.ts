/* What one node's requests come to on the board: the row of the node, and rows of requests that are not its own. */
import type {NodeObject} from '../facts/cluster-facts.ts';
import type {Verdict} from '../csr/judgement.ts';
import type {BoardRow, RowClass} from './board-row.ts';
import type {BoardRequest, BoardState} from './board-state.ts';
import {standNode} from './stand-node.ts';
import {patienceMs} from './usual-wait.ts';

const classOfVerdict: Readonly<Record<Verdict, RowClass>> = {REFUSE: 'wrong', ASK: 'ask', PASS: 'pass', NOT_OURS: 'not-ours', DECIDED: 'waiting'};

const isOpen = ({view}: BoardRequest): boolean => view.state === 'pending' || view.state === 'approved';

const byAge = (one: BoardRequest, other: BoardRequest): number => other.createdAtMs - one.createdAtMs;

/** The request of a fold to look at: what passes, else what is pending, else the newest. */
const shownOf = (fold: readonly BoardRequest[]): BoardRequest | undefined => {
	const newestFirst = fold.length < 2 ? fold : fold.toSorted(byAge);
	return newestFirst.find(({view}) => view.verdict === 'PASS') ?? newestFirst.find(({view}) => view.state === 'pending') ?? newestFirst[0];
};

/** Weighs the folds that claim one node: the node's row shows the one that passes, so that a stranger's newer request hides nobody's. */
const rank = (fold: readonly BoardRequest[]): number => {
	const has = (isMeant: (request: BoardRequest) => boolean): boolean => fold.some(isMeant);
	return has(({view}) => view.verdict === 'PASS') ? 0 : has(({view}) => view.state === 'issued' || view.state === 'approved') ? 1 : has(({view}) => view.verdict === 'ASK') ? 2 : 3;
};

/** Splits what claims a node into what its row stands for, one fold a kind, and the rest. */
export const splitClaims = (claims: readonly BoardRequest[]): {readonly own: readonly BoardRequest[]; readonly rest: readonly BoardRequest[]} => {
	// As nearly all nodes are, ten thousand times over.
	if (claims.length <= 1) {
		return {own: claims.filter(({view}) => view.kind !== 'other'), rest: claims.filter(({view}) => view.kind === 'other')};
	}
	const folds = [...Map.groupBy(claims, ({foldKey}) => foldKey).values()];
	const ownOf = (kind: 'client' | 'serving'): readonly BoardRequest[] => {
		const ofKind = folds.filter(([first]) => first?.view.kind === kind).sort((one, other) => rank(one) - rank(other));
		// A node that renews asks as itself, with another requester than its token: all that were issued are its own.
		return ofKind.filter((fold, index) => index === 0 || !fold.some(({view}) => view.state === 'pending')).flat();
	};
	const own = [...ownOf('client'), ...ownOf('serving')];
	const taken = new Set(own);
	return {own, rest: claims.filter((request) => !taken.has(request))};
};

/** The row of a node, and when it becomes stuck by itself, by the API server's clock: infinite where it does not. */
export const makeNodeRow = (name: string, own: readonly BoardRequest[], node: NodeObject | undefined, decisions: BoardState['decisions'], nowMs: number): {readonly row: BoardRow; readonly stuckAtMs: number} => {
	const {waitsFor, sinceMs, request} = standNode(own, node);
	const stuckAtMs = waitsFor === 'absent' || sinceMs === undefined ? Number.POSITIVE_INFINITY : sinceMs + patienceMs[waitsFor];
	const isStuck = nowMs > stuckAtMs;
	const decision = request === undefined ? undefined : decisions.get(request.uid);
	const waitClass = waitsFor === 'absent' ? 'absent' : waitsFor === 'nothing' ? 'ready' : isStuck ? 'stuck' : 'waiting';
	return {
		stuckAtMs,
		row: {
			kind: 'node',
			key: `node ${name}`,
			name,
			waitsFor,
			isStuck,
			rowClass: request?.view.state === 'pending' ? classOfVerdict[request.view.verdict] : waitClass,
			folded: request === undefined ? 0 : own.filter((each) => each !== request && each.foldKey === request.foldKey && each.view.state === 'pending').length,
			...(node === undefined ? {} : {node}),
			...(request === undefined ? {} : {request}),
			...(decision === undefined ? {} : {decision}),
			...(sinceMs === undefined ? {} : {sinceMs}),
		},
	};
};

const makeRequestRow = (key: string, fold: readonly BoardRequest[], decisions: BoardState['decisions']): readonly BoardRow[] => {
	const request = shownOf(fold);
	if (request === undefined) {
		return [];
	}
	const {view, createdAtMs, decision: decided} = request;
	const decision = decisions.get(request.uid);
	return [
		{
			kind: 'request',
			key: `request ${key}`,
			name: view.name,
			rowClass: classOfVerdict[view.verdict],
			request,
			folded: fold.length - 1,
			sinceMs: view.state === 'approved' ? (decided?.atMs ?? createdAtMs) : createdAtMs,
			...(decision === undefined ? {} : {decision}),
		},
	];
};

/** Rows of requests that belong to no node of the board: those that still need an answer or a signature, folded. */
export const makeRequestRows = (requests: readonly BoardRequest[], decisions: BoardState['decisions']): readonly BoardRow[] =>
	[...Map.groupBy(requests.filter(isOpen), ({foldKey}) => foldKey)].flatMap(([key, fold]) => makeRequestRow(key, fold, decisions));
