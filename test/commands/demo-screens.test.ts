// Every scene plays itself through the very screens, drawn on a terminal of the test, with the practice cluster in its own process as always.
import '../support/production.ts';
import '../support/force-colour.ts';
import {spawnSync} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {tourScreens} from '../../source/commands/demo-screens.ts';
import type {Invocation} from '../../source/commands/invocation.ts';
import {parseCommandLine} from '../../source/commands/parse-command-line.ts';
import type {Sink} from '../../source/headless/sink.ts';
import {chooseTreeEntry} from '../../source/sandbox/nodes/choose-tree-entry.ts';
import {openPractice} from '../../source/sandbox/scenes/open-practice.ts';
import {type SceneName, scenes} from '../../source/sandbox/scenes/scenes.ts';
import type {Text} from '../../source/text/catalog.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {fakeTerminal, stripColour} from '../support/render-screen.tsx';

const hasSystemSsh = spawnSync('ssh', ['-V']).error === undefined;
// `npm test` has just built what is shipped; a single test file runs the sources, so that it needs no build.
const [programFolder, practiceProgram] = process.env['KUBENROLL_PROGRAM'] === 'dist' ? [new URL('../../dist/', import.meta.url), 'practice.js'] : [new URL('../../source/', import.meta.url), 'practice.ts'];
const quick = {readMs: 0, keyMs: 0, mendMs: 0};

let parent: string;
beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), 'd emo-'));
	// The sources of the practice cluster are made ready to run once, not by every scene.
	process.env['NODE_COMPILE_CACHE'] = join(parent, 'cache');
});
afterAll(async () => {
	await rm(parent, {recursive: true, force: true});
});

const play = async (name: SceneName, {text = english, hasSsh = hasSystemSsh}: {readonly text?: Text; readonly hasSsh?: boolean} = {}) => {
	const folder = await mkdtemp(join(parent, `${name}-`));
	const told: string[] = [];
	const sink: Sink = {write: (text) => told.push(text), columns: 80, hasColour: false};
	const stop = new AbortController();
	const {stdin, stdout} = fakeTerminal(80, 24);
	const invocation: Invocation = {line: parseCommandLine(['demo', '--auto']), argv: ['demo', '--auto'], text, stdout: sink, stderr: sink, output: {hold: () => () => undefined, interrupt: () => undefined}, signal: stop.signal, programFolder};
	const practice = openPractice({
		scene: name, folder, program: new URL(practiceProgram, programFolder),
		onBug: (error) => {
			stop.abort();
			console.error(error.stack);
		},
	});
	try {
		const code = await tourScreens({
			invocation, name, scene: scenes[name], practice, folder, isAuto: true, pace: quick, hasSsh: () => hasSsh,
			terminal: {stdin: stdin as unknown as NodeJS.ReadStream, stdout: stdout as unknown as NodeJS.WriteStream},
		});
		const readOf = async (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
		// The practice cluster takes its trees away when it ends.
		const tokenFiles = await Promise.all(scenes[name].masters.map(async (master) => readOf(`nodes/${master.name}/etc/kubernetes/token.csv`).catch(() => undefined)));
		return {code, told: told.join(''), shown: stripColour(stdout.writes.join('')), answers: await readOf('kubenroll.yaml'), tokenFiles, readDecisions: async () => readOf('.kubenroll/decisions.jsonl')};
	} finally {
		await practice.stop();
		expect(await readdir(join(folder, 'nodes'))).not.toContain('n1');
	}
};

// What flits by is drawn or not, as fast as this: what was done is what counts. The words of the guide have a test of their own.
describe.concurrent('the demo plays itself', {timeout: 600_000}, () => {
	it('from the first step to the intruder that is denied', async () => {
		const {code, told, readDecisions} = await play('default');
		expect(code).toBe(0);
		expect(told).toContain('3 of 3 nodes done');
		await vi.waitFor(async () => expect(await readDecisions()).toMatch(/"decision":"denied".*"reason":"stolen"/), {timeout: 60_000});
	});

	it('in Chinese, where there is no ssh, from an empty form', async () => {
		const {code, shown, answers} = await play('first-cluster', {text: simplifiedChinese, hasSsh: false});
		expect(code).toBe(0);
		expect(shown).toContain('演示：');
		expect(answers).toContain('n[1-2]=127.20.0.[12-13]');
	});

	it.skipIf(!hasSystemSsh)('adding nodes from home', async () => {
		const {code, shown, answers} = await play('add-nodes');
		expect(code).toBe(0);
		expect(shown).toContain('n1 and n2 were enrolled a moment ago');
		expect(answers).toContain('n[3-4]=127.20.0.[14-15]');
	});

	it.skipIf(!hasSystemSsh)('with rows in the token files of two masters that restart for them', async ({skip}) => {
		skip((await chooseTreeEntry(parent)).kind === 'rewrite', 'masters are out of reach without user namespaces');
		const {code, answers, tokenFiles} = await play('token-file');
		expect(code).toBe(0);
		expect(answers).toContain('mode: token-file');
		expect(tokenFiles).toHaveLength(2);
		for (const text of tokenFiles) {
			const [first, ...rows] = (text ?? '').trimEnd().split('\n');
			expect(first).toBe(scenes['token-file'].tokenFile?.[0]);
			expect(rows.map((row) => row.split(',')[1])).toEqual(['kubenroll-bootstrap:n1', 'kubenroll-bootstrap:n2', 'kubenroll-bootstrap:n3']);
		}
		expect(tokenFiles[1]).toBe(tokenFiles[0]);
	});

	it.skipIf(!hasSystemSsh).each(['vip-not-in-sans', 'node-down'] as const)('through the trouble of %s and out of it', async (scene) => {
		expect((await play(scene)).code).toBe(0);
	});
});
