/** Numbers that look random and are the same for the same seed. */
export type Random = {
	/** A whole number from 0 up to, not including, `limit`. */
	readonly below: (limit: number) => number;
	readonly bytes: (length: number) => Buffer;
	readonly pick: <Value>(list: readonly Value[]) => Value;
};

/** mulberry32, by Tommy Ettinger, in the public domain. */
export const seedRandom = (seed: number): Random => {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d_2b_79_f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
	const below = (limit: number): number => next() % Math.max(1, limit);
	return {
		below,
		bytes: (length) => Buffer.from(Array.from({length}, () => below(256))),
		pick: (list) => list[below(list.length)]!,
	};
};
