import {setTimeout as wait} from 'node:timers/promises';
import type {Clock} from '../../ports/clock.ts';

// A longer delay would make Node's timer fire at once (Node.js documentation of setTimeout).
const longestDelayMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
	nowMs: () => Date.now(),
	sleep: async (durationMs, signal) => {
		try {
			await wait(Math.min(Math.max(durationMs, 0), longestDelayMs), undefined, signal === undefined ? {} : {signal});
		} catch (error) {
			if (signal?.aborted !== true) {
				throw error;
			}
		}
	},
};
