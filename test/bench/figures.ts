/** What one way of doing something cost, round by round, in milliseconds. */
export type Samples = readonly number[];

const sorted = (samples: Samples): Samples => [...samples].sort((left, right) => left - right);

/** The middle one; of an even number the mean of the two in the middle. */
export const median = (samples: Samples): number => {
	const ordered = sorted(samples);
	const middle = ordered.length / 2;
	return ((ordered[Math.floor(middle - 0.5)] ?? Number.NaN) + (ordered[Math.floor(middle)] ?? Number.NaN)) / 2;
};

/** The value that this part of all samples does not exceed: 0.99 for p99. */
export const percentile = (samples: Samples, part: number): number => sorted(samples)[Math.max(0, Math.ceil(samples.length * part) - 1)] ?? Number.NaN;

/** Milliseconds that the work took. */
export const time = async (work: () => unknown): Promise<number> => {
	const startedAtMs = performance.now();
	await work();
	return performance.now() - startedAtMs;
};

/** Takes every way in turn, once a round, so that a busy moment of the machine meets all of them. The first round warms up and is not counted. Rejects once interrupted. */
export const alternate = async <Way extends string>({rounds, signal}: {readonly rounds: number; readonly signal: AbortSignal}, ways: Readonly<Record<Way, () => Promise<number>>>): Promise<Readonly<Record<Way, Samples>>> => {
	const names = Object.keys(ways) as Way[]; // Object.keys forgets what it was given
	const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Way, number[]>; // fromEntries likewise
	for (let round = 0; round <= rounds; round++) {
		for (const name of names) {
			signal.throwIfAborted();
			const took = await ways[name]();
			if (round > 0) {
				samples[name].push(took);
			}
		}
	}
	return samples;
};

/** How many times `ours` is as long as `other`: of the medians, and the least and most of any round. */
export const formatRatio = (ours: Samples, other: Samples): string => {
	const ratios = sorted(ours.map((took, round) => took / (other[round] ?? Number.NaN)));
	const show = (ratio = Number.NaN): string => ratio.toFixed(2);
	return `${show(median(ours) / median(other))} × (${show(ratios[0])}–${show(ratios.at(-1))})`;
};

/** Milliseconds as a person reads them. */
export const formatMs = (ms: number): string => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`);
