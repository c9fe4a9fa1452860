import {diffText} from '../plan/diff-text.ts';
import {struckOut} from '../plan/strike-secrets.ts';
import {parseTokenFile} from './parse-token-file.ts';
import {showColumn} from './show-column.ts';
import type {BrokenRow, TokenFile, TokenRow} from './token-file.ts';

const showRow = (text: string, row: TokenRow | BrokenRow): string =>
	// Nobody can tell which part of a broken row is its token.
	'defect' in row ? `${struckOut} (line ${row.line})` : struckOut + showColumn(text.slice(row.tokenEnd, row.end).replaceAll('\r', ''));

/** A token file as it may be shown: a line for each row, the token struck out; of a broken row nothing but its line. */
export const showTokenFile = ({text, rows, broken}: TokenFile): string =>
	[...rows, ...broken]
		.toSorted((left, right) => left.start - right.start)
		.map((row) => `${showRow(text, row)}\n`)
		.join('');

/**
 * The diff of a token file with every token struck out; undefined where none may be shown, as where only tokens differ. `before` is undefined
 * for a file that is not there.
 */
export const diffTokenFiles = (path: string, before: string | undefined, after: string): string | undefined =>
	diffText(path, before === undefined ? undefined : showTokenFile(parseTokenFile(before)), showTokenFile(parseTokenFile(after)));
