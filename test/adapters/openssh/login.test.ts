import {spawnSync} from 'node:child_process';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createOpenSsh} from '../../../source/adapters/openssh/create-open-ssh.ts';
import {nodeAt, problemOf} from '../../support/open-ssh.ts';

const realSsh = spawnSync('sh', ['-c', 'command -v ssh'], {encoding: 'utf8'}).stdout.trim();

describe.skipIf(realSsh === '')('a login that was kept', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'kubenroll-login-'));
		vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await rm(folder, {recursive: true, force: true});
	});

	// The first login takes one script and does as `then` says; later ones are whole. Every login is noted.
	const answerOnce = async (then: string): Promise<void> => {
		const once = 'echo kubenroll-ready; read -r k n; read -r s; for e in begins 0; do echo "$k 1 $e"; echo "$k 1 $e" >&2; done';
		await writeFile(
			join(folder, 'ssh'),
			`#!/bin/sh\ncase " $* " in *" -G "*) exec ${realSsh} "$@";; esac\necho login >> '${folder}/logins'\nif [ "$(wc -l < '${folder}/logins')" -eq 1 ]; then ${once}; ${then}; fi\nfor command; do :; done\nexec /bin/sh -c "$command"\n`,
		);
		await chmod(join(folder, 'ssh'), 0o755);
	};
	const runTwice = async (): Promise<string> => {
		const shell = await createOpenSsh({configFile: '/dev/null', knownHostsFile: join(folder, 'known_hosts'), connectTimeoutSeconds: 5});
		try {
			await shell.run(nodeAt(22), {text: 'true', asRoot: false});
			return (await shell.run(nodeAt(22), {text: 'echo again', asRoot: false})).stdout;
		} finally {
			await shell.close();
		}
	};
	const countLogins = async (): Promise<number> => (await readFile(join(folder, 'logins'), 'utf8')).split('\n').length - 1;

	test('and left before it began a script is followed by another login, once', async () => {
		await answerOnce('read -r k n; exit 0');
		expect(await runTwice()).toBe('again\n');
		expect(await countLogins()).toBe(2);
	});

	test('and many others are ended where too many files are open for the next, which is then tried once more', async () => {
		await writeFile(join(folder, 'ssh'), `#!/bin/sh\ncase " $* " in *" -G "*) exec ${realSsh} "$@";; esac\nfor command; do :; done\nexec /bin/sh -c "$command"\n`);
		await chmod(join(folder, 'ssh'), 0o755);
		const program = join(folder, 'program.ts');
		const adapter = new URL('../../../source/adapters/openssh/create-open-ssh.ts', import.meta.url);
		await writeFile(
			program,
			`import {createOpenSsh} from '${adapter.href}';
			const shell = await createOpenSsh({configFile: '/dev/null', knownHostsFile: '${folder}/known_hosts', connectTimeoutSeconds: 5});
			for (let port = 1; port <= 30; port += 1) {
				const {stdout} = await shell.run({name: 'n', address: '127.0.0.1', port}, {text: 'echo it works', asRoot: false});
				process.stdout.write(stdout);
			}
			await shell.close();`,
		);
		const {stdout, stderr} = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, program], {encoding: 'utf8'});
		expect({stdout, stderr}).toEqual({stdout: 'it works\n'.repeat(30), stderr: ''});
	}, 20_000);

	test('and broke with a script under way is told: nothing may run twice', async () => {
		await answerOnce('read -r k n; kill -9 $$');
		expect(await problemOf(runTwice())).toMatchObject({code: 'ssh-connection-lost'});
		expect(await countLogins()).toBe(1);
	});
});
