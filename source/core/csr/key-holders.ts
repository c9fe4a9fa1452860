/** How many other nodes are named that ask with a request's key (P4). */
export const mostKeyHolders = 5;

/** Of the nodes that ask with one key, those that any verdict names: the first by name, one more than are named, for nobody is named to itself. */
export const firstKeyHolders = mostKeyHolders + 1;

/** Puts a node among the first holders of a key, sorted by name; the same list where it says nothing new. Ten thousand with one key cost each of them no more than a few. */
export const addKeyHolder = (holders: readonly string[], node: string): readonly string[] => {
	const last = holders[firstKeyHolders - 1];
	return holders.includes(node) || (last !== undefined && node > last) ? holders : [...holders, node].sort().slice(0, firstKeyHolders);
};
