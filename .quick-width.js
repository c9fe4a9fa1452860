// Stands in for string-width in what is shipped. Loading that one asks ICU for all emoji, which takes as long as loading all else that `kubenroll --help` needs. Nearly all that
// kubenroll writes holds none: characters that are as wide wherever they stand. Whatever holds another goes to string-width itself.

// One column each: ASCII, the signs of sentences and of the theme, arrows that are no emoji, lines and blocks.
const narrow = String.raw`\u0020-\u007E\u00B7\u00D7\u2013\u2014\u2018\u2019\u201C\u201D\u2022\u2026\u203A\u2190-\u2193\u2500-\u259F\u25B8\u25BE\u25CB\u25CF\u25D0\u25E6\u2713\u2717`;
// Two columns each: punctuation of Chinese without its combining marks, Han, and fullwidth forms.
const wide = String.raw`\u3001-\u3029\u4E00-\u9FFF\uFF01-\uFF60`;
const narrowOnly = new RegExp(`^[${narrow}]*$`);
const simple = new RegExp(`^[${narrow}${wide}]*$`);
const wideOnes = new RegExp(`[${wide}]`, 'g');
const colours = /\u001B\[[\d;]*m/g;

// Exported as string-width is.
// oxlint-disable-next-line import/no-default-export
export default function quickWidth(text, options) {
	if (typeof text === 'string' && (options?.ambiguousIsNarrow === undefined || options.ambiguousIsNarrow === true)) {
		if (narrowOnly.test(text)) {
			return text.length;
		}
		const shown = options?.countAnsiEscapeCodes ? text : text.replaceAll(colours, '');
		if (simple.test(shown)) {
			return shown.length + (shown.match(wideOnes)?.length ?? 0);
		}
	}
	// esbuild makes of this a module that is run when it is first asked for.
	return require('string-width').default(text, options);
}

/** The plugin of esbuild that puts it in place, for Ink's packages as well: they bring five string-widths of another version, and what is measured in one place must be as wide in another. */
export const withQuickWidth = {
	name: 'with-quick-width',
	setup({onResolve}) {
		const [quick, whole] = [import.meta.filename, `${import.meta.dirname}/node_modules/string-width/index.js`];
		onResolve({filter: /^string-width$/}, ({importer}) => ({path: importer === quick ? whole : quick}));
	},
};
