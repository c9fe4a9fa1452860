import {plainText, type MappedCharacter, type MappedText} from './mapped-text.ts';

/** A word of a command line; `start` and `end` (exclusive) are where it stands in its file, its quotes included. */
export type Word = {readonly text: string; readonly characters: MappedText; readonly start: number; readonly end: number};

// systemd src/basic/escape.c, cunescape_one.
const simpleEscapes = new Map([['a', '\u0007'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'], ['v', '\v'], ['\\', '\\'], ['"', '"'], ["'", "'"], ['s', ' ']]);
const numericEscape = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/;

const unescape = (ahead: string): {readonly character: string; readonly length: number} | undefined => {
	const simple = simpleEscapes.get(ahead.charAt(0));
	if (simple !== undefined) {
		return {character: simple, length: 1};
	}
	const match = numericEscape.exec(ahead);
	const [whole = '', byte, short, long, octal] = match ?? [];
	const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
	return match === null || code === 0 || code > 0x10_ff_ff ? undefined : {character: String.fromCodePoint(code), length: whole.length};
};

const isSpace = (character: string): boolean => character === ' ' || character === '\t' || character === '\n' || character === '\r';

/**
 * Splits a value into words as systemd's extract_first_word does (src/basic/extract-word.c). In a `unit` C escapes are
 * resolved and an open quote is an error (undefined); in a `variable` a backslash only keeps the next character, and an open quote is let pass.
 */
export const splitWords = (text: MappedText, source: 'unit' | 'variable'): readonly Word[] | undefined => {
	const words: Word[] = [];
	const plain = plainText(text);
	let index = 0;
	for (;;) {
		while (index < text.length && isSpace(plain.charAt(index))) {
			index++;
		}
		const first = text[index];
		if (first === undefined) {
			return words;
		}
		const characters: MappedCharacter[] = [];
		let quote = '';
		for (; index < text.length; index++) {
			const current = text[index] ?? first;
			const {character} = current;
			if (character === '\\') {
				const next = text[index + 1];
				const escape = source === 'unit' ? unescape(plain.slice(index + 1, index + 10)) : next && {character: next.character, length: 1};
				if (escape === undefined) {
					if (source === 'unit') {
						return undefined;
					}
					continue;
				}
				index += escape.length;
				// The escape's last place, so that a word that ends in it ends behind it.
				characters.push({character: escape.character, at: (text[index] ?? current).at});
			} else if (quote === '' ? character === '"' || character === "'" : character === quote) {
				quote = quote === '' ? character : '';
			} else if (quote === '' && isSpace(character)) {
				break;
			} else {
				characters.push(current);
			}
		}
		if (quote !== '' && source === 'unit') {
			return undefined;
		}
		words.push({text: plainText(characters), characters, start: first.at, end: (text[index - 1] ?? first).at + 1});
	}
};
