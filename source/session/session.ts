import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {Report, RunEvent} from '../core/run/event.ts';
import {foldRun, initialRunState, type RunState} from '../core/run/fold-run.ts';
import type {Clock} from '../ports/clock.ts';
import {isAbort} from '../workflow/is-abort.ts';
import type {Operation} from '../workflow/operation.ts';

/** What a front end may ask of a running session; plain data. */
export type Intent = {readonly type: 'confirm'} | {readonly type: 'decline'} | {readonly type: 'abort'} | {/** Try nodes again that have stopped, while the run goes on. */ readonly type: 'retry'; readonly nodes: readonly string[]};

/** A run as front ends see it: they send intents, hear events, and draw the folded state. */
export type Session = {
	/** Hears every event after the state has folded it; returns the end of the subscription. */
	readonly subscribe: (listener: (event: RunEvent) => void) => () => void;
	readonly getSnapshot: () => RunState;
	readonly send: (intent: Intent) => void;
	/** The end of the run; rejects with Failure (`cancelled` where the run was given up before any node was begun), or with what a bug threw. */
	readonly finished: Promise<Report>;
};

/** Starts an operation. Its first event comes after the caller could subscribe. */
export const startSession = (operation: Operation, clock: Clock): Session => {
	const listeners = new Set<(event: RunEvent) => void>();
	const retryListeners = new Set<(nodes: readonly string[]) => void>();
	const abort = new AbortController();
	// An intent may come before the plan that it answers: --yes confirms whatever is shown.
	const decision = Promise.withResolvers<boolean>();
	let state = initialRunState;

	const emit = (event: RunEvent): void => {
		state = foldRun(state, event, clock.nowMs());
		for (const listener of listeners) {
			listener(event);
		}
	};

	// What breaks off because it was told to is no bug, however the edge in hand said so.
	const explainEnd = (error: unknown): never => {
		if (abort.signal.aborted && isAbort(error)) {
			throw new Failure(problem('run-cancelled', 'kubenroll', {phase: state.phases.findLast(({durationMs}) => durationMs === undefined)?.phase ?? 'plan'}), 'cancelled');
		}
		throw error;
	};

	const send = (intent: Intent): void => {
		switch (intent.type) {
			case 'confirm': {
				decision.resolve(true);
				break;
			}
			case 'decline': {
				decision.resolve(false);
				break;
			}
			case 'retry': {
				for (const listener of retryListeners) {
					listener(intent.nodes);
				}
				break;
			}
			case 'abort': {
				decision.resolve(false);
				abort.abort();
				break;
			}
		}
	};

	const onRetry = (listener: (nodes: readonly string[]) => void): (() => void) => {
		retryListeners.add(listener);
		return () => retryListeners.delete(listener);
	};

	return {
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		getSnapshot: () => state,
		send,
		finished: Promise.resolve()
			.then(async () => operation({emit, signal: abort.signal, confirm: async () => decision.promise, onRetry}))
			.catch(explainEnd),
	};
};
