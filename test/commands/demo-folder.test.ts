import {spawnSync} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {makeDemoFolder, sweepDemoFolders} from '../../source/commands/demo-folder.ts';

let parent: string;
beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), 'kubenroll-folders-'));
});
afterAll(async () => {
	await rm(parent, {recursive: true, force: true});
});

it('tells of a folder for temporary files that is not there', async () => {
	const missing = join(parent, 'missing');
	await expect(makeDemoFolder(missing)).rejects.toMatchObject({problems: [{code: 'local-missing', subject: missing}]});
});

it('removes what a demo has left whose process is gone, and nothing of one that lives', async () => {
	const [living, left] = await Promise.all([makeDemoFolder(parent), makeDemoFolder(parent)]);
	expect((await stat(living)).mode & 0o777).toBe(0o700);
	const gone = spawnSync(process.execPath, ['-p', 'process.pid'], {encoding: 'utf8'}).stdout.trim();
	const owner = await readFile(join(left, 'owner'), 'utf8');
	await writeFile(join(left, 'owner'), owner.replaceAll(String(process.pid), gone));
	expect(await sweepDemoFolders(parent)).toEqual([left]);
	expect(await readdir(parent)).toEqual([basename(living)]);
});
