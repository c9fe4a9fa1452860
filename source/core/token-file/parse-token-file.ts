import type {BrokenRow, RowDefect, TokenFile, TokenRow} from './token-file.ts';

/** One record of a CSV text. */
type CsvRecord = {readonly columns: readonly string[]; readonly firstColumnEnd: number; readonly end: number};
type CsvReading = CsvRecord | {readonly defect: RowDefect};

/** The offset behind a line end at `at`; undefined where there is none. A carriage return that ends the file counts as one. */
const skipLineEnd = (text: string, at: number): number | undefined => {
	if (at >= text.length) {
		return at;
	}
	if (text[at] === '\n') {
		return at + 1;
	}
	return text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length) ? Math.min(at + 2, text.length) : undefined;
};

const findLineEnd = (text: string, from: number): number => {
	const feed = text.indexOf('\n', from);
	const end = feed === -1 ? text.length : feed;
	return end > from && text[end - 1] === '\r' ? end - 1 : end;
};

/** One column from `from` on, and where it ends: at a comma or a line end. */
const readColumn = (text: string, from: number): {readonly value: string; readonly end: number} | {readonly defect: RowDefect} => {
	if (text[from] !== '"') {
		const lineEnd = findLineEnd(text, from);
		const comma = text.indexOf(',', from);
		const end = comma === -1 || comma > lineEnd ? lineEnd : comma;
		const value = text.slice(from, end);
		return value.includes('"') ? {defect: 'bare-quote'} : {value, end};
	}
	let value = '';
	for (let at = from + 1; ; ) {
		const quote = text.indexOf('"', at);
		if (quote === -1) {
			return {defect: 'open-quote'};
		}
		value += text.slice(at, quote).replaceAll('\r\n', '\n');
		at = quote + 1;
		if (text[at] === ',' || skipLineEnd(text, at) !== undefined) {
			return {value, end: at};
		}
		if (text[at] !== '"') {
			return {defect: 'text-after-quote'};
		}
		value += '"';
		at += 1;
	}
};

// Go's encoding/csv reader.go, readRecord, with the defaults that the API server leaves: no comments, no lazy quotes, no trimming.
const readRecord = (text: string, start: number): CsvReading => {
	const columns: string[] = [];
	let firstColumnEnd = start;
	for (let at = start; ; ) {
		const column = readColumn(text, at);
		if ('defect' in column) {
			return column;
		}
		firstColumnEnd = columns.length === 0 ? column.end : firstColumnEnd;
		columns.push(column.value);
		if (text[column.end] !== ',') {
			return {columns, firstColumnEnd, end: column.end};
		}
		at = column.end + 1;
	}
};

/**
 * Reads a token file as the API server does: k8s.io/apiserver pkg/authentication/token/tokenfile/tokenfile.go. An API server gives up at the first
 * broken record; here the line of each is told, and reading goes on behind it.
 */
export const parseTokenFile = (text: string): TokenFile => {
	const rows: TokenRow[] = [];
	const broken: BrokenRow[] = [];
	let line = 1;
	for (let at = 0; at < text.length; ) {
		const empty = skipLineEnd(text, at);
		if (empty !== undefined) {
			at = empty;
			line += 1;
			continue;
		}
		const record = readRecord(text, at);
		const end = 'defect' in record ? findLineEnd(text, at) : record.end;
		const place = {line, start: at, end};
		if ('defect' in record) {
			broken.push({...place, defect: record.defect});
		} else {
			const [token, user, uid, groups, ...ignored] = record.columns;
			if (token === undefined || user === undefined || uid === undefined) {
				broken.push({...place, defect: 'too-few-columns'});
			} else {
				rows.push({...place, token, user, uid, groups: groups?.split(',') ?? [], ignored, tokenEnd: record.firstColumnEnd});
			}
		}
		line += text.slice(at, end).split('\n').length;
		at = skipLineEnd(text, end) ?? text.length;
	}
	return {text, rows, broken};
};
