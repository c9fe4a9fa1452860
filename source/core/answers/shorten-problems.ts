import {problem, type Problem} from '../problem/problem.ts';

// Longer is no value that anybody meant, but a paste gone wrong: a name may have 253 characters.
const longestValue = 300;

// Told one by one, thousands would hide what matters.
const mostOfAKind = 50;

const cut = (value: unknown): unknown => {
	if (Array.isArray(value)) {
		return value.map(cut);
	}
	return typeof value === 'string' && value.length > longestValue ? `${value.slice(0, longestValue).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
};

// Names of files stand in commands to paste.
const shortenValues = (told: Problem): Problem =>
	({
		...told,
		params: Object.fromEntries(Object.entries(told.params).map(([name, value]: readonly [string, unknown]) => [name, name === 'file' || name === 'path' ? value : cut(value)])),
		...(told.cause === undefined ? {} : {cause: cut(told.cause)}),
		// The params keep their names and kinds of value, which the compiler cannot follow.
	}) as Problem;

/** Makes what is told of a file short enough to read: long values are cut at `…`, and of many problems of one code the first are told, then how many more there are at `path`. */
export const shortenProblems = (problems: readonly Problem[], path: string): readonly Problem[] => {
	const kinds = new Map<string, {readonly like: Problem; count: number}>();
	const first = problems.filter((told) => {
		const key = `${told.code} ${told.severity}`;
		const kind = kinds.get(key) ?? {like: told, count: 0};
		kinds.set(key, kind);
		kind.count += 1;
		return kind.count <= mostOfAKind;
	});
	const more = [...kinds.values()].filter(({count}) => count > mostOfAKind).map(({like: {code, severity}, count}) => problem('config-more', path, {code, count: count - mostOfAKind}, {severity}));
	return [...first.map(shortenValues), ...more];
};
