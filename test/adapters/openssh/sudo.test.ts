import {once} from 'node:events';
import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {userInfo} from 'node:os';
import {spawn, spawnSync} from 'node:child_process';
import {fakeSudo, sudoPassword, type SudoWay} from '../../support/fake-sudo.ts';
import {nodeAt, problemOf, trust, withShell} from '../../support/open-ssh.ts';
import {hasSshd, openSshdLab, type Sshd, type SshdLab} from '../../support/sshd.ts';

const payload = 'token: secret-payload\nsecond line\n';
// Tells what the script read, whether it believes to be root, and what is left on the stream after its own input.
const script = {text: 'echo "uid=$(id -u)"; cat', asRoot: true};

describe.skipIf(!hasSshd)('asRoot', () => {
	let lab: SshdLab;
	const startWith = async (way: SudoWay): Promise<{readonly server: Sshd; readonly knownHostsFile: string; readonly given: () => Promise<string>}> => {
		const log = join(lab.folder, `sudo-${way}-${Math.random().toString(36).slice(2)}`);
		const server = await lab.start({programs: fakeSudo(way, log)});
		return {server, knownHostsFile: await trust(lab, [server], `trust-${server.port}`), given: () => readFile(log, 'utf8').catch(() => '')};
	};

	beforeAll(async () => {
		lab = await openSshdLab();
	});
	afterAll(() => lab.stop());

	test.each([
		['no-password', undefined, 'sudo', ''],
		['no-password', sudoPassword, 'sudo', ''],
		['password', sudoPassword, 'sudo-with-password', `${sudoPassword}\n`],
		['foreign-prompt', sudoPassword, 'sudo-with-password', `${sudoPassword}\n`],
	] as const)('becomes root where sudo is %s and the password given is %j, and hands over the input untouched', async (way, password, privilege, given) => {
		const node = await startWith(way);
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => password}, async (shell) => {
			const result = await shell.run(nodeAt(node.server.port), script, {input: payload});
			expect(result).toMatchObject({stdout: `uid=0\n${payload}`, exitCode: 0, privilege});
			expect(result.stderr).not.toContain('battery');
		});
		expect(await node.given()).toBe(given);
	});

	test('sends no password where a cached credential makes sudo not ask, and sends it once it asks again', async () => {
		const node = await startWith('cached-then-password');
		const run = async () => withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => sudoPassword}, (shell) => shell.run(nodeAt(node.server.port), script, {input: payload}));
		expect(await run()).toMatchObject({stdout: `uid=0\n${payload}`, privilege: 'sudo'});
		expect(await node.given()).toBe('');
		expect(await run()).toMatchObject({stdout: `uid=0\n${payload}`, privilege: 'sudo-with-password'});
		expect(await node.given()).toBe(`${sudoPassword}\n`);
	});

	test('is asked for the password once for many scripts, and says of each how it became root', async () => {
		const node = await startWith('password');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => sudoPassword}, async (shell) => {
			for (const input of [payload, '', payload]) {
				expect(await shell.run(nodeAt(node.server.port), script, {input})).toMatchObject({stdout: `uid=0\n${input}`, privilege: 'sudo-with-password'});
			}
		});
		expect(await node.given()).toBe(`${sudoPassword}\n`);
	});

	test('tries a wrong password once, feeds sudo nothing else, and never tries it there again', async () => {
		const node = await startWith('password');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => 'wrong'}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(node.server.port), script, {input: payload}))).toMatchObject({code: 'sudo-password-wrong', params: {user: userInfo().username}});
			expect(await problemOf(shell.run(nodeAt(node.server.port), script, {input: payload}))).toMatchObject({code: 'sudo-password-wrong'});
		});
		expect(await node.given()).toBe('wrong\n');
	});

	test('a wrong password on one node does not keep the others from being tried', async () => {
		const [bad, good] = [await startWith('password'), await startWith('password')];
		const knownHostsFile = await trust(lab, [bad.server, good.server], 'both');
		await withShell(lab, {knownHostsFile, sudoPassword: ({name}) => (name === 'bad' ? 'wrong' : sudoPassword)}, async (shell) => {
			const [first, second] = await Promise.allSettled([shell.run(nodeAt(bad.server.port, 'bad'), script), shell.run(nodeAt(good.server.port, 'good'), script)]);
			expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
		});
	});

	test.each([
		['password', 'sudo-password-needed'],
		['not-in-sudoers', 'sudo-not-allowed'],
		['requiretty', 'sudo-needs-terminal'],
	] as const)('without a password, a sudo that is %s is told as %s and not fed anything', async (way, code) => {
		const node = await startWith(way);
		await withShell(lab, {knownHostsFile: node.knownHostsFile}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(node.server.port), script, {input: payload}))).toMatchObject({code});
		});
		expect(await node.given()).toBe('');
	});

	test('with a password, a sudo that allows us nothing is never told it', async () => {
		const node = await startWith('not-in-sudoers');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => sudoPassword}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(node.server.port), script))).toMatchObject({code: 'sudo-not-allowed'});
		});
		expect(await node.given()).toBe('');
	});

	test.each([
		['uses no sudo', {text: 'cat', asRoot: false}],
		['has sudo still to come', {text: 'cat', asRoot: true}],
	] as const)('gives the password to no login that %s, whatever its profile prints', async (_, asked) => {
		const node = await startWith('no-password');
		await writeFile(join(node.server.home, '.bashrc'), 'printf "Please change your password: " >&2; IFS= read -r -t 0.2 given; printf %s "$given" > "$HOME/given"; echo >&2\n');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => sudoPassword}, async (shell) => {
			expect((await shell.run(nodeAt(node.server.port), asked, {input: payload})).stdout).toBe(payload);
		});
		expect(await readFile(join(node.server.home, 'given'), 'utf8')).toBe('');
	});

	test.each([
		['no-password', sudoPassword, ''],
		['password', sudoPassword, `${sudoPassword}\n`],
		['password', 'wrong', 'wrong\n'],
	] as const)('gives a sudo that is %s the password %j only when it asks, in a shell that traces what it runs', async (way, password, given) => {
		const node = await startWith(way);
		await writeFile(join(node.server.home, '.bashrc'), 'export SHELLOPTS; printf "Forgot password? dial 12:" >&2; set -xv\n');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => password}, async (shell) => {
			const running = shell.run(nodeAt(node.server.port), script, {input: payload});
			if (password === sudoPassword) {
				expect(await running).toMatchObject({stdout: `uid=0\n${payload}`, stderr: '', privilege: given === '' ? 'sudo' : 'sudo-with-password'});
			} else {
				expect(await problemOf(running)).toMatchObject({code: 'sudo-password-wrong'});
			}
		});
		expect(await node.given()).toBe(given);
	});

	test('uses no sudo where it is forbidden, and says that root is needed', async () => {
		const node = await startWith('no-password');
		await withShell(lab, {knownHostsFile: node.knownHostsFile, sudo: 'never'}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(node.server.port), script))).toMatchObject({code: 'root-needed'});
		});
	});

	test.skipIf(userInfo().uid !== 0)('runs as root directly where the login is root', async () => {
		const server = await lab.start();
		await withShell(lab, {knownHostsFile: await trust(lab, [server], 'root')}, async (shell) => {
			expect(await shell.run(nodeAt(server.port), script)).toMatchObject({stdout: 'uid=0\n', privilege: 'root'});
		});
	});

	test('installs files behind a sudo that asks, in one session, without a secret in any process list', async () => {
		const node = await startWith('password');
		const path = join(lab.folder, 'target/bootstrap.kubeconfig');
		const user = spawnSync('sh', ['-c', 'echo "$(id -un):$(id -gn)"'], {encoding: 'utf8'}).stdout.trim();
		const seen = join(lab.folder, 'seen');
		const sampler = join(lab.folder, 'sample');
		await writeFile(sampler, `while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -a -e 'batter[y]' -e 'secret-payloa[d]' -e 'sudo-passwor[d]' >> ${seen}; done`);
		const child = spawn('sh', [sampler], {stdio: 'ignore'});
		const readSeen = async (): Promise<string> => readFile(seen, 'utf8').catch(() => '');
		try {
			await withShell(lab, {knownHostsFile: node.knownHostsFile, sudoPassword: () => sudoPassword}, async (shell) => {
				const files = [{artifact: {id: 'bootstrap-kubeconfig', path, content: payload, mode: 0o600, owner: user, isSecret: true}, before: ''}] as const;
				expect(await shell.install(nodeAt(node.server.port), files)).toEqual({written: [path], unchanged: [], backups: {}});
				expect(await shell.install(nodeAt(node.server.port), files)).toEqual({written: [], unchanged: [path], backups: {}});
				const changed = [{...files[0], artifact: {...files[0].artifact, content: 'other'}}] as const;
				expect(await problemOf(shell.install(nodeAt(node.server.port), changed))).toMatchObject({code: 'file-changed-meanwhile', params: {path}});
				// A busy machine takes longer to list its processes than a session lasts: again, until one was met in the middle of it.
				for (let round = 0; !(await readSeen()).includes('sudo-password'); round += 1) {
					await shell.install(nodeAt(node.server.port), [{...files[0], artifact: {...files[0].artifact, path: `${path}-${round}`}}]);
				}
			});
		} finally {
			child.kill();
			await once(child, 'exit');
		}
		expect(await readFile(path, 'utf8')).toBe(payload);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readSeen()).not.toMatch(/battery|secret-payload/);
	});
});
