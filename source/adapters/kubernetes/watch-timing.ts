import {setTimeout as sleep} from 'node:timers/promises';

/** How a watch spaces its attempts; all in milliseconds. Tests make them small. */
export type WatchTiming = {
	/** A connection without a byte for so long is dead: bookmarks come about every minute (k8s.io/apiserver pkg/storage/cacher/cacher.go, defaultBookmarkFrequency). */
	readonly idleMs: number;
	/** How long the server is asked to keep a watch open, at least; up to twice that: k8s.io/client-go tools/cache/reflector.go, minWatchTimeout. */
	readonly minWatchMs: number;
	/** A watch that ends sooner, without an event, counts as failed: k8s.io/client-go tools/cache/reflector.go, handleAnyWatch. */
	readonly veryShortMs: number;
	readonly firstBackOffMs: number;
	readonly maxBackOffMs: number;
	/** So long without a failure, and the next back-off is the first again. */
	readonly resetAfterMs: number;
};

/** client-go's numbers: k8s.io/client-go tools/cache/reflector.go, NewReflectorWithOptions. */
export const usualTiming: WatchTiming = {idleMs: 120_000, minWatchMs: 300_000, veryShortMs: 1000, firstBackOffMs: 800, maxBackOffMs: 30_000, resetAfterMs: 120_000};

/** The same for a screen that somebody looks at: one client, that is back within seconds of its server. */
export const watchedTiming: WatchTiming = {...usualTiming, maxBackOffMs: 4000};

/** Waits longer after each failure, doubling, with up to as much again by chance so that many clients do not come back at once. Returns early when aborted. */
export const openBackOff = ({firstBackOffMs, maxBackOffMs, resetAfterMs}: WatchTiming, signal: AbortSignal): ((atLeastMs?: number) => Promise<void>) => {
	let failures = 0;
	let lastMs = performance.now();
	return async (atLeastMs = 0) => {
		failures = performance.now() - lastMs > resetAfterMs ? 0 : failures;
		const delayMs = Math.min(maxBackOffMs, firstBackOffMs * 2 ** failures);
		failures += 1;
		await sleep(Math.max(atLeastMs, delayMs * (1 + Math.random())), undefined, {signal}).catch(() => undefined);
		lastMs = performance.now();
	};
};
