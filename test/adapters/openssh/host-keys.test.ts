import {spawnSync} from 'node:child_process';
import {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isAbout, parseKnownHosts} from '../../../source/adapters/openssh/known-hosts.ts';
import {compareKeys} from '../../../source/adapters/openssh/scan-host-keys.ts';
import {closedPort} from '../../support/closed-port.ts';
import {nodeAt, problemOf, trust, withShell} from '../../support/open-ssh.ts';
import {hasSshd, listenOnLoopback, openSshdLab, type Sshd, type SshdLab} from '../../support/sshd.ts';

const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const entries = (text: string) => parseKnownHosts(text, 'known_hosts');

test.each([
	['10.0.0.1', '10.0.0.1', true],
	['10.0.0.1', '10.0.0.10', false],
	['node1,10.0.0.1', '10.0.0.1', true],
	['[10.0.0.1]:2222', '[10.0.0.1]:2222', true],
	['[10.0.0.1]:2222', '10.0.0.1', false],
	['10.0.0.*', '10.0.0.77', true],
	['10.0.0.?', '10.0.0.77', false],
	['*.lab,!bad.lab', 'good.lab', true],
	['*.lab,!bad.lab', 'bad.lab', false],
	['Node1', 'node1', true],
])('a line for %j is about %j: %s', (names, name, expected) => {
	expect(entries(`${names} ${key('a')}\n`).map((entry) => isAbout(entry, name))).toEqual([expected]);
});

test('leaves out lines that are no entry', () => {
	expect(entries(`# comment\n\n10.0.0.1\n10.0.0.1 ssh-rsa not*base64\n@revoked 10.0.0.1 ${key('a')} comment\n`)).toMatchObject([{marker: '@revoked', names: '10.0.0.1'}]);
});

test.each([
	['nothing on file', '', 'unknown'],
	['the same key', `h ${key('a')}\n`, 'known'],
	['one of several', `h ${key('b')}\nh ${key('a')}\n`, 'known'],
	['another key', `h ${key('b')}\n`, 'changed'],
	['a revoked key', `h ${key('a')}\n@revoked h ${key('a')}\n`, 'changed'],
	['only a key that is revoked, another one', `@revoked h ${key('b')}\n`, 'unknown'],
	['a certificate authority', `@cert-authority h ${key('b')}\n`, 'known'],
])('with %s the host is %3$s', (_what, text, expected) => {
	const shown = entries(`h ${key('a')}\n`).map(({key}) => key);
	expect(compareKeys(shown, entries(text))).toBe(expected);
});

