import {measureText} from '../../source/text/typeset.ts';

/** A run of characters of one look; `column` is where it begins, both measured in cells. */
export type StyledRun = {readonly text: string; readonly column: number; readonly cells: number; readonly look: string};

// SGR codes (ECMA-48 8.3.117) that screens use, and the class that they switch on; the code that ends it.
const on: Readonly<Record<string, string>> = {1: 'b', 2: 'd', 7: 'i', 31: 'r', 32: 'g', 33: 'y', 34: 'l', 35: 'm', 36: 'c'};
const off: Readonly<Record<string, readonly string[]>> = {22: ['b', 'd'], 27: ['i'], 39: ['r', 'g', 'y', 'l', 'm', 'c']};

/** Reads one line as a terminal tells it, text and SGR sequences, into runs; blanks at the end are nothing. */
export const readStyledLine = (line: string): readonly StyledRun[] => {
	const runs: StyledRun[] = [];
	let look = new Set<string>();
	let column = 0;
	for (const part of line.split(/(\u001B\[[0-9;]*m)/)) {
		const codes = /^\u001B\[([0-9;]*)m$/.exec(part)?.[1];
		if (codes === undefined) {
			const cells = measureText(part);
			if (part.trim() !== '' || look.has('i')) {
				runs.push({text: part, column, cells, look: [...look].sort().join(' ')});
			}
			column += cells;
			continue;
		}
		for (const code of codes.split(';')) {
			const added = on[code];
			const colours = off[39] ?? [];
			look = code === '' || code === '0' ? new Set() : added === undefined ? new Set([...look].filter((each) => off[code]?.includes(each) !== true)) : new Set([...look].filter((each) => !colours.includes(added) || !colours.includes(each)).concat(added));
		}
	}
	return runs;
};
