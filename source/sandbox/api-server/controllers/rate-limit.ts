import {setTimeout as sleep} from 'node:timers/promises';

/** Resolves when the next call may be made. */
export type RateLimit = () => Promise<void>;

/** A token bucket as client-go has one for each client: k8s.io/client-go util/flowcontrol/throttle.go. */
export const openRateLimit = (perSecond: number, burst: number, signal: AbortSignal): RateLimit => {
	let freeAtMs = 0;
	return async () => {
		if (perSecond === Number.POSITIVE_INFINITY) {
			return;
		}
		const nowMs = performance.now();
		freeAtMs = Math.max(freeAtMs, nowMs - (burst * 1000) / perSecond) + 1000 / perSecond;
		if (freeAtMs > nowMs) {
			await sleep(freeAtMs - nowMs, undefined, {signal, ref: false});
		}
	};
};
