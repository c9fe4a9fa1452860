import stringWidth from 'string-width';

// Nearly all that is measured, thousands of times a frame: one column each.
const ascii = /^[ -~]*$/;

/** The width on a screen, in columns. */
export const measureText = (text: string): number => (ascii.test(text) ? text.length : stringWidth(text));

/** Fills text up with blanks to a width of the screen; East Asian characters take two columns. */
export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - measureText(text)));

const splitWide = (word: string, width: number): readonly string[] => {
	const pieces: string[] = [];
	let piece = '';
	for (const character of word) {
		if (piece !== '' && measureText(piece + character) > width) {
			pieces.push(piece);
			piece = '';
		}
		piece += character;
	}
	return [...pieces, piece];
};

// Chinese has no blanks to break at: any of its characters may end a line, closing punctuation must not begin one.
const breakable = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;
const closing = /^[\u3001\u3002\uFF01\uFF09\uFF0C\uFF1A\uFF1B\uFF1F]/u;

const splitWords = (text: string): readonly string[] => {
	const words: string[] = [];
	let word = '';
	// Asking the growing word for its end would take the square of its length: text from outside may be one word of megabytes.
	let last = '';
	for (const character of text) {
		if (word !== '' && !closing.test(character) && (character === ' ' || (breakable.test(character) && last !== ' ') || breakable.test(last))) {
			words.push(word);
			word = '';
		}
		word += character;
		last = character;
	}
	return word === '' ? words : [...words, word];
};

/** Breaks a sentence into lines that fit; what is longer than a line and may be pasted, such as a command, stays whole. */
export const wrapText = (text: string, width: number): readonly string[] => {
	const lines: string[] = [];
	let line = '';
	for (const word of splitWords(text)) {
		if (line !== '' && measureText(line + word.trimEnd()) > width) {
			lines.push(line.trimEnd());
			line = '';
		}
		line += line === '' ? word.trimStart() : word;
	}
	return line === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
};

/** Wraps with a first line that begins with `first`, and further lines set in as deep. */
export const wrapHanging = (first: string, text: string, columns: number): readonly string[] => {
	const indent = measureText(first);
	return wrapText(text, Math.max(20, columns - indent)).map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line);
};

/** Lays rows out in columns two blanks apart; the last column may be as wide as it likes. */
export const layOutRows = (rows: readonly (readonly string[])[]): readonly string[] => {
	const widths = rows.reduce<readonly number[]>((known, row) => row.map((cell, index) => Math.max(known[index] ?? 0, measureText(cell))), []);
	return rows.map((row) =>
		row
			.map((cell, index) => (index === row.length - 1 ? cell : padEnd(cell, widths[index] ?? 0)))
			.join('  ')
			.trimEnd(),
	);
};

/** Cuts to a width, with a mark where something is missing. */
export const cutText = (text: string, width: number): string => (measureText(text) <= width ? text : `${splitWide(text, width - 1)[0] ?? ''}…`);
