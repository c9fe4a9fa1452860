import type {Clock} from '../../ports/clock.ts';

// A file in hand is written within a second; whoever pressed Ctrl-C waits no longer than this for what hangs.
const graceMs = 2000;

/** A signal for work in hand when a run is given up: it aborts two seconds after the run's own, so that what can end well does. `end` frees its timer. */
export const giveGrace = (clock: Clock, signal: AbortSignal): {readonly signal: AbortSignal; readonly end: () => void} => {
	const cutOff = new AbortController();
	const ended = new AbortController();
	const begin = (): void => {
		void clock.sleep(graceMs, ended.signal).then(() => cutOff.abort(signal.reason));
	};
	if (signal.aborted) {
		begin();
	} else {
		signal.addEventListener('abort', begin, {once: true, signal: ended.signal});
	}
	return {signal: cutOff.signal, end: () => ended.abort()};
};
