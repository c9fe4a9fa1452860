import type {Verdict} from '../csr/csr.ts';
import {type BoardRow, type RowClass, rowClasses} from './board-row.ts';
import type {BoardRequest, BoardState} from './board-state.ts';
import {standNode} from './stand-node.ts';
import {isStuck} from './usual-wait.ts';

/** What the operator asked to see. */
export type BoardChoice = {
	/** Rows that hold this text; empty: all. */
	readonly filter: string;
	readonly sort: BoardSort;
};

/** Orders of the rows; `urgency` keeps the order of arrival within a class. */
export const boardSorts = ['urgency', 'name', 'age'] as const;

/** One of the orders. */
export type BoardSort = (typeof boardSorts)[number];

/** The board as a screen shows it. */
export type BoardView = {
	/** Planned nodes; where nothing is planned, those of the cluster. */
	readonly nodes: readonly BoardRow[];
	/** Requests that belong to none of them. */
	readonly others: readonly BoardRow[];
	/** All rows counted, filtered ones too. */
	readonly tally: Readonly<Record<RowClass, number>>;
	/** Requests that may be approved all at once (P28), in the rows shown. */
	readonly passing: readonly BoardRequest[];
};

const classOfVerdict: Readonly<Record<Verdict, RowClass>> = {REFUSE: 'wrong', ASK: 'ask', PASS: 'pass', NOT_OURS: 'not-ours', DECIDED: 'waiting'};

const isOpen = ({view}: BoardRequest): boolean => view.state === 'pending' || view.state === 'approved';

const byAge = (one: BoardRequest, other: BoardRequest): number => other.createdAtMs - one.createdAtMs;

/** The request of a fold to look at: what passes, else what is pending, else the newest. */
const shownOf = (fold: readonly BoardRequest[]): BoardRequest | undefined => {
	const newestFirst = fold.toSorted(byAge);
	return newestFirst.find(({view}) => view.verdict === 'PASS') ?? newestFirst.find(({view}) => view.state === 'pending') ?? newestFirst[0];
};

const groupBy = (requests: Iterable<BoardRequest>, keyOf: (request: BoardRequest) => string | undefined): ReadonlyMap<string, readonly BoardRequest[]> => {
	const groups = new Map<string, BoardRequest[]>();
	for (const request of requests) {
		const key = keyOf(request);
		if (key !== undefined) {
			const group = groups.get(key);
			if (group === undefined) {
				groups.set(key, [request]);
			} else {
				group.push(request);
			}
		}
	}
	return groups;
};

/** Weighs the folds that claim one node: the node's row shows the one that passes, so that a stranger's newer request hides nobody's. */
const rank = (fold: readonly BoardRequest[]): number => {
	const has = (isMeant: (request: BoardRequest) => boolean): boolean => fold.some(isMeant);
	return has(({view}) => view.verdict === 'PASS') ? 0 : has(({view}) => view.state === 'issued' || view.state === 'approved') ? 1 : has(({view}) => view.verdict === 'ASK') ? 2 : 3;
};

/** Splits what claims a node into what its row stands for, one fold a kind, and the rest. */
const splitClaims = (claims: readonly BoardRequest[]): {readonly own: readonly BoardRequest[]; readonly rest: readonly BoardRequest[]} => {
	// As nearly all nodes are, ten thousand times over.
	if (claims.length <= 1) {
		return {own: claims.filter(({view}) => view.kind !== 'other'), rest: claims.filter(({view}) => view.kind === 'other')};
	}
	const folds = [...groupBy(claims, ({foldKey}) => foldKey).values()];
	const ownOf = (kind: 'client' | 'serving'): readonly BoardRequest[] => {
		const ofKind = folds.filter(([first]) => first?.view.kind === kind).sort((one, other) => rank(one) - rank(other));
		// A node that renews asks as itself, with another requester than its token: all that were issued are its own.
		return ofKind.filter((fold, index) => index === 0 || !fold.some(({view}) => view.state === 'pending')).flat();
	};
	const own = [...ownOf('client'), ...ownOf('serving')];
	const taken = new Set(own);
	return {own, rest: claims.filter((request) => !taken.has(request))};
};

