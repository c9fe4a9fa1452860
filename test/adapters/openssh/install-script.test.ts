import {spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {chmod, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {encodeFiles, isTellable} from '../../../source/adapters/openssh/encode-files.ts';
import {installScript, uploadScript} from '../../../source/adapters/openssh/install-script.ts';
import type {InstallFile} from '../../../source/ports/remote-shell.ts';

// The shells that nodes have as /bin/sh; those that are not on this machine are left out.
const shells = [['dash', ['/bin/dash']], ['bash', ['/bin/bash']], ['busybox ash', ['/bin/busybox', 'sh']]] as const;
const present = shells.filter(([, [program]]) => existsSync(program));
const owner = ((): string => {
	const [user = '', group = ''] = spawnSync('sh', ['-c', 'id -un; id -gn'], {encoding: 'utf8'}).stdout.split('\n');
	return `${user}:${group}`;
})();
const isRoot = userInfo().uid === 0;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-install-'));
});
afterEach(async () => {
	await rm(folder, {recursive: true, force: true});
});

const file = (path: string, content: string, more: {readonly mode?: number; readonly owner?: string; readonly before?: string} = {}): InstallFile => ({
	artifact: {id: 'kubelet-config', path, content, mode: more.mode ?? 0o644, owner: more.owner ?? owner, isSecret: false},
	...(more.before === undefined ? {} : {before: more.before}),
});

/** Runs a script as the far end does: in a subshell, under eval, with the stream behind it; bash under its name `sh`. */
const runScript = (shell: readonly string[], script: string, input: string | Buffer): {readonly stdout: string; readonly stderr: string} => {
	const [program = '', ...args] = shell;
	const {stdout, stderr} = spawnSync(program, [...args, '-c', '(eval "$1")', 'sh', script], {argv0: program === '/bin/bash' ? 'sh' : program, input, encoding: 'utf8', env: {PATH: process.env['PATH'], LC_ALL: 'C'}});
	return {stdout, stderr};
};

