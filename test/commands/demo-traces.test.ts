// What a demo leaves of itself, however it ends: nothing in its user's home, nothing in the folder it is started in, nothing in the one for temporary files.
import {readFileSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {hasPty, openPty} from '../support/pty.ts';
import {cliCommand, runCli, startCli} from '../support/run-cli.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'd emo-'));
});
afterAll(async () => {
	await rm(folder, {recursive: true, force: true});
});

const makeMachine = async (name: string) => {
	const [home, work, temporary] = [join(folder, name, 'home'), join(folder, name, 'work'), join(folder, name, 'temporary')];
	await Promise.all([home, work, temporary].map(async (place) => mkdir(place, {recursive: true})));
	return {
		work,
		temporary,
		env: {HOME: home, TMPDIR: temporary, NODE_COMPILE_CACHE: join(folder, 'cache')},
		// Its own compiled code is what the packaged program keeps in a home.
		listTraces: async () => [...(await readdir(home)).filter((entry) => entry !== '.cache'), ...(await readdir(work)), ...(await readdir(temporary))],
	};
};

const isProc = process.platform === 'linux';

/** The processes that one has started, and theirs. */
const listDescendants = (pid: number): readonly number[] => {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((each) => each !== '').map(Number);
	return children.flatMap((child) => [child, ...listDescendants(child)]);
};

describe.concurrent('a demo leaves nothing', {timeout: 300_000}, () => {
	// Screens are not run from sources: Node.js reads no .tsx.
	it.skipIf(!hasPty || process.env['KUBENROLL_PROGRAM'] !== 'dist').each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)('when its keys are played and %s comes in the middle', async (name, code) => {
		const {work, env, listTraces} = await makeMachine(name);
		const pty = await openPty([...cliCommand, 'demo', '--auto'], {cwd: work, env});
		try {
			// The second step: a key was played.
			await pty.see('How a kubelet proves itself');
			process.kill(pty.pid, name);
			expect(await pty.ended).toBe(code);
			expect(await listTraces()).toEqual([]);
		} finally {
			await pty.close();
		}
	});

	it.skipIf(!hasPty || process.env['KUBENROLL_PROGRAM'] !== 'dist').each(['before its wizard is loaded', 'at its nodes, which are typed already'])('when somebody leaves it %s', async (when) => {
		const {work, env, listTraces} = await makeMachine(when);
		const pty = await openPty([...cliCommand, 'demo'], {cwd: work, env});
		try {
			await pty.see('The kubeconfig of the cluster');
			if (when.startsWith('at')) {
				await pty.see('permissions');
				// Cluster, mode, address.
				pty.type('\r');
				await pty.see('How a kubelet proves itself');
				pty.type('\r');
				await pty.see('reachable');
				pty.type('\r');
				await pty.see('n[1-3]=127.20.0.[12-14]');
			}
			pty.type('\u0003');
			await pty.see('Nothing has been changed yet');
			pty.type('y');
			expect(await pty.ended).toBe(130);
			expect(await listTraces()).toEqual([]);
		} finally {
			await pty.close();
		}
	});

	it.skipIf(!hasPty)('when Ctrl-C comes while its practice cluster is loaded, and ends that too', async () => {
		const {work, env, listTraces} = await makeMachine('loaded');
		const pty = await openPty([...cliCommand, 'demo', '--scene', 'add-nodes'], {cwd: work, env});
		try {
			await pty.see('enrolled first');
			pty.type('\u0003');
			expect(await pty.ended).toBe(130);
			expect(pty.output()).not.toContain('bug');
			expect(await listTraces()).toEqual([]);
		} finally {
			await pty.close();
		}
	});

	it.skipIf(!isProc)('once the next one has begun, when all of it was killed', async () => {
		const {work, temporary, env, listTraces} = await makeMachine('killed');
		const {child, ended, hasSaid} = startCli(['demo', '--auto'], {cwd: work, env});
		await hasSaid('looking at the nodes');
		const {pid = 0} = child;
		// Stopped first, so that none of them hears of the end of another.
		process.kill(pid, 'SIGSTOP');
		for (const each of [...listDescendants(pid), pid]) {
			process.kill(each, 'SIGKILL');
		}
		await ended;
		const [left = ''] = await readdir(temporary);
		expect(left).toMatch(/^kubenroll-demo-/);
		const {code, stderr} = await runCli(['demo', '--auto', '--scene', 'vip-not-in-sans'], {cwd: work, env});
		expect(stderr).toContain(`Removed what a practice cluster left that was killed: ${join(temporary, left)}`);
		expect(stderr).toContain('not in its certificate');
		expect(code).toBe(0);
		expect(await listTraces()).toEqual([]);
	});
});
