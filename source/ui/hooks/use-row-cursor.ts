import {useEffect} from 'react';

/** The row under a cursor, and where it is; no key before the first row came. */
export type RowCursor = {readonly key: string | undefined; readonly index: number};

/** Where the cursor is in rows that come, go and move: on its row while that is there, else in its place. `setCursor` hears of every change. */
export const useRowCursor = (rows: readonly {readonly key: string}[], cursor: RowCursor, setCursor: (cursor: RowCursor) => void): number => {
	const found = cursor.key === undefined ? -1 : rows.findIndex(({key}) => key === cursor.key);
	const chosen = found === -1 ? Math.min(cursor.index, Math.max(0, rows.length - 1)) : found;
	const key = rows[chosen]?.key;
	// From the first row on it clings to the row it is on.
	useEffect(() => {
		if (key !== cursor.key || chosen !== cursor.index) {
			setCursor({key, index: chosen});
		}
	});
	return chosen;
};
