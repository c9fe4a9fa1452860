import type {BoardEvent} from './board-event.ts';
import type {BoardRequest, BoardState, FinishedRequest, PendingDecision} from './board-state.ts';
import {partMap} from './parted-map.ts';

// Enough for a long night; beyond it the oldest are forgotten, for memory is not ours alone.
const historyLimit = 2000;

const withoutKeys = <Value>(map: ReadonlyMap<string, Value>, keys: readonly string[]): ReadonlyMap<string, Value> => {
	if (!keys.some((key) => map.has(key))) {
		return map;
	}
	const copy = new Map(map);
	for (const key of keys) {
		copy.delete(key);
	}
	return copy;
};

const withEntry = <Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> => new Map(map).set(key, value);

const foldRequests = (state: BoardState, event: Extract<BoardEvent, {type: 'requests-changed'}>, atMs: number): BoardState => {
	const put = partMap(state.requests).change(event.put.map((request) => [request.uid, request] as const));
	const requests = put.change([], event.gone);
	const gone = event.gone.flatMap((uid): readonly FinishedRequest[] => {
		const request = put.get(uid);
		return request === undefined ? [] : [{request, goneAtMs: atMs}];
	});
	const settled = [...event.gone, ...event.put.filter(({view}) => view.state !== 'pending').map(({uid}) => uid)];
	return {
		...state,
		requests,
		history: gone.length === 0 ? state.history : [...gone.toReversed(), ...state.history].slice(0, historyLimit),
		decisions: withoutKeys(state.decisions, settled),
	};
};

const foldNodes = (state: BoardState, {put, gone}: Extract<BoardEvent, {type: 'nodes-changed'}>): BoardState => {
	const nodes = new Map(state.nodes);
	for (const node of put) {
		nodes.set(node.name, node);
	}
	for (const name of gone) {
		nodes.delete(name);
	}
	return {...state, nodes};
};

const withDecision = (state: BoardState, uid: string, decision: PendingDecision): BoardState => ({...state, decisions: withEntry(state.decisions, uid, decision)});

const takeDecision = (state: BoardState, {uid, name, decision}: Extract<BoardEvent, {type: 'decision-taken'}>, atMs: number): BoardState => {
	// Answers to many requests are told as one.
	const earlier = state.lastDecision?.decision === decision && atMs - state.lastDecision.atMs < 1000 ? state.lastDecision.names : [];
	return {...state, decisions: withoutKeys(state.decisions, [uid]), lastDecision: {decision, names: [...earlier, name], atMs}};
};

/** The next state of a board: pure, the given state stays as it is. `atMs` is when the event came, by our clock. */
export const foldBoard = (state: BoardState, event: BoardEvent, atMs: number): BoardState => {
	switch (event.type) {
		case 'history-read': {
			return {...state, history: [...state.history, ...event.finished].slice(0, historyLimit)};
		}
		case 'cluster-read': {
			const connection = state.connection.state === 'idle' ? {state: 'live' as const, sinceMs: atMs} : state.connection;
			return {...state, cluster: event.cluster, planned: event.planned, problems: event.problems, connection};
		}
		case 'requests-changed': {
			return foldRequests(state, event, atMs);
		}
		case 'nodes-changed': {
			return foldNodes(state, event);
		}
		case 'connection-changed': {
			return {...state, connection: {state: event.state, sinceMs: atMs, ...(event.cause === undefined ? {} : {cause: event.cause})}};
		}
		case 'decision-started': {
			return withDecision(state, event.uid, {state: 'under-way'});
		}
		case 'decision-taken': {
			return takeDecision(state, event, atMs);
		}
		case 'decision-failed': {
			return withDecision(state, event.uid, {state: 'failed', problems: event.problems});
		}
		case 'automatic-changed': {
			return {...state, automatic: event.automatic};
		}
		case 'token-revoked': {
			return {...state, lastAction: {kind: 'revoked', tokenId: event.tokenId, atMs}};
		}
		case 'action-failed': {
			return {...state, lastAction: {kind: 'failed', problems: event.problems, atMs}};
		}
	}
};

/** True for a request that needs nobody any more. */
export const isFinished = ({view}: BoardRequest): boolean => view.state === 'issued' || view.state === 'denied' || view.state === 'failed';

/** Requests that have their answer, or are gone: newest first. */
export const selectHistory = (state: BoardState): readonly FinishedRequest[] => {
	const present = [...state.requests.values()].filter(isFinished).map((request): FinishedRequest => ({request}));
	const timeOf = ({request}: FinishedRequest): number => request.decision?.atMs ?? request.createdAtMs;
	// What an earlier board has seen finished may be in the cluster still.
	const past = state.history.filter(({request}) => !state.requests.has(request.uid));
	return [...present, ...past].sort((one, other) => timeOf(other) - timeOf(one));
};
