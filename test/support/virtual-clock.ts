import type {Clock} from '../../source/ports/clock.ts';

/** A clock that stands still until nothing else can happen, and then jumps to whatever somebody waits for. */
export type VirtualClock = Clock & {
	/** Lets everything happen that can happen now. */
	readonly settle: () => Promise<void>;
	/** Moves on by so long, waking every sleeper on the way at its own time. */
	readonly advance: (durationMs: number) => Promise<void>;
	/** Moves on until the work has ended; throws where it would wait for good. */
	readonly run: <T>(work: Promise<T>) => Promise<T>;
};

type Sleeper = {readonly atMs: number; readonly wake: () => void};

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts a clock; the edges of a test must do their work without timers of their own. */
export const virtualClock = (startMs = Date.parse('2026-05-04T12:00:00Z')): VirtualClock => {
	let nowMs = startMs;
	const sleepers = new Set<Sleeper>();
	const first = (): Sleeper | undefined => [...sleepers].toSorted((one, other) => one.atMs - other.atMs)[0];
	const settle = async (): Promise<void> => {
		for (let turns = 0; turns < 5; turns += 1) {
			await turn();
		}
	};
	const wakeFirst = (sleeper: Sleeper): void => {
		nowMs = Math.max(nowMs, sleeper.atMs);
		sleeper.wake();
	};

	return {
		nowMs: () => nowMs,
		sleep: async (durationMs, signal) =>
			new Promise((resolve) => {
				const sleeper: Sleeper = {
					atMs: nowMs + Math.max(0, durationMs),
					wake: () => {
						sleepers.delete(sleeper);
						signal?.removeEventListener('abort', sleeper.wake);
						resolve();
					},
				};
				if (signal?.aborted === true) {
					resolve();
					return;
				}
				if (durationMs < Infinity) {
					sleepers.add(sleeper);
				}
				signal?.addEventListener('abort', sleeper.wake);
			}),
		settle,
		advance: async (durationMs) => {
			const untilMs = nowMs + durationMs;
			await settle();
			for (let next = first(); next !== undefined && next.atMs <= untilMs; next = first()) {
				wakeFirst(next);
				await settle();
			}
			nowMs = untilMs;
		},
		run: async (work) => {
			let hasEnded = false;
			const end = (): void => {
				hasEnded = true;
			};
			work.then(end, end);
			for (;;) {
				await settle();
				if (hasEnded) {
					return work;
				}
				const next = first();
				if (next === undefined) {
					throw new Error('it waits for something that nothing will ever bring');
				}
				wakeFirst(next);
			}
		},
	};
};
