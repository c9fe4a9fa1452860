import type {TreeEntry} from './enter-tree.ts';
import {createNodeSessions, type NodeSessions} from './node-sessions.ts';
import {serveSsh, type SshKeyPair, type SshServer} from './serve-ssh.ts';

/** The way into one node; plain data. */
export type Gate = {
	readonly name: string;
	readonly tree: string;
	readonly address: string;
	/** Of the way to it, one way, in milliseconds. */
	readonly delayMs: number;
	readonly hostKey: SshKeyPair;
};

/** What lets ssh into nodes: their SSH servers, and the sessions behind these. */
export type Gatehouse = {
	/** Opens one; resolves to its port on 127.0.0.1. */
	readonly open: (gate: Gate) => Promise<number>;
	/** Runs a command behind an open gate that no session waits for, until it ends or all do. */
	readonly run: (nodeName: string, command: string) => void;
	/** Ends every session and closes every gate. */
	readonly stop: () => Promise<void>;
};

/** What all gates share; `answer` speaks for the machine of a node. */
export type GatehouseSetup = {readonly entry: TreeEntry; readonly clientKey: SshKeyPair; readonly answer: (nodeName: string, request: string) => Promise<string>};

/** Keeps the gates in this process. */
export const keepGatehouse = ({entry, clientKey, answer}: GatehouseSetup): Gatehouse => {
	const opened = new Map<string, {readonly server: SshServer; readonly sessions: NodeSessions}>();
	return {
		open: async ({name, tree, address, delayMs, hostKey}) => {
			const sessions = createNodeSessions({tree, entry, address, delayMs, answer: async (request) => answer(name, request)});
			const server = await serveSsh(sessions, {hostKey, clientKey});
			opened.set(name, {server, sessions});
			return server.port;
		},
		run: (nodeName, command) => {
			const session = opened.get(nodeName)?.sessions.execute(command, {scriptsCome: false});
			session?.stdin.end();
			session?.stdout.resume();
			session?.stderr.resume();
		},
		stop: async () => {
			await Promise.all([...opened.values()].map(async ({server}) => server.close()));
			await Promise.all([...opened.values()].map(async ({sessions}) => sessions.stop()));
		},
	};
};
