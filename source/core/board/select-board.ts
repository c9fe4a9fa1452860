import type {NodeObject} from '../facts/cluster-facts.ts';
import {type BoardRow, type RowClass, rowClasses} from './board-row.ts';
import type {BoardRequest, BoardState, PendingDecision} from './board-state.ts';
import {makeNodeRow, makeRequestRows, splitClaims} from './claim-rows.ts';
import {createClaimIndex} from './index-claims.ts';

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

/** Selects and orders what the board shows; `nowMs` by the API server's clock. */
export type BoardSelector = (state: BoardState, choice: BoardChoice, nowMs: number) => BoardView;

const sorters: Readonly<Record<Exclude<BoardSort, 'urgency'>, (one: BoardRow, other: BoardRow) => number>> = {
	name: (one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)),
	age: (one, other) => (one.sinceMs ?? 0) - (other.sinceMs ?? 0),
};

const sortRows = (rows: readonly BoardRow[], sort: BoardSort): readonly BoardRow[] => {
	if (sort !== 'urgency') {
		return rows.toSorted(sorters[sort]);
	}
	const byClass = Map.groupBy(rows, ({rowClass}) => rowClass);
	return rowClasses.flatMap((each) => byClass.get(each) ?? []);
};

const isWanted = (row: BoardRow, filter: string): boolean => {
	const view = row.request?.view;
	return [row.name, view?.name, view?.node, view?.verdict, view?.requester, row.rowClass].some((text) => text?.toLowerCase().includes(filter));
};

const oldestOf = (row: BoardRow): number => row.request?.createdAtMs ?? 0;

// The oldest first, as they came; of the same second by what never changes.
const byArrival = (one: BoardRow, other: BoardRow): number => oldestOf(one) - oldestOf(other) || (one.key < other.key ? -1 : 1);

/** What rows were made from, to be compared by identity. */
type Made = {
	readonly claims: readonly BoardRequest[];
	readonly node: NodeObject | undefined;
	readonly decisions: BoardState['decisions'];
	readonly stuckAtMs: number;
	readonly row: BoardRow | undefined;
	readonly rest: readonly BoardRow[];
};

const noClaims: readonly BoardRequest[] = [];

const decisionsOn = (claims: readonly BoardRequest[], decisions: BoardState['decisions']): readonly (PendingDecision | undefined)[] => (decisions.size === 0 ? [] : claims.map(({uid}) => decisions.get(uid)));

const areSame = <Value>(one: readonly Value[], other: readonly Value[]): boolean => one.length === other.length && one.every((value, index) => value === other[index]);

/** Makes a selector that remembers the rows of nodes about which nothing has changed: of ten thousand, mostly all but a few. */
export const createBoardSelector = (): BoardSelector => {
	const indexClaims = createClaimIndex();
	let made = new Map<string, Made>();

	const isCurrent = (known: Made, current: Pick<Made, 'claims' | 'node' | 'decisions'>, hasRow: boolean, nowMs: number): boolean =>
		known.claims === current.claims &&
		known.node === current.node &&
		(known.row !== undefined) === hasRow &&
		(known.decisions === current.decisions || areSame(decisionsOn(known.claims, known.decisions), decisionsOn(known.claims, current.decisions))) &&
		(known.row?.kind !== 'node' || known.row.isStuck === nowMs > known.stuckAtMs);

	const make = (name: string, claims: readonly BoardRequest[], {nodes, decisions}: BoardState, hasRow: boolean, nowMs: number): Made => {
		const node = hasRow ? nodes.get(name) : undefined;
		const known = made.get(name);
		if (known !== undefined && isCurrent(known, {claims, node, decisions}, hasRow, nowMs)) {
			return known;
		}
		const {own, rest} = hasRow ? splitClaims(claims) : {own: noClaims, rest: claims};
		const {row, stuckAtMs} = hasRow ? makeNodeRow(name, own, node, decisions, nowMs) : {row: undefined, stuckAtMs: Number.POSITIVE_INFINITY};
		return {claims, node, decisions, stuckAtMs, row, rest: makeRequestRows(rest, decisions)};
	};

	return (state, {filter, sort}, nowMs) => {
		const index = indexClaims(state.requests);
		const names = state.planned.length > 0 ? state.planned.map(({name}) => name) : [...state.nodes.keys()];
		const current = new Map<string, Made>();
		for (const name of names) {
			current.set(name, make(name, index.get(name) ?? noClaims, state, true, nowMs));
		}
		for (const [name, claims] of index) {
			if (!current.has(name)) {
				current.set(name, make(name, claims, state, false, nowMs));
			}
		}
		made = current;
		const all = [...current.values()];
		const nodes = all.flatMap(({row}) => row ?? []);
		const others = all.flatMap(({rest}) => rest).sort(byArrival);
		const tally = Object.fromEntries(rowClasses.map((each) => [each, 0])) as Record<RowClass, number>; // Object.fromEntries forgets the type of the keys.
		for (const rows of [nodes, others]) {
			for (const {rowClass} of rows) {
				tally[rowClass] += 1;
			}
		}
		const wanted = filter.toLowerCase();
		const show = (rows: readonly BoardRow[]): readonly BoardRow[] => sortRows(wanted === '' ? rows : rows.filter((row) => isWanted(row, wanted)), sort);
		const shown = {nodes: show(nodes), others: show(others)};
		const passing = [...shown.nodes, ...shown.others].flatMap(({rowClass, request, decision}) => (rowClass === 'pass' && request !== undefined && decision?.state !== 'under-way' ? [request] : []));
		return {...shown, tally, passing};
	};
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
