// The way to practice nodes where this machine has no ssh: the same scripts, over an SSH client of our own that knows nothing but practice nodes.
import {createReadStream} from 'node:fs';
import {createInstall, createUpload} from '../adapters/openssh/install-files.ts';
import type {LoginDesk, WorkResult} from '../adapters/openssh/login.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {NodeAddress, RemoteShell} from '../ports/remote-shell.ts';
import {dialNode} from '../sandbox/nodes/dial-node.ts';
import type {NodeSession} from '../sandbox/nodes/node-session.ts';
import type {NodeDoor} from '../sandbox/nodes/start-nodes.ts';

const read = async (stream: NodeJS.ReadableStream, onFirst: () => void): Promise<string> => {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) {
		onFirst();
		chunks.push(Buffer.from(chunk));
	}
	return Buffer.concat(chunks).toString('utf8');
};

/** Opens a shell that reaches the nodes of a practice cluster without the system's ssh. A node that is down is unreachable in the same words as over that. */
export const openDirectShell = (doors: () => readonly NodeDoor[], privateKey: string): RemoteShell => {
	const findDoor = ({address}: NodeAddress): NodeDoor | undefined => doors().find((door) => door.address === address && door.hostKey !== '');
	const unreachable = (node: NodeAddress): Failure => new Failure(problem('ssh-refused', node.name, {address: node.address, port: 22, command: `ssh ${node.address}`}));
	const execute = async (node: NodeAddress, command: string): Promise<NodeSession> => {
		const door = findDoor(node);
		if (door === undefined) {
			throw unreachable(node);
		}
		try {
			return await dialNode(door, privateKey, command);
		} catch {
			throw unreachable(node);
		}
	};
	const work: LoginDesk['work'] = async (node, {script, input = {text: ''}, timeoutMs, signal}): Promise<WorkResult> => {
		const sentAtMs = Date.now();
		let firstByteAtMs = 0;
		const session = await execute(node, `PATH=$PATH:/usr/sbin:/sbin\nLC_ALL=C\nexport LC_ALL\nset -- "$SSH_CONNECTION"\n${script}`);
		const patience = AbortSignal.timeout(timeoutMs);
		const end = AbortSignal.any([patience, ...(signal === undefined ? [] : [signal])]);
		end.addEventListener('abort', session.kill);
		session.stdin.on('error', () => undefined);
		const {text, rest} = input;
		session.stdin.write(text);
		if (rest === undefined) {
			session.stdin.end();
		} else {
			createReadStream(rest.file, {end: rest.bytes - 1}).on('error', session.kill).pipe(session.stdin);
		}
		const note = (): void => {
			firstByteAtMs ||= Date.now();
		};
		const [stdout, stderr, exitCode] = await Promise.all([read(session.stdout, note), read(session.stderr, () => undefined), session.ended]);
		end.removeEventListener('abort', session.kill);
		if (signal?.aborted === true) {
			throw new Failure(problem('ssh-cancelled', node.name, {}), 'cancelled');
		}
		const endedAtMs = Date.now();
		return {exitCode, stdout, stderr, sentAtMs, firstByteAtMs: firstByteAtMs || endedAtMs, endedAtMs, privilege: 'root'};
	};
	// There are no logins: nothing to resolve, and nothing to end.
	const desk: LoginDesk = {work, resolve: async ({address, port = 22}) => ({hostName: address, port, user: 'root', keyName: address, knownHostsFiles: []}), close: async () => undefined};
	return {
		run: async (node, {text, asRoot}, {timeoutMs = 60_000, signal, input} = {}) => {
			const {exitCode, stdout, stderr, sentAtMs, firstByteAtMs, endedAtMs} = await work(node, {script: text, asRoot, timeoutMs, ...(signal === undefined ? {} : {signal}), ...(input === undefined ? {} : {input: {text: input}})});
			return {exitCode, stdout, stderr, sentAtMs, firstByteAtMs, durationMs: endedAtMs - sentAtMs, privilege: 'root'};
		},
		install: createInstall(desk),
		upload: createUpload(desk),
		scanHostKeys: async (nodes) =>
			new Map(
				nodes.map((node) => [node.name, findDoor(node) === undefined ? {state: 'unreachable', keys: [], problems: unreachable(node).problems} : {state: 'known', keys: []}] as const),
			),
		pinHostKeys: async () => undefined,
		close: async () => undefined,
	};
};
