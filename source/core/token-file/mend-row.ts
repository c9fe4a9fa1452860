import {formatRow} from './format-row.ts';
import type {BrokenRow, TokenFile, TokenRow} from './token-file.ts';

// What word processors and input methods make of quotes (Unicode categories Pi and Pf, low and full-width ones), blanks, and what cannot be seen at all.
const edges = /^[\s"'`\p{Pi}\p{Pf}\u201A\u201E\uFF02\uFF07\uFEFF\u200B-\u200D\u2060]+|[\s"'`\p{Pi}\p{Pf}\u201A\u201E\uFF02\uFF07\uFEFF\u200B-\u200D\u2060]+$/gu;
const oddComma = /[\uFF0C\u3001]/u;

const clean = (value: string): string => value.replaceAll(edges, '');

const splitGroups = (columns: readonly string[]): readonly string[] =>
	columns
		.flatMap((column) => column.split(/[,\uFF0C\u3001]/u))
		.map(clean)
		.filter((group) => group !== '');

// What people write into these columns; anything else is not guessed at.
const plausible = /^[\w.:@/+=-]+$/;

// Rights over the whole cluster are given by a person, never by a repair: k8s.io/apiserver pkg/authentication/user/user.go, SystemPrivilegedGroup.
const privilegedGroup = 'system:masters';

/** Builds the row that was meant out of columns, of which only the groups may hold commas. */
const rebuild = (columns: readonly string[], knownGroups: readonly string[]): string | undefined => {
	const [token = '', user = '', uid = ''] = columns.map(clean);
	const groups = splitGroups(columns.slice(3));
	const isPlausible = [token, user, uid, ...groups].every((value) => plausible.test(value));
	return isPlausible && (knownGroups.includes(privilegedGroup) || !groups.includes(privilegedGroup)) ? formatRow(token, {user, uid, groups}) : undefined;
};

/** True where the API server reads a row as its author meant it, as far as anybody can tell. */
export const isAsMeant = ({token, user, uid, groups, ignored}: TokenRow): boolean =>
	ignored.every((column) => column === '') && [token, user, uid, ...groups].every((value) => clean(value) === value && !oddComma.test(value));

/**
 * Writes the row that was meant by a broken one, or by one that the API server reads otherwise than it was meant: groups without quotes, of which all but the
 * first are lost; curly quotes; blanks; a byte order mark. undefined where nothing is wrong, or where nobody can tell what was meant. Secret.
 */
export const mendRow = ({text}: Pick<TokenFile, 'text'>, row: TokenRow | BrokenRow): string | undefined => {
	const raw = text.slice(row.start, row.end);
	if ('defect' in row) {
		return raw.trimStart().startsWith('#') ? undefined : rebuild(raw.split(/[,\uFF0C\u3001]/u), []);
	}
	if (isAsMeant(row)) {
		return undefined;
	}
	const {token, user, uid, groups, ignored} = row;
	return rebuild([token, user, uid].some((value) => oddComma.test(value)) ? raw.split(/[,\uFF0C\u3001]/u) : [token, user, uid, groups.join(','), ...ignored], groups);
};
