/* What stands in for string-width in what is shipped must answer as it does, whatever characters meet, and load it for none of what kubenroll writes. */
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build, type Plugin} from 'esbuild';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {afterAll, beforeAll, expect, it} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let withQuickWidth: Plugin;
let quickWidth: typeof stringWidth;

const load = async (name: string, plugins: Plugin[]): Promise<typeof stringWidth> => {
	const outfile = join(folder, `${name}.mjs`);
	await build({stdin: {contents: "export {default} from 'string-width';", resolveDir: root}, outfile, bundle: true, format: 'esm', platform: 'node', plugins, logLevel: 'error'});
	const {default: width} = (await import(pathToFileURL(outfile).href)) as {readonly default: typeof stringWidth}; // what `contents` exports
	return width;
};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-width-'));
	({withQuickWidth} = (await import(new URL('../.quick-width.js', import.meta.url).href)) as {readonly withQuickWidth: Plugin}); // a script of the build, which has no types
	quickWidth = await load('quick', [withQuickWidth]);
});

afterAll(async () => {
	await rm(folder, {recursive: true, force: true});
});

it('finds each character of the basic plane as wide as string-width does, and those of signs and punctuation beside others too', () => {
	const wrong: string[] = [];
	for (let code = 0; code <= 0xff_ff; code++) {
		const character = String.fromCharCode(code);
		const isLatin = code < 0x03_00;
		const isSignOrKana = code >= 0x20_00 && code < 0x31_00;
		const isForm = code >= 0xfe_00;
		for (const text of isLatin || isSignOrKana || isForm ? [character, `a${character}`, `${character}中`, `${character}\uFE0F`] : [character]) {
			if (quickWidth(text) !== stringWidth(text)) {
				wrong.push(text);
			}
		}
	}
	expect(wrong).toEqual([]);
});

const piece = fc.constantFrom('node-1', ' ', '…', '·', '“', '”', '─', '✓', '✗', '→', '节点', '就绪', '，', '。', '（', '）', '〇', '〪', '\u200D', '\uFE0F', '\u0301', 'é', '👩\u200D💻', '⌚', '1\uFE0F\u20E3', '🇨🇳', '؀', 'ﾞ', '\n', '\t', '\u001B[31m', '\u001B[39m', '\u001B[38;5;9m', '\u001B]8;;a\u0007', '\u001B[2K', '\u009B1m', '\uD83D');
const anyText = fc.oneof(fc.array(piece, {maxLength: 6}).map((pieces) => pieces.join('')), fc.string({unit: 'binary'}));

it('finds every text as wide as string-width does, with every option', () => {
	fc.assert(
		fc.property(anyText, fc.constantFrom(undefined, {}, {ambiguousIsNarrow: false}, {ambiguousIsNarrow: true}, {countAnsiEscapeCodes: true}, {countAnsiEscapeCodes: false}), (text, options) => {
			expect(quickWidth(text, options)).toBe(stringWidth(text, options));
		}),
		{numRuns: 2000},
	);
});

it('loads string-width for no character that stands in screens and sentences', async () => {
	const absent: Plugin = {
		name: 'absent',
		setup(bundler) {
			bundler.onLoad({filter: /\/string-width\/index\.js$/}, () => ({contents: "throw new Error('string-width was loaded');"}));
		},
	};
	const alone = await load('alone', [withQuickWidth, absent]);
	expect(() => alone('👩')).toThrow('string-width was loaded');
	const rooms = await Promise.all(
		['ui', 'text', 'headless', 'commands'].map(async (room) => {
			const files = (await readdir(join(root, 'source', room), {recursive: true})).filter((name) => /\.tsx?$/.test(name));
			return Promise.all(files.map(async (name) => readFile(join(root, 'source', room, name), 'utf8')));
		}),
	);
	const characters = [...new Set(rooms.flat().join(''))].filter((character) => character >= ' ');
	expect(characters).toEqual(expect.arrayContaining(['节', '✓', '…']));
	for (const character of characters) {
		expect(() => alone(`a${character}`), character).not.toThrow();
	}
});