describe.each(present)('installing under %s', (_name, shell) => {
	const install = (...files: readonly InstallFile[]) => runScript(shell, installScript, encodeFiles(files));

	test.each([
		['empty', ''],
		['one line', 'a\n'],
		['no line feed at the end', 'a\nb'],
		['blank lines and spaces', '\n\n  a \t\n\n'],
		['what a shell would read', `$HOME \`id\` 'a' "b" \\n \\\\ * ? [a] ~ -n %s\n-\n+\nE\nF 600 a b c\n!\n`],
		['other scripts and carriage returns', '节点 é\r\n\u0001\n'],
		['long lines', `${'x'.repeat(70_000)}\n${'y'.repeat(10)}`],
	])('writes content exactly: %s', async (_what, content) => {
		const path = join(folder, 'target');
		expect(install(file(path, content))).toEqual({stdout: 'written 0 \ndone\n', stderr: ''});
		expect(await readFile(path, 'utf8')).toBe(content);
	});

	test('sets modes, makes missing folders for all to enter, and leaves nothing else there', async () => {
		const secret = join(folder, 'a/b/secret');
		const open = join(folder, 'a b/open');
		install(file(secret, 's\n', {mode: 0o600}), file(open, 'o\n', {mode: 0o644}));
		expect((await stat(secret)).mode & 0o7777).toBe(0o600);
		expect((await stat(open)).mode & 0o7777).toBe(0o644);
		expect((await stat(join(folder, 'a'))).mode & 0o7777).toBe(0o755);
		expect((await readdir(folder, {recursive: true})).sort()).toEqual(['a', 'a b', 'a b/open', 'a/b', 'a/b/secret']);
	});

	test('keeps the replaced file beside, the same inode with its mode, and says where', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'old', {mode: 0o640});
		const {ino} = await stat(path);
		const {stdout} = install(file(path, 'new', {before: sha256('old')}));
		const backup = /^written 0 (.+)$/m.exec(stdout)?.[1] ?? '';
		expect(backup).toMatch(/^.*target\.kubenroll-\d{8}T\d{6}Z$/);
		expect(await readFile(backup, 'utf8')).toBe('old');
		expect(await stat(backup)).toMatchObject({ino});
		expect((await stat(backup)).mode & 0o777).toBe(0o640);
		expect(await readFile(path, 'utf8')).toBe('new');
		const again = install(file(path, 'newer', {before: sha256('new')}));
		expect(again.stdout).toContain('written 0 ');
		expect((await readdir(folder)).length).toBe(3);
	});

	test('keeps no copy of a worthless secret, whatever it was', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'an old token', {mode: 0o600});
		expect(install({...file(path, 'a new token', {mode: 0o600}), leavesNoCopy: true}).stdout).toBe('written 0 \ndone\n');
		expect(await readFile(path, 'utf8')).toBe('a new token');
		expect(await readdir(folder)).toEqual(['target']);
	});

	test('touches nothing where content, mode and owner are right', async () => {
		const path = join(folder, 'target');
		install(file(path, 'same'));
		const before = await stat(path);
		expect(install(file(path, 'same')).stdout).toBe('unchanged 0\ndone\n');
		const after = await stat(path);
		expect([after.ino, after.ctimeMs]).toEqual([before.ino, before.ctimeMs]);
		expect(await readdir(folder)).toEqual(['target']);
	});

	test('corrects a mode alone, without a copy of the same content', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'same', {mode: 0o666});
		await chmod(path, 0o666);
		expect(install(file(path, 'same', {mode: 0o600})).stdout).toBe('written 0 \ndone\n');
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readdir(folder)).toEqual(['target']);
	});

	test('writes nothing at all when one file is not as the survey saw it', async () => {
		const [fine, changed, appeared, gone] = ['fine', 'changed', 'appeared', 'gone'].map((name) => join(folder, name)) as [string, string, string, string];
		await writeFile(changed, 'by hand');
		await writeFile(appeared, 'by hand');
		const {stdout} = install(file(fine, 'new', {before: ''}), file(changed, 'new', {before: sha256('old')}), file(appeared, 'new', {before: ''}), file(gone, 'new', {before: sha256('old')}));
		expect(stdout).toBe('problem 1 changed\nproblem 2 changed\nproblem 3 changed\ndone\n');
		expect((await readdir(folder)).sort()).toEqual(['appeared', 'changed']);
		expect(await readFile(changed, 'utf8')).toBe('by hand');
	});

	test('does not mind a file that already is what it should become', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'new');
		expect(install(file(path, 'new', {before: sha256('old')})).stdout).toBe('unchanged 0\ndone\n');
	});

	test('refuses folders, devices and files in the way of folders', async () => {
		await mkdir(join(folder, 'dir'));
		await writeFile(join(folder, 'plain'), '');
		spawnSync('mkfifo', [join(folder, 'fifo')]);
		const {stdout} = install(file(join(folder, 'dir'), 'x'), file(join(folder, 'plain/x'), 'x'), file(join(folder, 'fifo'), 'x'));
		expect(stdout).toBe('problem 0 way\nproblem 1 way\nproblem 2 way\ndone\n');
	});

	test('writes through a symbolic link of ours, and refuses one into a folder that all can write', async () => {
		await mkdir(join(folder, 'real'));
		await writeFile(join(folder, 'real/target'), 'old');
		await symlink(join(folder, 'real/target'), join(folder, 'good'));
		await mkdir(join(folder, 'loose'));
		await chmod(join(folder, 'loose'), 0o777);
		await symlink(join(folder, 'loose/target'), join(folder, 'bad'));
		expect(install(file(join(folder, 'good'), 'new')).stdout).toMatch(/^written 0 .*real\/target\.kubenroll-/);
		expect(await readFile(join(folder, 'real/target'), 'utf8')).toBe('new');
		expect(install(file(join(folder, 'bad'), 'new')).stdout).toBe('problem 0 link\ndone\n');
	});

	test('does nothing with a stream that was cut off anywhere', async () => {
		const input = encodeFiles([file(join(folder, 'one'), 'content of one\n'), file(join(folder, 'two'), 'content of two\n')]);
		for (const length of [0, 1, 20, input.length - 30, input.length - 3]) {
			expect(runScript(shell, installScript, input.slice(0, length)).stdout).toBe('');
		}
		expect(await readdir(folder)).toEqual([]);
	});

	test('sweeps what a killed run left, and leaves what a living one is writing', async () => {
		const dead = spawnSync('true').pid;
		await writeFile(join(folder, `.target.kubenroll-tmp.${dead}`), 'half');
		await writeFile(join(folder, `.target.kubenroll-tmp.${process.pid}`), 'half');
		install(file(join(folder, 'target'), 'new'));
		expect((await readdir(folder)).sort()).toEqual([`.target.kubenroll-tmp.${process.pid}`, 'target']);
	});

	test.skipIf(!isRoot)('names an owner that does not exist, and leaves the old file', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'old');
		expect(install(file(path, 'new', {owner: 'nobody-here:nogroup-here'})).stdout).toBe('problem 0 owner\ndone\n');
		expect(await readdir(folder)).toEqual(['target']);
		expect(await readFile(path, 'utf8')).toBe('old');
	});

	test.skipIf(!isRoot)('says that a disk is full, and leaves the old file and no rest', async () => {
		const disk = join(folder, 'disk');
		await mkdir(disk);
		expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status).toBe(0);
		try {
			await writeFile(join(disk, 'target'), 'old');
			const {stdout, stderr} = install(file(join(disk, 'target'), 'x'.repeat(100_000)));
			expect(stdout).toBe('problem 0 failed\ndone\n');
			expect(stderr).toContain('No space left on device');
			expect(await readdir(disk)).toEqual(['target']);
			expect(await readFile(join(disk, 'target'), 'utf8')).toBe('old');
		} finally {
			spawnSync('umount', [disk]);
		}
	});

	test.skipIf(!isRoot)('says that a file system is read-only', async () => {
		const disk = join(folder, 'disk');
		await mkdir(disk);
		expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]).status).toBe(0);
		try {
			for (const path of ['target', 'new/folder/target']) {
				expect(install(file(join(disk, path), 'x'))).toEqual({stdout: 'problem 0 failed\ndone\n', stderr: expect.stringContaining('Read-only file system')});
			}
		} finally {
			spawnSync('umount', [disk]);
		}
	});

	test('shows readers the old or the new file and never a part, while it is replaced again and again', async () => {
		const path = join(folder, 'target');
		const texts = ['a', 'b'].map((letter) => `${letter.repeat(20_000)}\n`) as [string, string];
		install(file(path, texts[0]));
		const reader = spawn('sh', ['-c', `while :; do sha256sum < ${path} || echo gone; done`], {stdio: ['ignore', 'pipe', 'inherit']});
		const seen = new Set<string>();
		reader.stdout.setEncoding('utf8').on('data', (text: string) => {
			for (const line of text.split('\n').slice(0, -1)) {
				seen.add(line);
			}
		});
		try {
			for (const round of [1, 0, 1, 0, 1, 0]) {
				expect(install(file(path, texts[round]!)).stdout).toContain('written 0');
				await new Promise(setImmediate);
			}
		} finally {
			reader.kill();
			await once(reader, 'close');
		}
		const whole = texts.map((text) => `${sha256(text)}  -`);
		expect([...seen].filter((line) => !whole.includes(line) && line !== '')).toEqual([]);
		expect(seen.size).toBeGreaterThan(0);
	});

	test('uploads a binary byte for byte, checks it, and knows it again', async () => {
		const bytes = Buffer.from(Array.from({length: 300_000}, (_, index) => (index * 7 + (index >> 8)) % 256));
		const path = join(folder, 'bin/kubelet');
		const head = (sum: string): Buffer => Buffer.from(`755 ${owner} ${sum} ${path}\n`);
		const sum = createHash('sha256').update(bytes).digest('hex');
		expect(runScript(shell, uploadScript, Buffer.concat([head(sha256('other')), bytes])).stdout).toBe('problem 0 damaged\ndone\n');
		expect(runScript(shell, uploadScript, Buffer.concat([head(sum), bytes.subarray(0, 1000)])).stdout).toBe('problem 0 damaged\ndone\n');
		expect(await readdir(join(folder, 'bin'))).toEqual([]);
		expect(runScript(shell, uploadScript, Buffer.concat([head(sum), bytes]))).toEqual({stdout: 'written 0 \ndone\n', stderr: ''});
		expect((await readFile(path)).equals(bytes)).toBe(true);
		expect((await stat(path)).mode & 0o777).toBe(0o755);
		const {ino} = await stat(path);
		expect(runScript(shell, uploadScript, Buffer.concat([head(sum), bytes])).stdout).toBe('unchanged 0\ndone\n');
		expect(await stat(path)).toMatchObject({ino});
	});

	test('keeps a file whole that has a second name', async () => {
		const path = join(folder, 'target');
		await writeFile(path, 'old');
		await link(path, join(folder, 'second'));
		install(file(path, 'new'));
		expect(await readFile(join(folder, 'second'), 'utf8')).toBe('old');
	});
});

