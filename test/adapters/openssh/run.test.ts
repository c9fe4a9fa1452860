import {createServer} from 'node:net';
import {spawnSync} from 'node:child_process';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {createOpenSsh} from '../../../source/adapters/openssh/create-open-ssh.ts';
import {closedPort} from '../../support/closed-port.ts';
import {nodeAt, problemOf, trust as trustIn, withShell} from '../../support/open-ssh.ts';
import {hasSshd, listenOnLoopback, openSshdLab, type Sshd, type SshdLab} from '../../support/sshd.ts';

describe.skipIf(!hasSshd)('run', () => {
	let lab: SshdLab;
	let server: Sshd;
	const trust = (servers: readonly Sshd[], file = 'pinned'): Promise<string> => trustIn(lab, servers, file);

	beforeAll(async () => {
		lab = await openSshdLab();
		server = await lab.start();
		await trust([server]);
	});
	afterAll(() => lab.stop());

	test('gives back output, error output and exit code, and counts one handshake for many commands', async () => {
		const before = server.log().split('Accepted publickey').length;
		await withShell(lab, {}, async (shell) => {
			const first = await shell.run(nodeAt(server.port), {text: 'printf out; printf err >&2; exit 3', asRoot: false});
			expect(first).toMatchObject({stdout: 'out', stderr: expect.stringMatching(/err$/), exitCode: 3, privilege: 'user'});
			expect(first.firstByteAtMs).toBeGreaterThanOrEqual(first.sentAtMs);
			for (const text of ['one', 'two', 'three']) {
				expect((await shell.run(nodeAt(server.port), {text: `echo ${text}`, asRoot: false})).stdout).toBe(`${text}\n`);
			}
		});
		expect(server.log().split('Accepted publickey').length - before).toBe(1);
	});

	test('feeds input to the script byte for byte, and keeps text in other scripts whole', async () => {
		await withShell(lab, {}, async (shell) => {
			const input = `节点 'quoted' "$HOME" \\n \`x\`\n`;
			expect((await shell.run(nodeAt(server.port), {text: 'cat; echo "$LC_ALL"', asRoot: false}, {input})).stdout).toBe(`${input}C\n`);
		});
	});

	test('takes nothing of an input for a script, even where a script leaves it unread', async () => {
		await withShell(lab, {}, async (shell) => {
			const input = `0123456789abcdef01234567 0\necho taken\n`.repeat(3000);
			const run = (text: string, given?: string) => shell.run(nodeAt(server.port), {text, asRoot: false}, given === undefined ? {} : {input: given});
			expect(await run('exit 7', input)).toMatchObject({exitCode: 7, stdout: ''});
			expect(await run('IFS= read -r line; echo "$line"', input)).toMatchObject({exitCode: 0, stdout: '0123456789abcdef01234567 0\n'});
			expect(await run('cat; echo end')).toMatchObject({stdout: 'end\n'});
		});
	});

	test('lets no script change the next one', async () => {
		await withShell(lab, {}, async (shell) => {
			const run = async (text: string): Promise<string> => (await shell.run(nodeAt(server.port), {text, asRoot: false})).stdout;
			const tell = 'echo "$PWD $(umask) $PATH $*"';
			const before = await run(tell);
			expect(await run('cd /; PATH=/nowhere; IFS=x; set -f --; umask 0; k=mine; n=9; c=9; trap "echo trapped" EXIT')).toBe('trapped\n');
			expect(await run(tell)).toBe(before);
		});
	});

	test('works on a node twice at once', async () => {
		await withShell(lab, {}, async (shell) => {
			const fifo = join(lab.folder, 'fifo');
			spawnSync('mkfifo', [fifo]);
			const waiting = shell.run(nodeAt(server.port), {text: `cat '${fifo}'`, asRoot: false});
			await shell.run(nodeAt(server.port), {text: `echo over > '${fifo}'`, asRoot: false});
			expect((await waiting).stdout).toBe('over\n');
		});
	});

	test('tells a login that breaks while a script runs, and logs in anew', async () => {
		await withShell(lab, {}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(server.port), {text: 'kill -9 $PPID $$; sleep 60', asRoot: false}))).toMatchObject({code: 'ssh-connection-lost'});
			expect((await shell.run(nodeAt(server.port), {text: 'echo again', asRoot: false})).stdout).toBe('again\n');
		});
	});

	test('keeps the exit code 255 of a script apart from ssh\'s own', async () => {
		await withShell(lab, {}, async (shell) => {
			expect((await shell.run(nodeAt(server.port), {text: 'exit 255', asRoot: false})).exitCode).toBe(254);
		});
	});

	test('works on twenty nodes at once', async () => {
		const servers = await Promise.all(Array.from({length: 20}, () => lab.start()));
		const knownHostsFile = await trust(servers, 'twenty');
		await withShell(lab, {knownHostsFile}, async (shell) => {
			const results = await Promise.all(servers.map(({port}, index) => shell.run(nodeAt(port, `n${index}`), {text: 'echo "$SSH_CONNECTION"', asRoot: false})));
			expect(results.map(({stdout}) => Number(stdout.trim().split(' ')[3]))).toEqual(servers.map(({port}) => port));
		});
	});

	test('refuses a host whose key is not known, and shows the key\'s fingerprint', async () => {
		const problem = await withShell(lab, {knownHostsFile: join(lab.folder, 'nothing')}, (shell) => problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-host-key-unknown', subject: 'n1', params: {address: '127.0.0.1'}});
	});

	test('refuses a host whose key has changed, naming file, name and both', async () => {
		const other = await lab.start();
		const knownHostsFile = join(lab.folder, 'changed');
		await writeFile(knownHostsFile, `[127.0.0.1]:${server.port} ${other.hostKey}\n`);
		const fingerprint = spawnSync('ssh-keygen', ['-l', '-f', `${server.hostKeyFile}.pub`], {encoding: 'utf8'}).stdout.split(' ')[1];
		const problem = await withShell(lab, {knownHostsFile}, (shell) => problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-host-key-changed', params: {fingerprints: [fingerprint], file: knownHostsFile, name: `[127.0.0.1]:${server.port}`}});
	});

	test('tells a refused port, with a command to paste', async () => {
		const port = closedPort;
		const problem = await withShell(lab, {}, (shell) => problemOf(shell.run({...nodeAt(port), user: 'ops'}, {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-refused', params: {address: '127.0.0.1', port, command: `ssh -F ${lab.configFile} -i ${lab.identityFile} -p ${port} ops@127.0.0.1`}});
	});

	test('gives up on an address that takes the connection and never answers', async () => {
		const silent = createServer(() => {});
		const port = await listenOnLoopback(silent);
		const problem = await withShell(lab, {connectTimeoutSeconds: 1}, (shell) => problemOf(shell.run(nodeAt(port), {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-silent', params: {seconds: 1}});
		silent.close();
	});

	test('tells a server that hangs up before its banner', async () => {
		const rude = createServer((socket) => socket.destroy());
		const port = await listenOnLoopback(rude);
		expect(await withShell(lab, {}, (shell) => problemOf(shell.run(nodeAt(port), {text: 'true', asRoot: false})))).toMatchObject({code: 'ssh-closed-early'});
		rude.close();
	});

	test('tells a name that cannot be resolved', async () => {
		const node = {name: 'n1', address: 'no-such-host.invalid'};
		expect(await withShell(lab, {}, (shell) => problemOf(shell.run(node, {text: 'true', asRoot: false})))).toMatchObject({code: 'ssh-name-unknown', params: {address: 'no-such-host.invalid'}});
	});

	test('tells which ways to log in a host takes when ours is not among them', async () => {
		const stranger = join(lab.folder, 'stranger');
		spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
		vi.stubEnv('SSH_AUTH_SOCK', undefined);
		const configFile = join(lab.folder, 'only-this-key');
		await writeFile(configFile, 'IdentitiesOnly yes\n');
		const problem = await withShell(lab, {configFile, identityFile: stranger}, (shell) => problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-permission-denied', params: {methods: ['publickey']}});
		vi.unstubAllEnvs();
	});

	test('tells algorithms that are not common', async () => {
		const old = await lab.start({config: ['KexAlgorithms diffie-hellman-group14-sha256']});
		const configFile = join(lab.folder, 'modern');
		await writeFile(configFile, 'KexAlgorithms curve25519-sha256\n');
		const knownHostsFile = await trust([old], 'old');
		const problem = await withShell(lab, {configFile, knownHostsFile}, (shell) => problemOf(shell.run(nodeAt(old.port), {text: 'true', asRoot: false})));
		expect(problem).toMatchObject({code: 'ssh-algorithms', params: {offered: expect.stringContaining('diffie-hellman-group14-sha256')}});
	});

	test('goes through a jump host, and tells one that refuses', async () => {
		const jump = await lab.start();
		const knownHostsFile = await trust([server, jump], 'jumped');
		const configFile = join(lab.folder, 'jumping');
		await writeFile(configFile, `Host jump\n HostName 127.0.0.1\n Port ${jump.port}\n IdentityFile ${lab.identityFile}\n UserKnownHostsFile ${knownHostsFile}\nHost behind\n HostName 127.0.0.1\n Port ${server.port}\n ProxyJump jump\nHost nowhere\n HostName 127.0.0.1\n Port ${closedPort}\n ProxyJump jump\n`);
		await withShell(lab, {configFile, knownHostsFile}, async (shell) => {
			expect((await shell.run({name: 'n1', address: 'behind'}, {text: 'echo here', asRoot: false})).stdout).toBe('here\n');
			expect(await problemOf(shell.run({name: 'n2', address: 'nowhere'}, {text: 'true', asRoot: false}))).toMatchObject({code: 'ssh-jump-failed', params: {via: 'jump'}});
		});
	});

	test('tells a configuration that ssh does not take', async () => {
		const configFile = join(lab.folder, 'broken');
		await writeFile(configFile, 'NoSuchOption yes\n');
		expect(await withShell(lab, {configFile}, (shell) => problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false})))).toMatchObject({code: 'ssh-config-invalid', cause: expect.stringContaining('bad configuration')});
	});

	test.each([
		[{name: 'n1', address: '-oProxyCommand=touch /tmp/x'}, 'address'],
		[{name: 'n1', address: '10.0.0.1', user: '-l'}, 'user'],
		[{name: 'n1', address: '10.0.0.1;id'}, 'address'],
	])('gives ssh no address or user that could be an option: %j', async (node, field) => {
		expect(await withShell(lab, {}, (shell) => problemOf(shell.run(node, {text: 'true', asRoot: false})))).toMatchObject({code: 'ssh-address-unsafe', params: {field}});
	});

	test('stops a script that takes too long, and one that says too much', async () => {
		await withShell(lab, {}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(server.port), {text: 'sleep 60', asRoot: false}, {timeoutMs: 1500}))).toMatchObject({code: 'ssh-timeout'});
			expect(await problemOf(shell.run(nodeAt(server.port), {text: 'yes', asRoot: false}))).toMatchObject({code: 'ssh-output-too-large'});
		});
	});

	test('stops at once when the run is cancelled', async () => {
		await withShell(lab, {}, async (shell) => {
			const abort = new AbortController();
			const running = shell.run(nodeAt(server.port), {text: 'echo started; sleep 60', asRoot: false}, {signal: abort.signal});
			abort.abort();
			const error = await running.catch((error: unknown) => error);
			expect(error).toMatchObject({kind: 'cancelled', problems: [{code: 'ssh-cancelled'}]});
		});
	});

	test('leaves no connection and no folder behind', async () => {
		// Short, as a socket's path has to be.
		const runtime = await mkdtemp(join(tmpdir(), 'kr-'));
		vi.stubEnv('XDG_RUNTIME_DIR', runtime);
		const shell = await createOpenSsh({configFile: lab.configFile, identityFile: lab.identityFile, knownHostsFile: join(lab.folder, 'pinned'), connectTimeoutSeconds: 60});
		await shell.run(nodeAt(server.port), {text: 'true', asRoot: false});
		const connections = (): readonly string[] => spawnSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).stdout.split('\n').filter((line) => line.startsWith('ssh ') && line.includes(`-p ${server.port} `));
		expect(await readdir(runtime)).toHaveLength(1);
		expect(connections()).toHaveLength(1);
		await shell.close();
		expect(await readdir(runtime)).toEqual([]);
		expect(connections()).toEqual([]);
		vi.unstubAllEnvs();
		await rm(runtime, {recursive: true});
	});

	test.each([
		['no line feed at its end', 'printf "\\033]0;title\\007"; printf half >&2'],
		['NUL bytes', 'printf "\\000\\000"'],
		['a trace of what it runs', 'set -xv'],
	])('works in a login whose profile prints %s', async (_, profile) => {
		await writeFile(join(server.home, '.bashrc'), `${profile}\n`);
		await withShell(lab, {}, async (shell) => {
			expect(await shell.run(nodeAt(server.port), {text: 'echo mine; echo wrong >&2', asRoot: false})).toMatchObject({stdout: 'mine\n', stderr: 'wrong\n'});
		});
		await rm(join(server.home, '.bashrc'));
	});

	test.each([
		['exec 2>&1', {code: 'ssh-streams-merged'}],
		['head -c 3000000 /dev/zero', {code: 'ssh-output-too-large', params: {limitMiB: 0.25}}],
	])('tells a login whose profile says %s at once', async (profile, expected) => {
		await writeFile(join(server.home, '.bashrc'), `${profile}\n`);
		await withShell(lab, {}, async (shell) => {
			expect(await problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false}))).toMatchObject(expected);
		});
		await rm(join(server.home, '.bashrc'));
	});

	test('ignores the options that the user has ignored', async () => {
		const configFile = join(lab.folder, 'of-another-system');
		await writeFile(configFile, 'IgnoreUnknown UseKeychain,Color*\nUseKeychain yes\nColorScheme dark\n');
		await withShell(lab, {configFile}, async (shell) => {
			expect(await shell.run(nodeAt(server.port), {text: 'echo mine', asRoot: false})).toMatchObject({stdout: 'mine\n'});
		});
	});

	test('runs scripts for a user whose configuration is for logins without any', async () => {
		const configFile = join(lab.folder, 'no-session');
		await writeFile(configFile, 'IgnoreUnknown StdinNull,SessionType,ForkAfterAuthentication\nStdinNull yes\nSessionType none\nForkAfterAuthentication yes\n');
		await withShell(lab, {configFile}, async (shell) => {
			expect((await shell.run(nodeAt(server.port), {text: 'cat', asRoot: false}, {input: 'read\n'})).stdout).toBe('read\n');
		});
	});

	test('takes a login whose profile prints, and one that runs no commands for what it is', async () => {
		const chatty = await lab.start();
		await writeFile(join(chatty.home, '.bashrc'), 'echo welcome; echo hello >&2\n');
		const closed = await lab.start({config: ['ForceCommand echo this account is not available; exit 1']});
		const knownHostsFile = await trust([chatty, closed], 'chatty');
		await withShell(lab, {knownHostsFile}, async (shell) => {
			expect((await shell.run(nodeAt(chatty.port), {text: 'echo mine', asRoot: false})).stdout).toBe('mine\n');
			expect(await problemOf(shell.run(nodeAt(closed.port), {text: 'true', asRoot: false}))).toMatchObject({code: 'ssh-no-shell'});
		});
	});
});
