/* What stands in for string-width in what is shipped must answer as it does, whatever characters meet. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {beforeAll, expect, it} from 'vitest';

let quickWidth: typeof stringWidth;

beforeAll(async () => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-width-'));
	try {
		const outfile = join(folder, 'quick-width.mjs');
		await build({entryPoints: [fileURLToPath(new URL('../.quick-width.js', import.meta.url))], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error'});
		({default: quickWidth} = (await import(pathToFileURL(outfile).href)) as {readonly default: typeof stringWidth}); // what the file exports
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
});

it('finds each character of the basic plane as wide as string-width does, and those of signs and punctuation beside others too', () => {
	const wrong: string[] = [];
	for (let code = 0; code <= 0xff_ff; code++) {
		const character = String.fromCharCode(code);
		// Where signs are single ones among others that join or are wider.
		const isAmongSigns = code < 0x03_00 || (code >= 0x20_00 && code < 0x31_00) || code >= 0xfe_00;
		for (const text of isAmongSigns ? [character, `a${character}`, `${character}中`, `${character}\uFE0F`] : [character]) {
			if (quickWidth(text) !== stringWidth(text)) {
				wrong.push(text);
			}
		}
	}
	expect(wrong).toEqual([]);
});

const piece = fc.constantFrom('node-1', ' ', '…', '·', '“', '”', '─', '✓', '✗', '→', '节点', '就绪', '，', '。', '（', '）', '〇', '〪', '‍', '️', '́', 'é', '👩‍💻', '⌚', '1️⃣', '🇨🇳', '؀', 'ﾞ', '\n', '\t', '\u001B[31m', '\u001B[39m', '\u001B[38;5;9m', '\u001B]8;;a\u0007', '\u001B[2K', '\u009B1m', '\uD83D');
const text = fc.oneof(fc.array(piece, {maxLength: 6}).map((pieces) => pieces.join('')), fc.string({unit: 'binary'}));

it('finds every text as wide as string-width does, with every option', () => {
	fc.assert(
		fc.property(text, fc.constantFrom(undefined, {}, {ambiguousIsNarrow: false}, {ambiguousIsNarrow: true}, {countAnsiEscapeCodes: true}, {countAnsiEscapeCodes: false}), (text, options) => {
			expect(quickWidth(text, options)).toBe(stringWidth(text, options));
		}),
		{numRuns: 2000},
	);
});
