import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseKubernetesVersion} from '../../core/kubernetes-versions/kubernetes-version.ts';
import {chooseTreeEntry} from './choose-tree-entry.ts';
import type {TreeEntry} from './enter-tree.ts';
import type {KubeletFault} from './kubelet-host.ts';
import {createPracticeNode, type PracticeNode} from './practice-node.ts';
import {makePracticeTree, makeSocketFile} from './practice-tree.ts';
import {makeSshKey, serveSsh, type SshKeyPair, type SshServer} from './serve-ssh.ts';
import {writeStandIns} from './stand-ins.ts';

/** One node that is wanted. */
export type NodeWish = {
	readonly name: string;
	/** Its own, an IPv4 address of 10.20.0.0/16, which nothing leads to. */
	readonly address: string;
	/** What operators give ssh, where that is not its own address: of 127.0.0.0/8, so that it is plain that the node is on this machine. */
	readonly dialled?: string;
	readonly faults?: readonly KubeletFault[];
	/** Nothing listens at its SSH port. */
	readonly isDown?: boolean;
	/** Of the way to it, one way. */
	readonly delayMs?: number;
};

/** Where ssh gets into a node. */
export type NodeDoor = {
	readonly name: string;
	/** What ssh is told to dial; its configuration leads from there to the port. */
	readonly address: string;
	/** On 127.0.0.1. */
	readonly port: number;
	/** `type base64`; empty while nobody listens. */
	readonly hostKey: string;
};

/** Nodes that run. */
export type PracticeNodes = {
	readonly entry: TreeEntry;
	readonly nodes: readonly PracticeNode[];
	/** Where ssh gets into each node, now. */
	readonly doors: () => readonly NodeDoor[];
	/** Lets somebody switch on what was down: it answers from then on. */
	readonly switchOn: (name: string) => Promise<void>;
	/** The only key that gets in. */
	readonly clientKey: SshKeyPair;
	readonly find: (name: string) => PracticeNode | undefined;
	readonly stop: () => Promise<void>;
};

/** How nodes are made; `folder` is private, and everything is below it. */
export type NodesSetup = {
	readonly folder: string;
	readonly kubernetesVersion: string;
	readonly timeFactor: number;
	/** undefined: whichever this machine allows. */
	readonly entry?: TreeEntry;
	/** Called before each start of a node's kubelet, which waits for it. */
	readonly beforeKubeletStart?: (nodeName: string) => Promise<void>;
	readonly onBug: (error: unknown) => void;
};

type Started = {readonly node: PracticeNode; readonly dialled: string; server: SshServer | undefined};

// As many as Node.js's file operations have threads.
const startsAtOnce = 4;

// IANA keeps it unassigned, and nothing listens below 1024 by chance on a laptop: a port that refuses.
const refusingPort = 1;

/** Makes and starts nodes: a tree, an SSH server and a kubelet service each, all in this process. The caller stops them. */
export const startNodes = async (wishes: readonly NodeWish[], setup: NodesSetup): Promise<PracticeNodes> => {
	const {folder, kubernetesVersion, timeFactor, onBug} = setup;
	await mkdir(folder, {recursive: true, mode: 0o700});
	const entry = setup.entry ?? (await chooseTreeEntry(folder));
	const standIns = join(folder, 'stand-ins');
	await writeStandIns(standIns, entry.kind);
	const socket = entry.kind === 'namespace' ? await makeSocketFile(folder) : undefined;
	const clientKey = makeSshKey('kubenroll-practice');
	const minor = parseKubernetesVersion(kubernetesVersion)?.minor ?? 0;

	const openDoor = async (node: PracticeNode): Promise<SshServer> => serveSsh(node, {hostKey: makeSshKey(node.name), clientKey});
	const startOne = async (wish: NodeWish): Promise<Started> => {
		const {name, address, faults = [], delayMs = 0} = wish;
		const tree = join(folder, name);
		await makePracticeTree(tree, {name, address, hasRuntime: !faults.includes('runtime-down')}, {entry, standIns, machineId: randomBytes(16).toString('hex'), ...(socket === undefined ? {} : {socket: socket.path})});
		const node = createPracticeNode({name, address, kubernetesVersion, minor, timeFactor, faults, delayMs}, {tree, entry, onBug, beforeStart: async () => setup.beforeKubeletStart?.(name)});
		return {node, dialled: wish.dialled ?? address, server: wish.isDown === true ? undefined : await openDoor(node)};
	};
	const started: Started[] = [];
	const stop = async (): Promise<void> => {
		await Promise.all(started.map(async ({server}) => server?.close()));
		await Promise.all(started.map(async ({node}) => node.stop()));
		await socket?.close();
	};
	try {
		for (let from = 0; from < wishes.length; from += startsAtOnce) {
			started.push(...(await Promise.all(wishes.slice(from, from + startsAtOnce).map(startOne))));
		}
	} catch (error) {
		await stop();
		throw error;
	}
	const nodes = started.map(({node}) => node);
	const byName = new Map(nodes.map((node) => [node.name, node] as const));
	return {
		entry,
		nodes,
		clientKey,
		doors: () => started.map(({node, dialled, server}) => ({name: node.name, address: dialled, port: server?.port ?? refusingPort, hostKey: server?.hostKey ?? ''})),
		switchOn: async (name) => {
			const found = started.find(({node}) => node.name === name);
			if (found !== undefined) {
				found.server ??= await openDoor(found.node);
			}
		},
		find: (name) => byName.get(name),
		stop,
	};
};
