import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {endProcesses, isRunning, listCgroupProcesses, listChildren, recogniseProcess, type LabProcess} from './lab-process.ts';
import type {HostPlace} from './place.ts';
import {tryCommand, type CommandResult} from './run.ts';
import {waitUntil} from './wait-until.ts';

/** A machine of the lab: a systemd of its own behind an sshd. What is done here is done as root and not by ssh. */
export type Host = {
	/** Its host name. */
	readonly name: string;
	readonly address: string;
	/** Its tree on this machine, without /var/lib/kubelet and /var/lib/containerd, which are elsewhere. */
	readonly root: string;
	/** Folder with only those files of `root` that differ from a fresh Debian and its binaries (an overlay's upper folder). */
	readonly changes: string;
	/** Runs a script with sh; resolves for any exit code. */
	exec(script: string, options?: {readonly stdin?: string}): Promise<CommandResult>;
	/** The text of a file; rejects when there is none. */
	readFile(path: string): Promise<string>;
	/** Makes or replaces a file, and the folders it is in; `mode` defaults to 0644. */
	writeFile(path: string, content: string, options?: {readonly mode?: number}): Promise<void>;
	/** Cuts the power; what was written stays. */
	stop(): Promise<void>;
	/** Boots, and waits for sshd. */
	start(): Promise<void>;
	isUp(): Promise<boolean>;
};

const environment = ['-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];

/** A host whose tree was prepared, running or not. */
export function openHost(place: HostPlace): Host {
	const host: Host = {
		name: place.name,
		address: place.address,
		root: join(place.folder, 'root'),
		changes: join(place.folder, 'changes'),
		async exec(script, options) {
			const init = await findInit(place);
			const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root', '--wd'];
			return tryCommand('nsenter', ['--target', `${init}`, ...namespaces, 'env', ...environment, 'sh', '-c', script], options);
		},
		async readFile(path) {
			const {stdout, stderr, exitCode} = await host.exec(`cat ${quote(path)}`);
			if (exitCode !== 0) {
				throw new Error(`${place.name}: couldn't read ${path}: ${stderr}`);
			}

			return stdout;
		},
		async writeFile(path, content, {mode = 0o644} = {}) {
			const script = `set -e; mkdir -p "$(dirname ${quote(path)})"; cat > ${quote(path)}; chmod ${mode.toString(8)} ${quote(path)}`;
			const {stderr, exitCode} = await host.exec(script, {stdin: content});
			if (exitCode !== 0) {
				throw new Error(`${place.name}: couldn't write ${path}: ${stderr}`);
			}
		},
		async stop() {
			const container = await readContainer(place);
			const running = await listCgroupProcesses(place.cgroup);
			await endProcesses(container ? [container, ...running] : running);
		},
		async start() {
			await bootHost(place);
			await waitUntil(`${place.name}: sshd answers`, async () => hasSshBanner(place.address));
		},
		async isUp() {
			const container = await readContainer(place);
			return container !== undefined && isRunning(container);
		},
	};
	return host;
}

async function bootHost(place: HostPlace): Promise<void> {
	const bind = (folder: string, target: string) => `--bind=${join(place.folder, folder)}:${target}`;
	const command = [
		'systemd-nspawn', '--boot', '--quiet', '--register=no', '--keep-unit', '--settings=no',
		`--directory=${join(place.folder, 'root')}`, `--machine=${place.machine}`, `--network-bridge=${place.bridge}`,
		'--capability=all', '--bind=/dev/kmsg', bind('containerd', '/var/lib/containerd'), bind('kubelet', '/var/lib/kubelet'),
		'--resolv-conf=off', '--timezone=off', '--link-journal=no', '--console=read-only',
	];
	const log = openSync(join(place.folder, 'console.log'), 'a');
	const child = spawn(join(import.meta.dirname, 'boot-host'), [place.cgroup, ...command], {
		detached: true,
		stdio: ['ignore', log, log],
		// Both are documented in systemd's docs/ENVIRONMENT.md: /proc/sys may be written to, and runc may use what seccomp would forbid.
		env: {PATH: process.env['PATH'], SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'yes', SYSTEMD_SECCOMP: '0'},
	});
	closeSync(log);
	await once(child, 'spawn');
	child.unref();
	const container = child.pid === undefined ? undefined : await recogniseProcess(child.pid);
	if (!container) {
		throw new Error(`${place.name}: couldn't boot\nhint: see ${join(place.folder, 'console.log')}`);
	}

	await writeFile(join(place.folder, 'process.json'), JSON.stringify(container));
}

/** The nspawn process of a host as it was recorded at its start; it may have ended since. */
export async function readContainer(place: HostPlace): Promise<LabProcess | undefined> {
	const text = await readFile(join(place.folder, 'process.json'), 'utf8').catch(() => undefined);
	// Written by bootHost alone.
	return text === undefined ? undefined : JSON.parse(text) as LabProcess;
}

async function findInit(place: HostPlace): Promise<number> {
	const container = await readContainer(place);
	const [init] = container && await isRunning(container) ? await listChildren(container.pid) : [];
	if (init === undefined) {
		throw new Error(`${place.name}: couldn't run anything there: the host is down`);
	}

	return init;
}

async function hasSshBanner(address: string): Promise<boolean> {
	const socket = connect({host: address, port: 22, timeout: 1000});
	try {
		return await new Promise(resolve => {
			socket.once('data', data => resolve(data.toString().startsWith('SSH-')));
			socket.once('error', () => resolve(false));
			socket.once('timeout', () => resolve(false));
			socket.once('close', () => resolve(false));
		});
	} finally {
		socket.destroy();
	}
}

function quote(text: string): string {
	return `'${text.replaceAll('\'', `'\\''`)}'`;
}
