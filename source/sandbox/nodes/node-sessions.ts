import type {ChildProcess} from 'node:child_process';
import {createInterface} from 'node:readline';
import {Duplex, type Readable} from 'node:stream';
import {spawnInTree, type TreeEntry} from './enter-tree.ts';
import type {NodeSession} from './node-session.ts';
import {leadPathsInside} from './rewrite-paths.ts';
import {createDelay, createInputRewriter, createOutputRewriter} from './session-streams.ts';

/** Where sessions of one node happen, and who answers its stand-ins. */
export type SessionsSetup = {
	readonly tree: string;
	readonly entry: TreeEntry;
	/** Of the node; sshd tells it to sessions. */
	readonly address: string;
	/** Of the way to the node, one way, in milliseconds. */
	readonly delayMs: number;
	/** Answers one line of a stand-in, as answerProgram does. Never rejects. */
	readonly answer: (request: string) => Promise<string>;
};

/** The commands that run on one node. */
export type NodeSessions = {
	/** Runs a command for its login shell's sake, as sshd would. `scriptsCome`: kubenroll's own way, with scripts on standard input. */
	readonly execute: (command: string, options: {readonly scriptsCome: boolean; readonly client?: string}) => NodeSession;
	/** Ends them all. */
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

// The shell and what it started: a group of their own.
const killGroup = (pid: number): void => {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// Gone already.
	}
};

/** Makes the sessions of a node over a tree that is there already. */
export const createNodeSessions = ({tree, entry, address, delayMs, answer}: SessionsSetup): NodeSessions => {
	const live = new Set<NodeSession>();
	const isRewritten = entry.kind === 'rewrite';
	const execute: NodeSessions['execute'] = (command, {scriptsCome, client = '127.0.0.1 40000'}) => {
		const child = spawnInTree(entry, {
			tree,
			command: isRewritten && !scriptsCome ? leadPathsInside(command) : command,
			environment: {HOME: '/root', USER: 'root', LOGNAME: 'root', SHELL: '/bin/sh', SSH_CONNECTION: `${client} ${address} 22`},
		});
		answerStandIns(child, isRewritten ? async (request) => leadPathsInside(await answer(request)) : answer);
		const {stdin, stdout, stderr, pid} = child;
		if (stdin === null || stdout === null || stderr === null) {
			throw new Error('a session has no pipes');
		}
		// The command may end before it has read everything.
		stdin.on('error', () => undefined);
		const delay = (): readonly Duplex[] => (delayMs > 0 ? [createDelay(delayMs)] : []);
		const [first, ...further] = [...delay(), ...(isRewritten ? [createInputRewriter(scriptsCome)] : [])];
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
		execute,
		stop: async () => {
			const sessions = [...live];
			for (const session of sessions) {
				session.kill();
			}
			await Promise.all(sessions.map(async ({ended}) => ended));
		},
	};
};
