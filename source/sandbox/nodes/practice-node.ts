import {type ChildProcess} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {createInterface} from 'node:readline';
import {Duplex, type Readable} from 'node:stream';
import {answerProgram} from './answer-program.ts';
import {spawnInTree, type TreeEntry} from './enter-tree.ts';
import {openJournal} from './journal.ts';
import type {KubeletFault, KubeletHost} from './kubelet-host.ts';
import {createKubeletService, type KubeletService} from './kubelet-service.ts';
import type {NodeSession} from './node-session.ts';
import {placeInTree, writeSockets} from './practice-tree.ts';
import {leadPathsInside} from './rewrite-paths.ts';
import {createDelay, createInputRewriter, createOutputRewriter} from './session-streams.ts';

/** What a node is told apart by. */
export type PracticeNodeSpec = {
	readonly name: string;
	readonly address: string;
	readonly kubernetesVersion: string;
	readonly minor: number;
	readonly timeFactor: number;
	readonly faults: readonly KubeletFault[];
	/** Of the way to it, one way, in milliseconds. */
	readonly delayMs: number;
};

/** A simulated machine: a tree of files, a kubelet service, and commands that really run. */
export type PracticeNode = {
	readonly name: string;
	readonly address: string;
	readonly service: KubeletService;
	/** Runs a command for its login shell's sake, as sshd would. `scriptComesFirst`: kubenroll's own way, with the script as first line of standard input. */
	readonly execute: (command: string, options: {readonly scriptComesFirst: boolean; readonly client?: string}) => NodeSession;
	/** The path on this machine of a path on the node. */
	readonly place: (path: string) => string;
	readonly setFaults: (faults: readonly KubeletFault[]) => Promise<void>;
	readonly journal: KubeletHost['journal'];
	readonly stop: () => Promise<void>;
};

const answerStandIns = (child: ChildProcess, answer: (request: string) => Promise<string>): void => {
	const channel = child.stdio[3];
	if (!(channel instanceof Duplex)) {
		return;
	}
	// Who asked may be killed before there is an answer; readline tells errors of its input as its own.
	channel.on('error', () => undefined);
	const lines = createInterface({input: channel});
	lines.on('error', () => undefined);
	lines.on('line', (line) => {
		void answer(line).then((text) => channel.write(text));
	});
};

const endOf = async (child: ChildProcess): Promise<number> =>
	new Promise((resolve) => {
		child.once('error', () => resolve(255));
		child.once('close', (code) => resolve(code ?? 255));
	});

const through = (from: Readable, ...steps: readonly Duplex[]): Readable => steps.reduce<Readable>((stream, step) => stream.pipe(step), from);

/** Puts a node together over a tree that is there already; its kubelet is not running yet. `onBug` hears of errors of the simulation. */
export const createPracticeNode = (spec: PracticeNodeSpec, setup: {readonly tree: string; readonly entry: TreeEntry; readonly onBug: (error: unknown) => void; readonly beforeStart: () => Promise<void>}): PracticeNode => {
	const {tree, entry, onBug} = setup;
	let faults: ReadonlySet<KubeletFault> = new Set(spec.faults);
	const journal = openJournal();
	const host: KubeletHost = {...spec, tree, journal, faults: () => faults, beforeStart: setup.beforeStart};
	const service = createKubeletService(host, onBug);
	const live = new Set<NodeSession>();
	const isRewritten = entry.kind === 'rewrite';

	const answer = async (request: string): Promise<string> => {
		const text = await answerProgram({host, service}, request).catch((error: unknown) => {
			onBug(error);
			return '70\n';
		});
		return isRewritten ? leadPathsInside(text) : text;
	};
	const execute: PracticeNode['execute'] = (command, {scriptComesFirst, client = '127.0.0.1 40000'}) => {
		const child = spawnInTree(entry, {
			tree,
			command: isRewritten && !scriptComesFirst ? leadPathsInside(command) : command,
			environment: {HOME: '/root', USER: 'root', LOGNAME: 'root', SHELL: '/bin/sh', SSH_CONNECTION: `${client} ${spec.address} 22`},
		});
		answerStandIns(child, answer);
		const {stdin, stdout, stderr, pid} = child;
		if (stdin === null || stdout === null || stderr === null) {
			throw new Error('a session has no pipes');
		}
		// The command may end before it has read everything.
		stdin.on('error', () => undefined);
		const delay = (): readonly Duplex[] => (spec.delayMs > 0 ? [createDelay(spec.delayMs)] : []);
		const [first, ...further] = [...delay(), ...(isRewritten ? [createInputRewriter(scriptComesFirst)] : [])];
		if (first !== undefined) {
			through(first, ...further).pipe(stdin);
		}
		const session: NodeSession = {
			stdin: first ?? stdin,
			stdout: through(stdout, ...(isRewritten ? [createOutputRewriter(tree)] : []), ...delay()),
			stderr: through(stderr, ...(isRewritten ? [createOutputRewriter(tree)] : []), ...delay()),
			ended: endOf(child).finally(() => live.delete(session)),
			kill: () => {
				if (pid !== undefined && child.exitCode === null && child.signalCode === null) {
					killGroup(pid);
				}
				// Nobody reads on: streams that stay full would keep the session from ending.
				for (const stream of child.stdio) {
					stream?.destroy();
				}
			},
		};
		live.add(session);
		return session;
	};
	return {
		name: spec.name,
		address: spec.address,
		service,
		execute,
		journal,
		place: (path) => placeInTree(tree, path),
		setFaults: async (next) => {
			faults = new Set(next);
			await writeSockets(tree, !faults.has('runtime-down'));
		},
		stop: async () => {
			const sessions = [...live];
			for (const session of sessions) {
				session.kill();
			}
			await Promise.all([service.stop(), ...sessions.map(async ({ended}) => ended)]);
			await rm(tree, {recursive: true, force: true});
		},
	};
};

// The shell and what it started: a group of their own.
const killGroup = (pid: number): void => {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// Gone already.
	}
};
