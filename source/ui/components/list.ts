/** The part of a list that fits: from `top`, `count` of them. */
export type ListWindow = {readonly top: number; readonly count: number};

/** Moves the window as little as possible so that the cursor is in it, with a line of context where there is room. */
export const windowList = (total: number, cursor: number, height: number, earlierTop: number): ListWindow => {
	const count = Math.min(height, total);
	const margin = height >= 6 ? 1 : 0;
	const lowest = Math.max(0, total - count);
	const top = Math.max(cursor - count + 1 + margin, Math.min(earlierTop, cursor - margin));
	return {top: Math.max(0, Math.min(lowest, top)), count};
};

/** What is in the window of a list, with its place: ten thousand rows cost what a screenful does. */
export const seenOf = <Item>(items: readonly Item[], {top, count}: ListWindow): readonly (readonly [item: Item, index: number])[] => items.slice(top, top + count).map((item, offset) => [item, top + offset]);
