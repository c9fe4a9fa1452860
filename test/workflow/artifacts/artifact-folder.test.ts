import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {artifactListName} from '../../../source/core/artifacts/artifact-list.ts';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import type {RunEvent} from '../../../source/core/run/event.ts';
import {describeProblem} from '../../../source/text/describe-problem.ts';
import {openArtifactFolder} from '../../../source/workflow/artifacts/artifact-folder.ts';
import {english} from '../../../source/text/en/text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {memoryFiles} from '../../support/memory-files.ts';

const tokens = 'cluster/bootstrap-tokens.yaml';

/** A folder that is written to in turn; each run's texts by path, and the nodes that it is not about. */
const open = () => {
	const files = memoryFiles();
	const run = async (texts: Readonly<Record<string, string>>, {otherNodes, signal = new AbortController().signal}: {readonly otherNodes?: readonly string[]; readonly signal?: AbortSignal} = {}) => {
		const events: RunEvent[] = [];
		const folder = openArtifactFolder({files, pki: cryptoPki}, '/out', {emit: (event) => void events.push(event), signal});
		for (const [path, text] of Object.entries(texts)) {
			folder.put(path, text, 0o600);
		}
		expect(events).toEqual([]);
		await folder.commit(otherNodes);
		return events.flatMap((event) => (event.type === 'problem-found' && event.problem.code === 'artifacts-stale' ? [[event.problem.severity, event.problem.params.fate, ...event.problem.params.paths]] : []));
	};
	const left = () => [...files.contents.keys()].map((path) => path.slice('/out/'.length)).filter((path) => path !== artifactListName).toSorted();
	return {files, run, left};
};

test('takes away what the run before wrote and this one does not, and says so once', async () => {
	const {run, left} = open();
	expect(await run({a: '1', [tokens]: 's'})).toEqual([]);
	expect(await run({a: '2'})).toEqual([['notice', 'removed', tokens]]);
	expect(left()).toEqual(['a']);
	expect(await run({a: '2'})).toEqual([]);
});

test('names what somebody edited, as often as it is there, and leaves it', async () => {
	const {files, run, left} = open();
	await run({a: '1', b: '1'});
	await files.write('/out/b', 'mine', 0o644);
	expect(await run({a: '2'})).toEqual([['warning', 'edited', 'b']]);
	expect(await run({a: '2'})).toEqual([['warning', 'edited', 'b']]);
	expect(left()).toEqual(['a', 'b']);
	await files.remove('/out/b');
	expect(await run({a: '2'})).toEqual([]);
});

test('names a file of tokens that no list tells of', async () => {
	const {files, run, left} = open();
	await files.write(`/out/${tokens}`, 'old', 0o600);
	expect(await run({a: '1'})).toEqual([['warning', 'edited', tokens]]);
	expect(left()).toEqual(['a', tokens]);
});

test('leaves files of nodes that it is not about, and takes those of the others', async () => {
	const {run, left} = open();
	await run({'nodes/n1/x': '1', 'nodes/n1/y': '1', 'nodes/n2/x': '1', 'nodes/n2/y': '1'});
	expect(await run({'nodes/n1/x': '2'}, {otherNodes: ['n2']})).toEqual([['notice', 'removed', 'nodes/n1/y'], ['notice', 'others', 'nodes/n2']]);
	expect(left()).toEqual(['nodes/n1/x', 'nodes/n2/x', 'nodes/n2/y']);
});

test('takes files of nodes that are in the answers no more, but for what somebody edited', async () => {
	const {files, run, left} = open();
	await run({'nodes/n1/x': '1', 'nodes/n2/x': '1', 'nodes/n2/y': '1'});
	await files.write('/out/nodes/n2/y', 'mine', 0o644);
	expect(await run({'nodes/n1/x': '2'})).toEqual([['notice', 'removed', 'nodes/n2/x'], ['warning', 'edited', 'nodes/n2/y']]);
	expect(left()).toEqual(['nodes/n1/x', 'nodes/n2/y']);
});

test('names what somebody edited by itself also where it is of a node that it is not about, and offers no command that would take it along', async () => {
	const {files, run} = open();
	await run({'nodes/n2/x': '1', 'nodes/n2/y': '1'});
	await files.write('/out/nodes/n2/y', 'mine', 0o644);
	expect(await run({a: '1'}, {otherNodes: ['n2']})).toEqual([['warning', 'edited', 'nodes/n2/y'], ['notice', 'others', 'nodes/n2']]);
	for (const text of [english, simplifiedChinese]) {
		expect(describeProblem(text, problem('artifacts-stale', '/out', {folder: '/out', paths: ['nodes/n2'], fate: 'others'})).hints.join('\n')).not.toContain('rm ');
	}
});

test('leaves no empty folder behind, and none that is in use', async () => {
	const root = await mkdtemp(join(tmpdir(), 'kubenroll-artifacts-'));
	onTestFinished(async () => rm(root, {recursive: true}));
	const commit = async (paths: readonly string[]): Promise<void> => {
		const folder = openArtifactFolder({files: localFiles, pki: cryptoPki}, root, {emit: () => {}, signal: new AbortController().signal});
		for (const path of paths) {
			folder.put(path, 'x', 0o600);
		}
		await folder.commit();
	};
	await commit(['nodes/n1/etc/a/x', 'nodes/n2/etc/a/x', 'nodes/n2/etc/b/x']);
	await writeFile(join(root, 'nodes/n2/etc/mine'), '');
	await commit([]);
	expect((await readdir(root, {recursive: true})).toSorted()).toEqual([artifactListName, 'nodes', 'nodes/n2', 'nodes/n2/etc', 'nodes/n2/etc/mine']);
	await rm(join(root, 'nodes'), {recursive: true});
	await commit(['nodes/n1/x']);
	await commit([]);
	expect(await readdir(root)).toEqual([artifactListName]);
});

test('knows after a run that was cut short of every file, whichever text it has', async () => {
	const {files, run, left} = open();
	await run({a: '1', b: '1', [tokens]: 's'});
	files.fails.add('/out/b');
	await expect(run({a: '2', b: '2', c: '2'})).rejects.toMatchObject({problems: [{code: 'local-no-space'}]});
	files.fails.clear();
	expect(await run({d: '3'})).toEqual([['notice', 'removed', 'a', 'b', tokens]]);
	expect(left()).toEqual(['d']);
});

test('writes nothing where the run was given up before', async () => {
	const {files, run} = open();
	await expect(run({a: '1'}, {signal: AbortSignal.abort(new Error('given up'))})).rejects.toThrow('given up');
	expect(files.writes).toEqual([]);
});

test('touches nothing outside of the folder, whatever its list says', async () => {
	const {files, run} = open();
	await files.write('/etc/passwd', 'x', 0o644);
	const digest = cryptoPki.sha256('x');
	await files.write(`/out/${artifactListName}`, ['../etc/passwd', '/etc/passwd', 'a/../../etc/passwd', './/etc/passwd'].map((path) => `${digest}  ${path}\n`).join(''), 0o600);
	expect(await run({a: '1'})).toEqual([]);
	expect(files.contents.get('/etc/passwd')).toBe('x');
});
