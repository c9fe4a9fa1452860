const units: readonly (readonly [name: string, ms: number])[] = [
	['d', 86_400_000],
	['h', 3_600_000],
	['m', 60_000],
];

/** A length of time as `8s 3m 2h 4d`: the largest unit that fits, rounded down; below a second it is `0s`. */
export const formatDuration = (durationMs: number): string => {
	const [name, ms] = units.find((unit) => durationMs >= unit[1]) ?? ['s', 1000];
	return `${Math.max(0, Math.floor(durationMs / ms))}${name}`;
};
