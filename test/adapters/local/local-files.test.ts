import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {localFiles} from '../../../source/adapters/local/local-files.ts';
import {Failure} from '../../../source/core/problem/failure.ts';

let folder = '';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-files-'));
});

afterEach(async () => {
	await rm(folder, {recursive: true, force: true});
});

const failureOf = async (promise: Promise<unknown>): Promise<Failure> => {
	const error = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	expect(error).toBeInstanceOf(Failure);
	return error as Failure;
};

test('writes a file with its mode whatever the umask, in folders for the owner only', async () => {
	const path = join(folder, 'a/b/record.json');
	const before = process.umask(0o077);
	try {
		await localFiles.write(path, 'content\n', 0o644);
	} finally {
		process.umask(before);
	}
	expect(await readFile(path, 'utf8')).toBe('content\n');
	expect((await stat(path)).mode & 0o777).toBe(0o644);
	expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
	expect((await stat(join(folder, 'a/b'))).mode & 0o777).toBe(0o700);
	expect(await readdir(join(folder, 'a/b'))).toEqual(['record.json']);
});

test('narrows the mode of a file that was open to all', async () => {
	const path = join(folder, 'secret');
	await writeFile(path, 'old', {mode: 0o666});
	await localFiles.write(path, 'new', 0o600);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('replaces a symbolic link and leaves what it points to alone', async () => {
	const victim = join(folder, 'victim');
	const path = join(folder, 'record.json');
	await writeFile(victim, 'untouched');
	await symlink(victim, path);
	await localFiles.write(path, 'ours', 0o600);
	expect(await readFile(victim, 'utf8')).toBe('untouched');
	expect((await lstat(path)).isFile()).toBe(true);
});

test('does not append through a symbolic link', async () => {
	const victim = join(folder, 'victim');
	await writeFile(victim, 'untouched');
	await symlink(victim, join(folder, 'decisions.jsonl'));
	expect((await failureOf(localFiles.append(join(folder, 'decisions.jsonl'), '{}'))).problems[0]?.code).toBe('local-is-symlink');
	expect(await readFile(victim, 'utf8')).toBe('untouched');
});

test('tells a missing file from an empty one', async () => {
	await writeFile(join(folder, 'empty'), '');
	expect(await localFiles.read(join(folder, 'empty'))).toBe('');
	expect(await localFiles.read(join(folder, 'none'))).toBeUndefined();
});

test('reads no more than a file of ours may have, where the path is a device that never ends', async () => {
	expect((await failureOf(localFiles.read('/dev/zero'))).problems[0]?.code).toBe('local-too-large');
});

test('reads UTF-8 without its byte order mark, and refuses other encodings', async () => {
	await writeFile(join(folder, 'bom'), '\uFEFFmode: 节点');
	// 节点 in GBK.
	await writeFile(join(folder, 'gbk'), Buffer.from([0xbd, 0xda, 0xb5, 0xe3]));
	expect(await localFiles.read(join(folder, 'bom'))).toBe('mode: 节点');
	expect((await failureOf(localFiles.read(join(folder, 'gbk')))).problems[0]?.code).toBe('local-not-utf8');
});

test('appends whole lines for the owner only, and ends a line that was cut off before', async () => {
	const path = join(folder, 'new/decisions.jsonl');
	await localFiles.append(path, '{"a":1}');
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	await writeFile(path, '{"a":1}\n{"b":');
	await localFiles.append(path, '{"c":3}');
	expect(await readFile(path, 'utf8')).toBe('{"a":1}\n{"b":\n{"c":3}\n');
});

test('lines appended at the same time are never mixed', async () => {
	const path = join(folder, 'log');
	const lines = Array.from({length: 50}, (_, index) => String(index).repeat(200));
	await Promise.all(lines.map(async (line) => localFiles.append(path, line)));
	const written = (await readFile(path, 'utf8')).split('\n');
	expect(written.pop()).toBe('');
	expect(written.filter((line) => line !== '').sort()).toEqual(lines.sort());
});

test('removes what is there and does not mind what is not', async () => {
	await writeFile(join(folder, 'file'), '');
	await localFiles.remove(join(folder, 'file'));
	await localFiles.remove(join(folder, 'file'));
	expect(await readdir(folder)).toEqual([]);
});

test('removes a folder only where nothing is in it', async () => {
	await mkdir(join(folder, 'empty'));
	await mkdir(join(folder, 'full'));
	await writeFile(join(folder, 'full/file'), '');
	await symlink(join(folder, 'empty'), join(folder, 'link'));
	expect(await Promise.all(['full', 'full/file', 'none', 'link'].map(async (name) => localFiles.removeEmptyFolder(join(folder, name))))).toEqual([false, false, false, false]);
	expect(await localFiles.removeEmptyFolder(join(folder, 'empty'))).toBe(true);
	expect((await readdir(folder)).toSorted()).toEqual(['full', 'link']);
});

test('digests a file as it streams', async () => {
	await writeFile(join(folder, 'abc'), 'abc');
	// The vector of FIPS 180-4 for "abc".
	expect(await localFiles.sha256(join(folder, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test.each([
	['a folder in the place of the file', async (path: string) => mkdir(path), async (path: string) => localFiles.write(path, '', 0o600), 'local-is-directory'],
	['a folder read as a file', async (path: string) => mkdir(path), async (path: string) => localFiles.read(path), 'local-is-directory'],
	['a file in the place of a folder', async (path: string) => writeFile(path, ''), async (path: string) => localFiles.write(join(path, 'x'), '', 0o600), 'local-not-a-directory'],
	['a file in the place of the lock', async (path: string) => writeFile(path, ''), async (path: string) => localFiles.lock(path), 'local-not-a-directory'],
	['nothing to digest', async () => undefined, async (path: string) => localFiles.sha256(path), 'local-missing'],
] as const)('names %s', async (_title, prepare, operate, code) => {
	const path = join(folder, 'target');
	await prepare(path);
	const failure = await failureOf(operate(path));
	expect(failure.problems).toMatchObject([{code, severity: 'error', params: {path: expect.stringContaining(path)}}]);
	expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('names a folder that may not be written', async () => {
	await chmod(folder, 0o500);
	expect((await failureOf(localFiles.write(join(folder, 'x'), '', 0o600))).problems[0]?.code).toBe('local-no-permission');
	await chmod(folder, 0o700);
});

// /dev/full answers every write with ENOSPC (full(4)); a stand-in for a full disk that needs no root.
test.skipIf(process.platform !== 'linux')('names a full disk', async () => {
	expect((await failureOf(localFiles.append('/dev/full', 'line'))).problems[0]?.code).toBe('local-no-space');
});

test('a path cannot drive the terminal through the problem that names it', async () => {
	const failure = await failureOf(localFiles.sha256(join(folder, '\u001B[2J')));
	expect(failure.problems[0]?.subject).toBe(join(folder, String.raw`\x1b[2J`));
	expect(failure.problems[0]?.cause).not.toContain('\u001B');
});

test('tidies away temporary files that a killed run left long ago, and no young one', async () => {
	await writeFile(join(folder, '.record.json.0123.tmp'), '');
	await writeFile(join(folder, '.record.json.4567.tmp'), '');
	await utimes(join(folder, '.record.json.0123.tmp'), 1000, 1000);
	await localFiles.write(join(folder, 'record.json'), '{}', 0o600);
	expect((await readdir(folder)).sort()).toEqual(['.record.json.4567.tmp', 'record.json']);
});

const writer = `
	const {localFiles} = await import(process.argv[1]);
	for (let round = 0; ; round++) {
		const letter = String.fromCharCode(97 + (round % 26));
		await localFiles.write(process.argv[2], letter.repeat(1 << 20), 0o600);
		if (round === 1) process.stdout.write('writing');
	}
`;

test('kill -9 while writing leaves the old or the new content, never a part', async () => {
	const path = join(folder, 'big');
	const adapter = new URL('../../../source/adapters/local/local-files.ts', import.meta.url).href;
	for (let round = 0; round < 5; round += 1) {
		const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, adapter, path], {stdio: ['ignore', 'pipe', 'inherit']});
		const exit = once(child, 'exit');
		await once(child.stdout, 'data');
		let reads = 0;
		// Read while it writes: every look sees one whole content.
		while (reads < 20 * (round + 1)) {
			const content = await readFile(path, 'utf8');
			expect(content).toHaveLength(1 << 20);
			expect(content === content.charAt(0).repeat(1 << 20)).toBe(true);
			reads += 1;
		}
		child.kill('SIGKILL');
		await exit;
		const content = await readFile(path, 'utf8');
		expect(content === content.charAt(0).repeat(1 << 20)).toBe(true);
	}
});
