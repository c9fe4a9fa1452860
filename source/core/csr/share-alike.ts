// Of each of the two generations; what was not asked for while one filled up is forgotten.
const most = 10_000;

/** Gives out one value for all that are alike, by a key that says the same only for them: ten thousand requests have a few dozen different groups and reasons. Holds a bounded number of them. */
export const createSharer = <Value>(): ((key: string, value: Value) => Value) => {
	let [young, old] = [new Map<string, Value>(), new Map<string, Value>()];
	return (key, value) => {
		const known = young.get(key);
		if (known !== undefined) {
			return known;
		}
		const shared = old.get(key) ?? value;
		if (young.size >= most) {
			[young, old] = [new Map(), young];
		}
		young.set(key, shared);
		return shared;
	};
};