test('killed at any moment, a run leaves every file whole, and the next one finishes', async () => {
	const path = join(folder, 'target');
	const other = join(folder, 'other');
	await writeFile(path, 'old');
	const input = encodeFiles([file(path, 'x'.repeat(200_000)), file(other, 'y'.repeat(200_000))]);
	for (const after of [1, 5, 10, 15, 20, 30]) {
		const child = spawn('/bin/sh', ['-c', '(eval "$1")', 'sh', installScript], {detached: true, stdio: ['pipe', 'ignore', 'ignore']});
		child.stdin.on('error', () => {}).end(input);
		const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), after);
		await once(child, 'exit');
		clearTimeout(timer);
		expect(['old', 'x'.repeat(200_000)]).toContain(await readFile(path, 'utf8'));
		expect([undefined, 'y'.repeat(200_000)]).toContain(await readFile(other, 'utf8').catch(() => undefined));
	}
	expect(runScript(['/bin/sh'], installScript, input).stdout).toMatch(/done\n$/);
	expect(await readFile(path, 'utf8')).toBe('x'.repeat(200_000));
	expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each([
	['/etc/kubernetes/kubelet-config.yaml', 'root:root', true],
	['/etc/a b/节点', 'root:root', true],
	['/etc/.hidden', 'root:root', true],
	['relative', 'root:root', false],
	['/etc/../x', 'root:root', false],
	['/etc/a\nb', 'root:root', false],
	['/etc/a\\b', 'root:root', false],
	['/etc/', 'root:root', false],
	['/etc/x', 'root', false],
	['/etc/x', 'root:a b', false],
])('path %j and owner %j can be told to a node: %s', (path, owner, expected) => {
	expect(isTellable(path, owner)).toBe(expected);
});
