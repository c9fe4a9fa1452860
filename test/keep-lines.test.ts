/* What the build keeps of Ink's frames must change none of them: random frames, one after the other, by Ink as it is and as it is shipped. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build, type Plugin} from 'esbuild';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, it} from 'vitest';

type Clip = {readonly x1?: number; readonly x2?: number; readonly y1?: number; readonly y2?: number};
type Output = {
	readonly write: (x: number, y: number, text: string, options: {readonly transformers: readonly ((line: string) => string)[]}) => void;
	readonly clip: (clip: Clip) => void;
	readonly unclip: () => void;
	readonly get: () => {readonly output: string; readonly height: number};
};
type Ink = {readonly Output: new (size: {readonly width: number; readonly height: number}) => Output; readonly sanitize: (text: string) => string};

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let plain: Ink;
let kept: Ink;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-ink-'));
	const {withKeptLines} = (await import(new URL('../.keep-lines.js', import.meta.url).href)) as {readonly withKeptLines: Plugin}; // a script of the build, which has no types
	const load = async (name: string, plugins: Plugin[]): Promise<Ink> => {
		const outfile = join(folder, `${name}.mjs`);
		const contents = "export {default as Output} from './node_modules/ink/build/output.js';\nexport {default as sanitize} from './node_modules/ink/build/sanitize-ansi.js';";
		await build({stdin: {contents, resolveDir: root}, outfile, bundle: true, format: 'esm', platform: 'node', plugins, logLevel: 'error'});
		return (await import(pathToFileURL(outfile).href)) as Ink; // what `contents` exports
	};
	[plain, kept] = await Promise.all([load('plain', []), load('kept', [withKeptLines])]);
});

afterAll(async () => {
	await rm(folder, {recursive: true, force: true});
});

// Few texts, so that frames have lines in common, and words that meet in one line.
const text = fc.array(fc.constantFrom('node-1', 'Ready', ' ', '\n', '节点', '就绪', 'é', '👩‍💻', '\u001B[31m', '\u001B[39m', '\u001B[1m', '\u001B[22m', '\u001B[2m', '\u001B[38;5;9m', '\u001B[0m', '\u001B[7m', 'x'.repeat(30)), {minLength: 1, maxLength: 6}).map((parts) => parts.join(''));
const place = fc.integer({min: -3, max: 22});
const operation = fc.oneof(
	{weight: 8, arbitrary: fc.record({type: fc.constant('write' as const), x: place, y: fc.nat(5), text, isUpper: fc.boolean()})},
	{weight: 1, arbitrary: fc.record({type: fc.constant('clip' as const), clip: fc.record({x1: place, x2: place, y1: fc.nat(3), y2: fc.nat(6)})})},
	{weight: 1, arbitrary: fc.constant({type: 'unclip' as const})},
);
const frame = fc.record({width: fc.constantFrom(12, 20), height: fc.constantFrom(3, 6), operations: fc.array(operation, {maxLength: 8})});

it('draws every frame as Ink itself does', () => {
	const draw = ({Output}: Ink, {width, height, operations}: typeof frame extends fc.Arbitrary<infer Frame> ? Frame : never) => {
		const output = new Output({width, height});
		for (const each of operations) {
			if (each.type === 'write') {
				output.write(each.x, each.y, each.text, {transformers: each.isUpper ? [(line) => line.toUpperCase()] : []});
			} else if (each.type === 'clip') {
				output.clip(each.clip);
			} else {
				output.unclip();
			}
		}
		return output.get();
	};
	fc.assert(
		fc.property(fc.array(frame, {minLength: 1, maxLength: 5}), (frames) => {
			for (const each of frames) {
				expect(draw(kept, each)).toEqual(draw(plain, each));
			}
		}),
		{numRuns: 300},
	);
});

it('takes from a text what Ink itself takes from it, the second time as well', () => {
	fc.assert(
		fc.property(text, (each) => {
			expect([kept.sanitize(each), kept.sanitize(each)]).toEqual([plain.sanitize(each), plain.sanitize(each)]);
		}),
	);
});
