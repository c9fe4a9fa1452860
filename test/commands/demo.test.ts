import {spawnSync} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readdir, rm, stat, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {type CliResult, runCli, startCli} from '../support/run-cli.ts';

const hasSsh = spawnSync('ssh', ['-V']).error === undefined;
if (!hasSsh) {
	console.warn('no ssh on this machine: the demo is tested without it only');
}

let folder: string;
beforeAll(async () => {
	// Short, for sockets below it have short names only; with a blank, for people's folders have them.
	folder = await mkdtemp(join(tmpdir(), 'd emo-'));
});
afterAll(async () => {
	await rm(folder, {recursive: true, force: true});
});

const makeTemporary = async (name: string): Promise<string> => {
	const temporary = join(folder, name);
	await mkdir(temporary);
	return temporary;
};

// The sources are made ready to run once, not by every run.
const cache = () => ({NODE_COMPILE_CACHE: join(folder, 'cache')});

const demo = async (temporary: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> => runCli(['demo', '--auto', ...args], {cwd: folder, env: {TMPDIR: temporary, ...cache(), ...env}});

describe.concurrent('kubenroll demo', {timeout: 600_000}, () => {
	it.skipIf(!hasSsh)('enrols three nodes through the system\'s ssh, shows the intruder, and leaves nothing, in places that cannot be written', async () => {
		const temporary = await makeTemporary('ssh');
		const home = await makeTemporary('home');
		const work = await makeTemporary('work');
		await Promise.all([home, work].map(async (place) => chmod(place, 0o555)));
		const {code, stdout, stderr} = await runCli(['demo', '--auto'], {cwd: work, env: {TMPDIR: temporary, HOME: home, ...cache()}});
		expect(stderr).toContain('3 of 3 nodes done');
		expect(stderr).toMatch(/m1: client request \S+ REFUSE|m1: client request \S+: REFUSE/);
		expect(stdout).toMatch(/^csr-\S+ +m1 +client .* pending +REFUSE/m);
		expect(stdout).toContain('the token is bound to n1, the request is for m1 (P14)');
		expect(stderr).toContain('nothing is left');
		expect(code).toBe(0);
		expect(await readdir(temporary)).toEqual([]);
		// Where a home can be written after all, by root, Node.js keeps compiled code there.
		expect((await readdir(home)).filter((name) => name !== '.cache')).toEqual([]);
	});

	it('says that there is no ssh, and goes on without', async () => {
		const temporary = await makeTemporary('without');
		const programs = await makeTemporary('programs');
		for (const name of (await readdir('/usr/bin')).filter((each) => !each.startsWith('ssh'))) {
			await symlink(join('/usr/bin', name), join(programs, name));
		}
		const {code, stderr} = await demo(temporary, ['--scene', 'first-cluster', '--lang', 'zh-CN'], {PATH: programs});
		expect(stderr).toContain('这台机器上没有 ssh');
		expect(stderr).toContain('ClusterRoleBinding kubenroll:node-bootstrapper');
		expect(code).toBe(0);
		expect(await readdir(temporary)).toEqual([]);
	});

	it('removes its folder when it is interrupted', async () => {
		const temporary = await makeTemporary('interrupted');
		const {child, ended, hasSaid} = startCli(['demo', '--auto'], {cwd: folder, env: {TMPDIR: temporary, ...cache()}});
		await hasSaid('looking at the nodes');
		child.kill('SIGINT');
		const {code, stderr} = await ended;
		expect(stderr).toContain('nothing is left');
		expect(code).toBe(130);
		expect(await readdir(temporary)).toEqual([]);
	});

	it('leaves nothing when it is killed, for its practice cluster ends with it', async () => {
		const temporary = await makeTemporary('killed');
		const {child, ended, hasSaid} = startCli(['demo', '--auto'], {cwd: folder, env: {TMPDIR: temporary, ...cache()}});
		await hasSaid('up in');
		const [left = ''] = await readdir(temporary);
		expect((await stat(join(temporary, left))).mode & 0o777).toBe(0o700);
		expect((await stat(join(temporary, left, 'id_ed25519'))).mode & 0o777).toBe(0o600);
		child.kill('SIGKILL');
		await ended;
		await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), {timeout: 60_000});
	});
});

describe.skipIf(!hasSsh).concurrent('a kubelet that gets nowhere', {timeout: 600_000}, () => {
	it.each([
		['wrong-ca', 'certificate signed by unknown'],
		['expired-token', 'Unauthorized'],
	] as const)('is told with its cause in the scene %s', async (scene, cause) => {
		const temporary = await makeTemporary(scene);
		const {code, stderr} = await demo(temporary, ['--scene', scene]);
		expect(stderr).toMatch(new RegExp(`n2: .*${cause}`));
		expect(stderr).toContain('2 of 3 nodes done');
		expect(code).toBe(0);
	});
});
