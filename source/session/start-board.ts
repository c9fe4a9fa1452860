import type {BoardEvent, BoardIntent} from '../core/board/board-event.ts';
import {type BoardState, initialBoardState} from '../core/board/board-state.ts';
import {foldBoard} from '../core/board/fold-board.ts';
import type {Clock} from '../ports/clock.ts';
import type {BoardOperation} from '../workflow/board/follow-board.ts';

/** A board as front ends see it. */
export type BoardSession = {
	/** Is called after every event that changed the state; returns the end of the subscription. */
	readonly subscribe: (listener: (event: BoardEvent) => void) => () => void;
	readonly getSnapshot: () => BoardState;
	readonly send: (intent: BoardIntent) => void;
	/** Stops following; `finished` resolves then. */
	readonly close: () => void;
	/** Rejects with Failure, or with what a bug threw. */
	readonly finished: Promise<void>;
};

/** Starts to follow a board. Its first event comes after the caller could subscribe. */
export const startBoard = (operation: BoardOperation, clock: Clock): BoardSession => {
	const listeners = new Set<(event: BoardEvent) => void>();
	const hands = new Set<(intent: BoardIntent) => void>();
	const abort = new AbortController();
	let state = initialBoardState;

	const emit = (event: BoardEvent): void => {
		state = foldBoard(state, event, clock.nowMs());
		for (const listener of listeners) {
			listener(event);
		}
	};
	const finished = Promise.resolve().then(async () => operation({emit, signal: abort.signal, onIntent: (hand) => hands.add(hand)}));
	finished.catch(() => undefined);

	return {
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		getSnapshot: () => state,
		send: (intent) => {
			for (const hand of hands) {
				hand(intent);
			}
		},
		close: () => abort.abort(),
		finished,
	};
};
