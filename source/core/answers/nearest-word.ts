// Optimal string alignment: insert, delete, replace, or swap of neighbours cost one each.
const countEdits = (from: string, to: string): number => {
	let beforeLast: readonly number[] = [];
	let last: readonly number[] = Array.from({length: to.length + 1}, (_, column) => column);
	for (let row = 1; row <= from.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= to.length; column += 1) {
			const isSame = from[row - 1] === to[column - 1];
			const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current.push(
				Math.min(
					(current[column - 1] ?? 0) + 1,
					(last[column] ?? 0) + 1,
					(last[column - 1] ?? 0) + (isSame ? 0 : 1),
					isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}
		[beforeLast, last] = [last, current];
	}
	return last[to.length] ?? 0;
};

const fold = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '');

/** The word that was probably meant: at most a third of its letters differ, apart from case, - and _. undefined where none is near. */
export const findNearestWord = (word: string, words: readonly string[]): string | undefined => {
	const folded = fold(word);
	if (folded.length > 64) {
		return undefined;
	}
	const [best] = words
		.map((candidate) => ({candidate, edits: countEdits(folded, fold(candidate))}))
		.filter(({candidate, edits}) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
		.sort((left, right) => left.edits - right.edits);
	return best?.candidate;
};
