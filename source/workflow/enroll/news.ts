import type {Clock} from '../../ports/clock.ts';

/** Wakes whoever waits for news of one subject, and no one else: 500 nodes wait at once, each for its own. */
export type News = {
	/** Tells that something about the subject changed. */
	readonly tell: (subject: string) => void;
	/** Resolves when news of the subject comes, the time is over or the signal aborts: the caller looks again. */
	readonly next: (subject: string, timeoutMs: number, signal: AbortSignal) => Promise<void>;
};

/** Makes a board of news on a clock. */
export const createNews = (clock: Clock): News => {
	const waiting = new Map<string, Set<() => void>>();
	return {
		tell: (subject) => {
			const wakes = waiting.get(subject);
			waiting.delete(subject);
			for (const wake of wakes ?? []) {
				wake();
			}
		},
		next: async (subject, timeoutMs, signal) => {
			const over = new AbortController();
			const told = new Promise<void>((resolve) => {
				const wakes = waiting.get(subject) ?? new Set();
				wakes.add(resolve);
				waiting.set(subject, wakes);
			});
			await Promise.race([told, clock.sleep(timeoutMs, AbortSignal.any([signal, over.signal]))]);
			over.abort();
		},
	};
};
