import type {RowPlan} from './choose-rows.ts';
import {editTokenFile} from './edit-token-file.ts';
import {formatRow} from './format-row.ts';
import {mendRow} from './mend-row.ts';
import {isBootstrapRow, isOwnRow} from './own-rows.ts';
import {parseTokenFile} from './parse-token-file.ts';
import type {TokenRow} from './token-file.ts';

/** What one master's token file is made of. Secret, because of `text` and `tokens`. */
export type TokenFileInput = {
	/** As it is; undefined for a file that is new. */
	readonly text: string | undefined;
	readonly rows: readonly RowPlan[];
	/** Tokens by the user of the row; of rows to create and to restore, and of those that stand. */
	readonly tokens: ReadonlyMap<string, string>;
	/** Also the rows of others that are broken or misread. */
	readonly mends: boolean;
};

/** Writes one master's token file: our rows as planned, all else byte for byte as before, but for what is mended. Writing again changes nothing. Secret. */
export const writeTokenFile = ({text = '', rows, tokens, mends}: TokenFileInput): string => {
	const file = parseTokenFile(text);
	const planned = new Map(rows.map((row) => [row.user, row]));
	const isDoomed = (row: TokenRow): boolean => (isOwnRow(row) || isBootstrapRow(row)) && planned.get(row.user)?.action === 'delete';
	// Of two rows of one user the later one holds the place; a row with another token than the others' gives way.
	const standing = new Map(file.rows.filter(isOwnRow).map((row) => [row.user, row]));
	const isStale = (row: TokenRow): boolean => isOwnRow(row) && planned.has(row.user) && (standing.get(row.user) !== row || (tokens.get(row.user) ?? row.token) !== row.token);
	const removed = file.rows.filter((row) => isDoomed(row) || isStale(row));
	const kept = new Set(file.rows.filter((row) => !removed.includes(row)).map(({user}) => user));
	const missing = rows.filter(({user, action}) => action !== 'delete' && !(kept.has(user) && standing.has(user)));
	const mended = mends
		? [...file.rows, ...file.broken].flatMap((place) => {
				const row = 'token' in place && removed.includes(place) ? undefined : mendRow(file, place);
				return row === undefined ? [] : [{place, text: row}];
			})
		: [];
	return editTokenFile(text, {
		remove: removed,
		replace: mended,
		add: missing.flatMap((row) => {
			const token = tokens.get(row.user);
			return token === undefined ? [] : [formatRow(token, row)];
		}),
	});
};
