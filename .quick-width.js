// Stands in for string-width in what is shipped. Loading that one costs every start 20 ms: it asks ICU for all emoji and for the borders of characters. Nearly all that
// kubenroll writes needs neither: characters that are as wide wherever they stand. Whatever holds another goes to string-width itself.

// One column each: ASCII, the middle dot, dashes, quotation marks, bullet, ellipsis, arrows without an emoji of their own, lines and blocks, and the signs of the theme.
const narrow = String.raw`\u0020-\u007E\u00B7\u00D7\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u203A\u2190-\u2193\u2500-\u259F\u25B8\u25BE\u25CB\u25CF\u25D0\u25E6\u2713\u2717`;
// Two columns each: punctuation of Chinese without its combining marks, Han, and fullwidth forms.
const wide = String.raw`\u3001-\u3029\u4E00-\u9FFF\uFF01-\uFF60`;
const narrowOnly = new RegExp(`^[${narrow}]*$`);
const simple = new RegExp(`^[${narrow}${wide}]*$`);
const wideOnes = new RegExp(`[${wide}]`, 'g');
const colours = /\u001B\[[\d;]*m/g;

// What it stands in for exports so.
// oxlint-disable-next-line import/no-default-export
export default function quickWidth(text, options) {
	if (typeof text === 'string' && options?.ambiguousIsNarrow !== false) {
		if (narrowOnly.test(text)) {
			return text.length;
		}
		const shown = options?.countAnsiEscapeCodes ? text : text.replaceAll(colours, '');
		if (simple.test(shown)) {
			return shown.length + (shown.match(wideOnes)?.length ?? 0);
		}
	}
	return require('string-width').default(text, options);
}
