// C0 and C1 controls; the marks that change direction, join or hide (Unicode bidi classes, zero-width characters, tags); lone surrogates.
const unsafe = /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Variation_Selector}|[\u{E0000}-\u{E0FFF}]|\p{Surrogate}/gu;

const escapeCharacter = (character: string): string => {
	const code = character.codePointAt(0) ?? 0;
	if (code <= 0xff) {
		return `\\x${code.toString(16).padStart(2, '0')}`;
	}
	return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
};

// Nearly all that comes is this, and telling so costs little.
const safe = /^[ -~]*$/;

/**
 * Makes text from outside safe to draw or print on one line: what a terminal could act on is written as `\x1b` or `\u202e`.
 * A backslash stays as it is, so the result is for people and never parsed again.
 */
export const escapeControls = (text: string): string => (safe.test(text) ? text : text.replaceAll(unsafe, escapeCharacter));

/** The same for text of many lines: line feeds and tabs stay, a carriage return before a line feed goes. */
export const escapeControlsInLines = (text: string): string =>
	text
		.replaceAll('\r\n', '\n')
		.split('\n')
		.map((line) => line.split('\t').map(escapeControls).join('\t'))
		.join('\n');
