// Real OpenSSH servers on loopback, run by the current user with keys and configuration of their own.
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/sbin/sshd'].find((path) => existsSync(path));

/** False where this machine has no sshd; then tests skip, and say so. */
export const hasSshd = program !== undefined;

if (!hasSshd) {
	console.warn('no sshd on this machine: tests of the OpenSSH adapter are skipped (install openssh-server)');
}

/** Keys, folder and servers of one test file. */
export type SshdLab = {
	/** Private, removed by stop. */
	readonly folder: string;
	/** The client's key, which every server takes. */
	readonly identityFile: string;
	/** An empty ssh_config, so that the machine's own does not matter. */
	readonly configFile: string;
	start(options?: SshdOptions): Promise<Sshd>;
	stop(): Promise<void>;
};

export type SshdOptions = {
	/** Lines of sshd_config, before the defaults (the first wins). */
	readonly config?: readonly string[];
	/** Programs by name that stand first on the PATH of every session; each a POSIX sh script. */
	readonly programs?: Readonly<Record<string, string>>;
	/** Share another server's host key. */
	readonly hostKeyOf?: Sshd;
};

export type Sshd = {
	readonly port: number;
	/** `type base64` of its ed25519 host key. */
	readonly hostKey: string;
	readonly hostKeyFile: string;
	/** HOME of its sessions. */
	readonly home: string;
	readonly pid: number;
	/** What sshd logged so far. */
	log(): string;
	stop(): Promise<void>;
};

const generateKey = (file: string): void => {
	const {status, stderr} = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file], {encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(`ssh-keygen: ${stderr}`);
	}
};

const findFreePort = async (): Promise<number> => {
	const server = createServer();
	const port = await listenOnLoopback(server);
	server.close();
	await once(server, 'close');
	return port;
};

/** Listens on any loopback port and tells it. */
export const listenOnLoopback = async (server: Server): Promise<number> => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') {
		throw new Error('no port');
	}
	return address.port;
};

/** Makes keys and a folder; servers are started from it. */
export const openSshdLab = async (): Promise<SshdLab> => {
	const folder = await mkdtemp(join(tmpdir(), 'kubenroll-sshd-'));
	const identityFile = join(folder, 'identity');
	const configFile = join(folder, 'ssh_config');
	generateKey(identityFile);
	await writeFile(configFile, '');
	const servers: Sshd[] = [];
	let started = 0;
	return {
		folder,
		identityFile,
		configFile,
		async start(options = {}) {
			const server = await startSshd(folder, String((started += 1)), identityFile, options);
			servers.push(server);
			return server;
		},
		async stop() {
			await Promise.all(servers.map((server) => server.stop()));
			await rm(folder, {recursive: true, force: true});
		},
	};
};

// Between finding a free port and listening on it, another program may take it; sshd takes no port of the kernel's choice.
const retryTakenPort = async <Started>(start: () => Promise<Started>): Promise<Started> => {
	for (let attempts = 1; ; attempts++) {
		try {
			return await start();
		} catch (error) {
			if (attempts === 5 || !(error instanceof Error && error.message.includes('Address already in use'))) {
				throw error;
			}
		}
	}
};

const startSshd = async (folder: string, name: string, identityFile: string, options: SshdOptions): Promise<Sshd> => {
	if (program === undefined) {
		throw new Error('no sshd');
	}
	const root = join(folder, `server-${name}`);
	const home = join(root, 'home');
	const programs = join(root, 'bin');
	await mkdir(home, {recursive: true});
	await mkdir(programs);
	for (const [file, text] of Object.entries(options.programs ?? {})) {
		await writeFile(join(programs, file), `#!/bin/sh\n${text}\n`);
		await chmod(join(programs, file), 0o755);
	}
	const hostKeyFile = options.hostKeyOf?.hostKeyFile ?? join(root, 'host_key');
	if (options.hostKeyOf === undefined) {
		generateKey(hostKeyFile);
	}
	if (userInfo().uid === 0) {
		mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
	}
	const lines: string[] = [];
	const {child, port} = await retryTakenPort(async () => {
		const port = await findFreePort();
		const configFile = join(root, 'sshd_config');
		await writeFile(
			configFile,
			[
				...(options.config ?? []),
				`Port ${port}`,
				'ListenAddress 127.0.0.1',
				`HostKey ${hostKeyFile}`,
				`AuthorizedKeysFile ${identityFile}.pub`,
				'PidFile none',
				'StrictModes no',
				'UsePAM no',
				'PasswordAuthentication no',
				'KbdInteractiveAuthentication no',
				'MaxStartups 100:30:200',
				// A HOME without profiles: an account whose shell starts slowly would make every figure wrong.
				`SetEnv HOME=${home} PATH=${programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
				'',
			].join('\n'),
		);
		const child = spawn(program, ['-D', '-e', '-f', configFile], {stdio: ['ignore', 'ignore', 'pipe']});
		await new Promise<void>((resolve, reject) => {
			createInterface({input: child.stderr}).on('line', (line) => {
				lines.push(line);
				if (line.includes('Server listening on')) {
					resolve();
				}
			});
			// Not 'exit': what it said last may come after that.
			child.once('close', () => reject(new Error(`sshd ended:\n${lines.join('\n')}`)));
		});
		return {child, port};
	});
	const exited = once(child, 'exit');
	const hostKey = (await readFile(`${hostKeyFile}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
	return {
		port,
		hostKey,
		hostKeyFile,
		home,
		pid: child.pid ?? 0,
		log: () => lines.join('\n'),
		async stop() {
			child.kill('SIGTERM');
			await exited;
		},
	};
};
