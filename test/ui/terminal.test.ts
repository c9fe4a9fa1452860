/* Screens on a real terminal: whatever ends them, the terminal is given back as it was, and every file is whole. Needs dist/, which npm test builds. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {parse} from 'yaml';
import type {PracticeApiServer} from '../../source/sandbox/api-server/practice-api-server.ts';
import {startApiServer} from '../../source/sandbox/api-server/start-api-server.ts';
import {quoteShell} from '../../source/core/untrusted/quote-shell.ts';
import {hasPty, openPty, type Pty} from '../support/pty.ts';

const program = fileURLToPath(new URL('../../bin/kubenroll.js', import.meta.url));

// What screens switch on: alternate screen, bracketed paste; what they switch off: the cursor (xterm's control sequences, DECSET).
const modes = [
	{on: '\u001B[?1049h', off: '\u001B[?1049l'},
	{on: '\u001B[?2004h', off: '\u001B[?2004l'},
	{on: '\u001B[?25l', off: '\u001B[?25h'},
];

const expectRestored = (output: string): void => {
	for (const {on, off} of modes) {
		expect(output).toContain(on);
		expect(output.lastIndexOf(off), JSON.stringify(off)).toBeGreaterThan(output.lastIndexOf(on));
	}
};

describe.skipIf(!hasPty)('on a real terminal', () => {
	const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
	let server: PracticeApiServer;
	let pty: Pty | undefined;

	beforeAll(async () => {
		server = await startApiServer();
		writeFileSync(join(folder, 'admin.conf'), await server.kubeconfig());
	});
	afterEach(async () => {
		await pty?.close();
		pty = undefined;
		rmSync(join(folder, 'kubenroll.yaml'), {force: true});
	});
	afterAll(async () => {
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	});

	const board = ['csr', '--kubeconfig', 'admin.conf'];

	// A shell around it that tells of the terminal's settings before and after.
	const open = async (args: readonly string[]): Promise<Pty> => {
		const run = [process.execPath, program, ...args].map(quoteShell).join(' ');
		pty = await openPty(['sh', '-c', `stty -g > before; ${run}; echo "ended with $?"; stty -g > after; echo over`], {cwd: folder, env: {XDG_CACHE_HOME: folder}});
		return pty;
	};
	const pidOf = (shell: Pty): number => Number(readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8').trim());
	const settings = (when: 'before' | 'after'): string => readFileSync(join(folder, when), 'utf8');
	const expectGivenBack = async (shell: Pty, code: number): Promise<void> => {
		await shell.see('over\r\n');
		expect(shell.output()).toContain(`ended with ${code}`);
		expect(settings('after')).toBe(settings('before'));
		expectRestored(shell.output());
	};

	it('gives the terminal back at q', async () => {
		const shell = await open(board);
		await shell.see('live');
		shell.type('q');
		await expectGivenBack(shell, 0);
	});

	it('begins at the margin, though somebody typed before it was there, and gives the screen nothing of that', async () => {
		const shell = await open(board);
		shell.type('zzz');
		await shell.see('live');
		const [echoed = '', drawn = ''] = shell.output().split('\u001B[?1049h');
		expect(echoed).toMatch(/\r$/);
		expect(drawn).not.toContain('zzz');
		shell.type('q');
		await expectGivenBack(shell, 0);
	});

	it.each([['SIGTERM', 143], ['SIGHUP', 129], ['SIGINT', 130]] as const)('gives the terminal back at %s, and says how to go on', async (signal, code) => {
		const shell = await open([]);
		await shell.see('kubeconfig');
		process.kill(pidOf(shell), signal);
		await expectGivenBack(shell, code);
		expect(shell.output()).toMatch(/To go on: kubenroll/);
	});

	it.each([['SIGTERM', 143], ['SIGHUP', 129]] as const)('leaves the summary of a run at %s, though nobody presses a key', async (signal, code) => {
		// Nothing listens on port 1 of loopback: the run is over at once.
		writeFileSync(join(folder, 'kubenroll.yaml'), 'apiVersion: kubenroll.dev/v1alpha1\ncluster: {kubeconfig: ./admin.conf}\nnodes:\n  - {name: n1, address: 127.0.0.1, port: 1}\n');
		const shell = await open(['enroll']);
		await shell.see('finished');
		process.kill(pidOf(shell), signal);
		await expectGivenBack(shell, code);
	});

	it('goes to the shell at Ctrl-Z and comes back at fg', async () => {
		pty = await openPty(['sh', '-i'], {cwd: folder, env: {XDG_CACHE_HOME: folder, PS1: 'shell> ', HOME: folder}});
		await pty.see('shell> ');
		pty.type(`${[process.execPath, program, ...board].map(quoteShell).join(' ')}\r`);
		await pty.see('live');
		const stoppedAt = pty.output().length;
		pty.type('\u001A');
		await pty.see('shell> ', stoppedAt);
		expectRestored(pty.output());
		pty.type('stty -a | tr " " "\\n" | grep icanon; echo looked\r');
		await pty.see('\nlooked', stoppedAt);
		expect(pty.output().slice(stoppedAt)).toMatch(/[\r\n]icanon/);
		const backAt = pty.output().length;
		pty.type('fg\r');
		await pty.see('\u001B[?1049h', backAt);
		await pty.see('kubenroll board', backAt);
		pty.type('q');
		await pty.see('shell> ', pty.output().lastIndexOf('\u001B[?1049h'));
		expectRestored(pty.output());
	});

	it('goes to the shell at Ctrl-Z from a question in lines too, and asks it again at fg', async () => {
		pty = await openPty(['sh', '-i'], {cwd: folder, env: {XDG_CACHE_HOME: folder, PS1: 'shell> ', HOME: folder}});
		await pty.see('shell> ');
		pty.type(`${[process.execPath, program, '--plain'].map(quoteShell).join(' ')}\r`);
		await pty.see('\u001B[?25l');
		const stoppedAt = pty.output().length;
		pty.type('\u001A');
		await pty.see('shell> ', stoppedAt);
		expect(pty.output().lastIndexOf('\u001B[?25h')).toBeGreaterThan(pty.output().lastIndexOf('\u001B[?25l'));
		const backAt = pty.output().length;
		pty.type('fg\r');
		await pty.see('another file', backAt);
		await pty.see('\u001B[?25l', backAt);
		pty.type('\u0003');
		await pty.see('To go on: kubenroll --plain', backAt);
	});

	it('ends when the terminal is taken away, with the answers whole', async () => {
		const shell = await open(['--kubeconfig', 'admin.conf']);
		await shell.see('permissions');
		const pid = pidOf(shell);
		shell.type('\r');
		await shell.see('bootstrap');
		shell.hangUp();
		await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), {timeout: 60_000, interval: 20});
		expect(parse(readFileSync(join(folder, 'kubenroll.yaml'), 'utf8'))).toMatchObject({apiVersion: 'kubenroll.dev/v1alpha1'});
	});

	it('starts again after kill -9 with what was answered', async () => {
		const first = await open(['--kubeconfig', 'admin.conf']);
		await first.see('permissions');
		first.type('\r');
		await first.see('bootstrap');
		await vi.waitFor(() => readFileSync(join(folder, 'kubenroll.yaml')), {timeout: 60_000, interval: 20});
		process.kill(pidOf(first), 'SIGKILL');
		await first.see('ended with 137');
		await first.close();
		expect(parse(readFileSync(join(folder, 'kubenroll.yaml'), 'utf8'))).toMatchObject({apiVersion: 'kubenroll.dev/v1alpha1'});
		const second = await open([]);
		await second.see('kubenroll');
		process.kill(pidOf(second), 'SIGTERM');
		await expectGivenBack(second, 143);
	});

	it('draws the whole screen after a storm of sizes', async () => {
		const shell = await open(board);
		await shell.see('live');
		for (let index = 0; index < 60; index += 1) {
			shell.resize(20 + ((index * 37) % 180), 5 + ((index * 17) % 60));
		}
		const calmAt = shell.output().length;
		shell.resize(100, 30);
		await shell.see('as kubernetes-admin', calmAt);
		shell.type('?');
		await shell.see('PgUp', calmAt);
		shell.type('q');
		await expectGivenBack(shell, 0);
	});
});
