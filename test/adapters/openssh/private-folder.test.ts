import {spawnSync} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {makePrivateFolder} from '../../../source/adapters/openssh/private-folder.ts';

let parent: string;
beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), 'kr-'));
	vi.stubEnv('XDG_RUNTIME_DIR', parent);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(parent, {recursive: true, force: true});
});

const endedPid = (): number => spawnSync('true').pid;

test('is for this user alone, and gone when removed', async () => {
	const folder = await makePrivateFolder();
	expect(dirname(folder.path)).toBe(parent);
	expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
	await folder.remove();
	expect(await readdir(parent)).toEqual([]);
});

test.each([
	['is not there', (path: string) => join(path, 'none')],
	['is a file', (path: string) => join(path, 'file')],
	['has a path with quotes', (path: string) => join(path, 'a"b')],
	['has a path that ssh would expand', (path: string) => join(path, '%h')],
	['has a path too long for a socket', (path: string) => join(path, 'x'.repeat(80))],
])('goes on to the next place where one %s', async (_what, place) => {
	await writeFile(join(parent, 'file'), '');
	const first = place(parent);
	if (basename(first) !== 'none' && basename(first) !== 'file') {
		await mkdir(first);
	}
	vi.stubEnv('XDG_RUNTIME_DIR', first);
	vi.stubEnv('TMPDIR', parent);
	const folder = await makePrivateFolder();
	expect(dirname(folder.path)).toBe(parent);
	await folder.remove();
});

test('removes what a killed run left, and nothing that is in use or not ours', async () => {
	const dead = join(parent, `kubenroll-${endedPid()}-aaaaaa`);
	const living = join(parent, `kubenroll-${process.pid}-cccccc`);
	const foreign = join(parent, 'kubenroll-notes');
	await Promise.all([dead, living, foreign].map(async (path) => mkdir(path)));
	await writeFile(join(dead, 'askpass.sh'), '');
	const folder = await makePrivateFolder();
	expect((await readdir(parent)).toSorted()).toEqual([living, foreign, folder.path].map((path) => basename(path)).toSorted());
	await folder.remove();
});

test('gives ssh a plain path to any file', async () => {
	const folder = await makePrivateFolder();
	expect(await folder.pathForSsh('/etc/ssh/known_hosts')).toBe('/etc/ssh/known_hosts');
	const odd = join(parent, 'we ird"%h');
	await writeFile(odd, 'keys');
	const path = await folder.pathForSsh(odd);
	expect(path).toMatch(/^[\w/-]+$/);
	expect(await readlink(path)).toBe(odd);
	expect(await readFile(path, 'utf8')).toBe('keys');
	await folder.remove();
	expect(await readFile(odd, 'utf8')).toBe('keys');
});
