import type {RowPlace} from './token-file.ts';

/** Changes to a token file; `text` of a row is without line end. */
export type TokenFileEdit = {
	/** Rows to put at the end, in order. */
	readonly add?: readonly string[];
	readonly remove?: readonly RowPlace[];
	readonly replace?: readonly {readonly place: RowPlace; readonly text: string}[];
};

const byteOrderMark = '\uFEFF';

/** Changes rows and nothing else: all other bytes stay, in the file's own kind of line ends. */
export const editTokenFile = (text: string, {add = [], remove = [], replace = []}: TokenFileEdit): string => {
	const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
	const cuts = [
		...remove.map(({start, end}) => ({start, end: end + (/^(?:\r\n|\n|\r$)/.exec(text.slice(end))?.[0].length ?? 0), text: ''})),
		...replace.map(({place, text: row}) => ({start: place.start, end: place.end, text: row})),
	].toSorted((left, right) => right.start - left.start);
	const cut = cuts.reduce((edited, {start, end, text: row}) => edited.slice(0, start) + row + edited.slice(end), text);
	// A byte order mark becomes part of the token behind it: before a row of ours it goes.
	const kept = cut === byteOrderMark ? '' : cut;
	const isOpen = kept !== '' && !/[\r\n]$/.test(kept);
	return add.length === 0 ? kept : kept + (isOpen ? lineEnd : '') + add.map((row) => row + lineEnd).join('');
};