describe.skipIf(!hasSshd)('scanning real servers', () => {
	let lab: SshdLab;
	let server: Sshd;
	const fingerprintOf = ({hostKeyFile}: Sshd): string => spawnSync('ssh-keygen', ['-l', '-f', `${hostKeyFile}.pub`], {encoding: 'utf8'}).stdout.split(' ')[1] ?? '';

	beforeAll(async () => {
		lab = await openSshdLab();
		server = await lab.start();
	});
	afterAll(() => lab.stop());

	test('tells known, unknown, changed and unreachable hosts in one scan, with fingerprints as ssh-keygen prints them', async () => {
		const [stranger, changed] = [await lab.start(), await lab.start()];
		const silent = createServer(() => {});
		const silentPort = await listenOnLoopback(silent);
		const knownHostsFile = join(lab.folder, 'mixed');
		await writeFile(knownHostsFile, `[127.0.0.1]:${server.port} ${server.hostKey}\n[127.0.0.1]:${changed.port} ${server.hostKey}\n`);
		const nodes = [nodeAt(server.port, 'known'), nodeAt(stranger.port, 'stranger'), nodeAt(changed.port, 'changed'), nodeAt(closedPort, 'refused'), nodeAt(silentPort, 'silent'), {name: 'unnamed', address: 'no-such-host.invalid'}];
		const states = await withShell(lab, {knownHostsFile, connectTimeoutSeconds: 5}, (shell) => shell.scanHostKeys(nodes));
		expect(Object.fromEntries([...states].map(([name, {state}]) => [name, state]))).toEqual({known: 'known', stranger: 'unknown', changed: 'changed', refused: 'unreachable', silent: 'unreachable', unnamed: 'unreachable'});
		expect(['refused', 'silent', 'unnamed'].map((name) => states.get(name)?.problems?.map(({code, subject}) => `${subject}: ${code}`))).toEqual([['refused: ssh-refused'], ['silent: ssh-unreachable'], ['unnamed: ssh-name-unknown']]);
		expect(states.get('stranger')?.keys.map(({fingerprint}) => fingerprint)).toEqual([fingerprintOf(stranger)]);
		expect(states.get('changed')).toMatchObject({onFile: {file: knownHostsFile, name: `[127.0.0.1]:${changed.port}`}});
		silent.close();
	});

	test('a scan that is cancelled says so', async () => {
		const signal = AbortSignal.abort();
		await withShell(lab, {}, async (shell) => {
			await expect(shell.scanHostKeys([nodeAt(server.port)], {signal})).rejects.toMatchObject({kind: 'cancelled', problems: [{code: 'ssh-cancelled'}]});
		});
	});

	test('a scan that is cancelled begins with no further host', async () => {
		const configFile = join(lab.folder, 'counting');
		const marks = join(lab.folder, 'resolved');
		await writeFile(configFile, `Match exec "echo x >> ${marks}"\n UserKnownHostsFile /dev/null\n`);
		await withShell(lab, {configFile}, async (shell) => {
			await expect(shell.scanHostKeys([nodeAt(server.port)], {signal: AbortSignal.abort()})).rejects.toMatchObject({kind: 'cancelled'});
			await expect(stat(marks)).rejects.toMatchObject({code: 'ENOENT'});
			await shell.scanHostKeys([nodeAt(server.port)]);
		});
		expect(await readFile(marks, 'utf8')).toContain('x');
	});

	test('asks no host whose key is on file when it may skip them', async () => {
		const gone = nodeAt(closedPort, 'gone');
		const knownHostsFile = join(lab.folder, 'skipped');
		await writeFile(knownHostsFile, `[127.0.0.1]:${gone.port} ${server.hostKey}\n`);
		const states = await withShell(lab, {knownHostsFile}, (shell) => shell.scanHostKeys([gone], {skipsKnown: true}));
		expect(states.get('gone')).toMatchObject({state: 'known', keys: [{fingerprint: fingerprintOf(server)}]});
	});

	test('finds keys in the user\'s own files, hashed or not', async () => {
		const own = join(lab.folder, 'own_known_hosts');
		await writeFile(own, `[127.0.0.1]:${server.port} ${server.hostKey}\n`);
		spawnSync('ssh-keygen', ['-H', '-f', own]);
		expect(await readFile(own, 'utf8')).toMatch(/^\|1\|/);
		const configFile = join(lab.folder, 'own_config');
		await writeFile(configFile, `UserKnownHostsFile ${own}\n`);
		await withShell(lab, {configFile, knownHostsFile: join(lab.folder, 'none')}, async (shell) => {
			expect((await shell.scanHostKeys([nodeAt(server.port)])).get('n1')?.state).toBe('known');
			expect((await shell.run(nodeAt(server.port), {text: 'echo in', asRoot: false})).stdout).toBe('in\n');
		});
	});

	test('takes a key down through a jump host', async () => {
		const jump = await lab.start();
		const knownHostsFile = await trust(lab, [jump], 'jumped');
		const configFile = join(lab.folder, 'jumping');
		await writeFile(configFile, `Host jump\n HostName 127.0.0.1\n Port ${jump.port}\n IdentityFile ${lab.identityFile}\n UserKnownHostsFile ${knownHostsFile}\nHost behind\n HostName 127.0.0.1\n Port ${server.port}\n ProxyJump jump\n`);
		await withShell(lab, {configFile, knownHostsFile: join(lab.folder, 'pins/known_hosts')}, async (shell) => {
			const node = {name: 'n1', address: 'behind'};
			const state = (await shell.scanHostKeys([node])).get('n1');
			expect(state).toMatchObject({state: 'unknown', keys: [{fingerprint: fingerprintOf(server)}]});
			await shell.pinHostKeys([{node, keys: state?.keys ?? []}]);
			expect((await shell.run(node, {text: 'echo in', asRoot: false})).stdout).toBe('in\n');
		});
	});

	test('pins keys for this user alone, keeps what is there, and from then on trusts nothing else for that host', async () => {
		const other = await lab.start();
		const knownHostsFile = join(lab.folder, 'pin/known_hosts');
		await mkdir(join(lab.folder, 'pin'));
		await writeFile(knownHostsFile, `# mine\n[10.9.9.9]:22 ${other.hostKey}`);
		const own = await trust(lab, [server], 'own-right');
		const configFile = join(lab.folder, 'own-right-config');
		await writeFile(configFile, `UserKnownHostsFile ${own}\n`);
		await withShell(lab, {configFile, knownHostsFile}, async (shell) => {
			const node = nodeAt(server.port);
			expect((await shell.run(node, {text: 'echo in', asRoot: false})).exitCode).toBe(0);
			const wrong = parseKnownHosts(`x ${other.hostKey}\n`, '').map(({key}) => key);
			await shell.pinHostKeys([{node, keys: wrong}]);
			await shell.pinHostKeys([{node, keys: wrong}]);
		});
		expect(await readFile(knownHostsFile, 'utf8')).toBe(`# mine\n[10.9.9.9]:22 ${other.hostKey}\n[127.0.0.1]:${server.port} ${other.hostKey}\n`);
		expect((await stat(knownHostsFile)).mode & 0o777).toBe(0o600);
		await withShell(lab, {configFile, knownHostsFile}, async (shell) => {
			expect((await shell.scanHostKeys([nodeAt(server.port)])).get('n1')?.state).toBe('changed');
			expect(await problemOf(shell.run(nodeAt(server.port), {text: 'true', asRoot: false}))).toMatchObject({code: 'ssh-host-key-changed'});
		});
	});
});