const toNodeRow = (state: BoardState, name: string, own: readonly BoardRequest[], nowMs: number): BoardRow => {
	const node = state.nodes.get(name);
	const {waitsFor, sinceMs, request} = standNode(own, node);
	const isLate = waitsFor !== 'absent' && sinceMs !== undefined && isStuck(waitsFor, nowMs - sinceMs);
	const decision = request === undefined ? undefined : state.decisions.get(request.uid);
	const waitClass = waitsFor === 'absent' ? 'absent' : waitsFor === 'nothing' ? 'ready' : isLate ? 'stuck' : 'waiting';
	return {
		kind: 'node',
		key: `node ${name}`,
		name,
		waitsFor,
		isStuck: isLate,
		rowClass: request?.view.state === 'pending' ? classOfVerdict[request.view.verdict] : waitClass,
		folded: request === undefined ? 0 : own.filter((each) => each !== request && each.foldKey === request.foldKey && each.view.state === 'pending').length,
		...(node === undefined ? {} : {node}),
		...(request === undefined ? {} : {request}),
		...(decision === undefined ? {} : {decision}),
		...(sinceMs === undefined ? {} : {sinceMs}),
	};
};

const toRequestRow = (state: BoardState, key: string, fold: readonly BoardRequest[]): readonly BoardRow[] => {
	const request = shownOf(fold);
	if (request === undefined) {
		return [];
	}
	const {view, createdAtMs, decision: decided} = request;
	const decision = state.decisions.get(request.uid);
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

const classRank = new Map(rowClasses.map((rowClass, rank) => [rowClass, rank]));

const rankOf = ({rowClass}: BoardRow): number => classRank.get(rowClass) ?? rowClasses.length;

const sorters: Readonly<Record<BoardSort, (one: BoardRow, other: BoardRow) => number>> = {
	urgency: (one, other) => rankOf(one) - rankOf(other),
	name: (one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)),
	age: (one, other) => (one.sinceMs ?? 0) - (other.sinceMs ?? 0),
};

const isWanted = (row: BoardRow, filter: string): boolean => {
	const view = row.request?.view;
	return [row.name, view?.name, view?.node, view?.verdict, view?.requester, row.rowClass].some((text) => text?.toLowerCase().includes(filter));
};

/** Selects and orders what the board shows; `nowMs` by the API server's clock. Costs a pass over all requests. */
export const selectBoard = (state: BoardState, {filter, sort}: BoardChoice, nowMs: number): BoardView => {
	const names = state.planned.length > 0 ? state.planned.map(({name}) => name) : [...state.nodes.keys()];
	const claims = groupBy(state.requests.values(), ({view}) => view.node);
	const known = new Set(names);
	const rest: BoardRequest[] = [];
	for (const request of state.requests.values()) {
		if (request.view.node === undefined || !known.has(request.view.node)) {
			rest.push(request);
		}
	}
	const nodes = names.map((name) => {
		const split = splitClaims(claims.get(name) ?? []);
		rest.push(...split.rest);
		return toNodeRow(state, name, split.own, nowMs);
	});
	const others = [...groupBy(rest.filter(isOpen), ({foldKey}) => foldKey)].flatMap(([key, fold]) => toRequestRow(state, key, fold));
	const all = [...nodes, ...others];
	const tally = Object.fromEntries(rowClasses.map((each) => [each, 0])) as Record<RowClass, number>; // Object.fromEntries forgets the type of the keys.
	for (const {rowClass} of all) {
		tally[rowClass] += 1;
	}
	const wanted = filter.toLowerCase();
	const show = (rows: readonly BoardRow[]): readonly BoardRow[] => (wanted === '' ? rows : rows.filter((row) => isWanted(row, wanted))).toSorted(sorters[sort]);
	const shown = {nodes: show(nodes), others: show(others)};
	const passing = [...shown.nodes, ...shown.others].flatMap(({rowClass, request, decision}) => (rowClass === 'pass' && request !== undefined && decision?.state !== 'under-way' ? [request] : []));
	return {...shown, tally, passing};
};

/** Holds one row where it is while the operator looks at it: what moves, moves around it. */
export const holdRow = (rows: readonly BoardRow[], held: {readonly key: string; readonly index: number} | undefined): readonly BoardRow[] => {
	const from = held === undefined ? -1 : rows.findIndex(({key}) => key === held.key);
	if (held === undefined || from === -1 || from === held.index) {
		return rows;
	}
	const without = rows.toSpliced(from, 1);
	return without.toSpliced(Math.min(held.index, without.length), 0, ...rows.slice(from, from + 1));
};
