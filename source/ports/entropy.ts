/** Randomness fit for secrets. */
export type Entropy = {
	/** Characters drawn uniformly from `alphabet` (no modulo bias). */
	draw(alphabet: string, length: number): string;
};
