import {readFile} from 'node:fs/promises';

// Ink measures, takes apart and puts together every line of every frame anew: four megabytes of young objects for a frame of 40 lines. Nearly all lines were in the frame
// before: what was found out of them is kept. All that is kept hangs on nothing but what it is kept by.
const keptOfInk = [
	{
		filter: /\/ink\/build\/output\.js$/,
		edits: [
			['caches = new OutputCaches();', 'caches = keptCaches();'],
			['let lines = characterLines.map(line => styledCharsToString(line));', 'let lines = keptLines(text, characterLines);'],
			["row.push({\n                    type: 'char',\n                    value: ' ',\n                    fullWidth: false,\n                    styles: [],\n                });", 'row.push(blank);'],
			['= output\n            .map(line => {', '= output\n            .map((line, row) => {'],
			['return styledCharsToString(lineWithoutEmptyItems).trimEnd();', 'return keptRow(row, lineWithoutEmptyItems);'],
		],
		kept: `
			const blank = Object.freeze({type: 'char', value: ' ', fullWidth: false, styles: []});
			let caches, linesByText, rowsBefore;
			// Each line is kept as its cells, ten kilobytes of them; a frame has two texts a line at most.
			const keptCaches = () => {
				if (caches === undefined || caches.styledChars.size > 200) {
					[caches, linesByText, rowsBefore] = [new OutputCaches(), new Map(), []];
				}
				return caches;
			};
			const keptLines = (text, characterLines) => {
				const found = linesByText.get(text) ?? characterLines.map((line) => styledCharsToString(line));
				linesByText.set(text, found);
				return found;
			};
			// The cells of a line that is kept are the same objects.
			const keptRow = (row, cells) => {
				const before = rowsBefore[row];
				if (before?.cells.length !== cells.length || before.cells.some((cell, column) => cell !== cells[column])) {
					rowsBefore[row] = {cells, text: styledCharsToString(cells).trimEnd()};
				}
				return rowsBefore[row].text;
			};
		`,
	},
	{
		filter: /\/ink\/build\/sanitize-ansi\.js$/,
		edits: [['export default sanitizeAnsi;', 'export default keptSanitizeAnsi;']],
		kept: `
			const sane = new Map();
			function keptSanitizeAnsi(text) {
				const found = sane.get(text) ?? sanitizeAnsi(text);
				if (sane.size > 2000) {
					sane.clear();
				}
				sane.set(text, found);
				return found;
			}
		`,
	},
];

/** The plugin of esbuild that edits Ink so; it fails where Ink is not as it was. */
export const withKeptLines = {
	name: 'with-kept-lines',
	setup({onLoad}) {
		for (const {filter, edits, kept} of keptOfInk) {
			onLoad({filter}, async ({path}) => {
				let contents = await readFile(path, 'utf8');
				for (const [was, is] of edits) {
					if (contents.split(was).length !== 2) {
						throw new Error(`${path} is not as it was: ${was}`);
					}
					contents = contents.replace(was, is);
				}
				return {contents: `${contents}\n${kept}`};
			});
		}
	},
};
