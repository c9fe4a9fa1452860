import type {Clock} from '../../ports/clock.ts';

/** Wakes whoever waits for news of one subject, and no one else: 500 nodes wait at once, each for its own. */
export type News = {
	/** Tells that something about the subject changed. */
	readonly tell: (subject: string) => void;
	/** Where the news of the subject stand now: taken before a look, so that what comes during it is not missed. */
	readonly mark: (subject: string) => number;
	/** Resolves when there has been news since the mark, the time is over or the signal aborts: the caller looks again. */
	readonly since: (subject: string, mark: number, timeoutMs: number, signal: AbortSignal) => Promise<void>;
};

/** Makes a board of news on a clock. */
export const createNews = (clock: Clock): News => {
	const counts = new Map<string, number>();
	const waiting = new Map<string, Set<() => void>>();
	const countOf = (subject: string): number => counts.get(subject) ?? 0;

	return {
		tell: (subject) => {
			counts.set(subject, countOf(subject) + 1);
			for (const wake of waiting.get(subject) ?? []) {
				wake();
			}
		},
		mark: countOf,
		since: async (subject, mark, timeoutMs, signal) => {
			if (countOf(subject) !== mark) {
				return;
			}
			const over = new AbortController();
			const told = Promise.withResolvers<void>();
			const wakes = waiting.get(subject) ?? new Set();
			waiting.set(subject, wakes.add(told.resolve));
			await Promise.race([told.promise, clock.sleep(timeoutMs, AbortSignal.any([signal, over.signal]))]);
			over.abort();
			wakes.delete(told.resolve);
		},
	};
};
