import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {chmod, mkdtemp, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {openSession, type Session} from '../../../source/adapters/openssh/open-session.ts';
import {remoteCommand} from '../../../source/adapters/openssh/remote-command.ts';
import type {SessionWork} from '../../../source/adapters/openssh/session-work.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-session-'));
	// An ssh that leads nowhere: the remote command runs here.
	await writeFile(join(folder, 'ssh'), '#!/bin/sh\nexec /bin/sh -c "$1"\n');
	await chmod(join(folder, 'ssh'), 0o755);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const inSession = async <Result>(command: string, work: (run: (script: string, input?: SessionWork['input']) => ReturnType<Session['work']>, session: Session) => Promise<Result>): Promise<Result> => {
	const session = openSession({args: [command], environment: {PATH: `${folder}:${process.env['PATH']}`}});
	try {
		return await work((script, input) => session.work({script, timeoutMs: 20_000, ...(input === undefined ? {} : {input})}), session);
	} finally {
		await session.close();
	}
};

const shells = ['dash', 'bash --posix', 'busybox sh'].filter((shell) => spawnSync(`${shell} -c true`, {shell: true}).status === 0);

describe.each(shells)('with %s at the far end', (shell) => {
	const command = remoteCommand('none').replace('exec /bin/sh', `exec ${shell}`);

	test.each(['xtrace', 'verbose', 'errexit:nounset:noglob'])('is itself under exported options %s', async (options) => {
		const traced = `env SHELLOPTS=${options} BASH_XTRACEFD=1 ${command.slice(5)}`;
		await inSession(traced, async (run) => {
			expect(await run('false; echo one; echo two >&2; false')).toMatchObject({stdout: 'one\n', stderr: 'two\n', exitCode: 1, sudoPrompts: 0});
			expect(await run('echo "${unset}" *', {text: 'left'})).toMatchObject({exitCode: 0, stderr: ''});
		});
	});

	test('drops what comes before the first script, and repeats none of it', async () => {
		const early = await inSession(`{ printf "right horse\nbattery\n"; cat; } | { ${command.slice(5)}; }`, (run) => run('echo one; echo two >&2'));
		expect(early).toMatchObject({stdout: 'one\n', stderr: 'two\n', exitCode: 0});
		const said = spawnSync('sh', ['-c', command], {input: 'right horse\nbattery 7\nright horse\n', encoding: 'utf8'});
		expect(`${said.stdout}${said.stderr}`).toContain('kubenroll-ready');
		expect(`${said.stdout}${said.stderr}`).not.toMatch(/right|horse|battery/);
	});

	test('drops what an earlier script says late, on both streams', async () => {
		const go = join(folder, `go-${shells.indexOf(shell)}`);
		const said = `${go}-said`;
		spawnSync('mkfifo', [go, said]);
		await inSession(command, async (run) => {
			expect(await run(`(read -r word < '${go}'; echo late; echo late >&2; echo over > '${said}') & echo one`)).toMatchObject({stdout: 'one\n', stderr: '', exitCode: 0});
			writeFileSync(go, 'go\n');
			readFileSync(said);
			expect(await run('echo two; echo three >&2')).toMatchObject({stdout: 'two\n', stderr: 'three\n', exitCode: 0});
		});
	});

	test('tells at once how a script ended that leaves its file, sends no more of it, and hangs up', async () => {
		const file = join(folder, 'large');
		await writeFile(file, '');
		await truncate(file, 2 ** 40);
		await inSession(command, async (run, session) => {
			expect(await run('IFS= read -r line; echo "$line"; echo "no space" >&2; exit 3', {text: 'head\n', rest: {file, bytes: 2 ** 40}})).toMatchObject({end: 'exited', exitCode: 3, stdout: 'head\n', stderr: 'no space\n'});
			expect(session.isOpen()).toBe(false);
		});
	});

	test('goes on after a script that read its file', async () => {
		const file = join(folder, 'small');
		await writeFile(file, '\0'.repeat(300_000));
		await inSession(command, async (run) => {
			expect(await run('IFS= read -r line; echo "$line $(wc -c)"', {text: 'head\n', rest: {file, bytes: 300_000}})).toMatchObject({stdout: expect.stringMatching(/^head +300000\n$/)});
			expect(await run('echo next')).toMatchObject({stdout: 'next\n'});
		});
	});
});

test.each([
	['has shrunk', async (file: string) => writeFile(file, 'short'), 'it ended after 5 of 1000 bytes'],
	['is gone', async () => undefined, /ENOENT/],
])('tells a file of this machine that %s from a broken login', async (name, make, cause) => {
	const file = join(folder, name);
	await make(file);
	const ended = await inSession(remoteCommand('none'), (run) => run('cat >/dev/null', {text: 'head\n', rest: {file, bytes: 1000}}));
	expect(ended).toMatchObject({end: 'input-failed', unread: {file, cause: expect.stringMatching(cause)}});
});

describe('a login that ends without the script', () => {
	const ready = 'echo kubenroll-ready; read -r head; read -r script';

	test('has not begun it where the far end left by itself', async () => {
		expect(await inSession(ready, (run) => run('true'))).toMatchObject({end: 'exited', exitCode: 255, wasReady: true, mayHaveBegun: false});
	});

	test('may have begun it where the connection broke', async () => {
		expect(await inSession(`${ready}; kill -9 $$`, (run) => run('true'))).toMatchObject({end: 'exited', exitCode: 255, mayHaveBegun: true});
		expect(await inSession(`${ready}; echo "\${head% *} 1 begins"`, (run) => run('true'))).toMatchObject({end: 'exited', exitCode: 255, mayHaveBegun: true});
	});

	test('is over as soon as its ssh is, and is sent nothing more', async () => {
		const last = `${ready}; echo "\${head% *} 1 begins"; echo "\${head% *} 1 begins" >&2; echo "\${head% *} 1 0"; echo "\${head% *} 1 0" >&2; exec >/dev/null; cat`;
		await inSession(last, async (run, session) => {
			expect(await run('true')).toMatchObject({end: 'exited', exitCode: 0});
			while (session.isOpen()) {
				await new Promise((resolve) => {
					setImmediate(resolve);
				});
			}
			expect(await run('true')).toMatchObject({end: 'exited', exitCode: 255, mayHaveBegun: false});
		});
	});
});

test.each(['none', 'be-root', 'sudo', 'sudo-with-password'] as const)('the command line for %s holds no mark that it prints', (elevation) => {
	expect(remoteCommand(elevation)).not.toMatch(/kubenroll-/);
});

test('is not held up by a login that asks and asks', async () => {
	const ended = await inSession('head -c 400000 /dev/zero | sed "s/\\x00/password:/g" >&2; exit 9', (run) => run('true'));
	expect(ended).toMatchObject({end: 'exited', exitCode: 9, wasReady: false});
	expect(ended.stderr.length).toBeLessThan(17_000);
});
