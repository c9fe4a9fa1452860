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
	/** Its own, an IPv4 address of 10.20.0.0/16; it is reached on loopback all the same. */
	readonly address: string;
	readonly faults?: readonly KubeletFault[];
	/** Nothing listens at its SSH port. */
	readonly isDown?: boolean;
	/** Of the way to it, one way. */
	readonly delayMs?: number;
};

/** Nodes that run. */
export type PracticeNodes = {
	readonly entry: TreeEntry;
	readonly nodes: readonly PracticeNode[];
	/** Where ssh gets into a node. */
	readonly doors: readonly {readonly name: string; readonly address: string; readonly port: number; readonly hostKey: string}[];
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

	const startOne = async (wish: NodeWish): Promise<{readonly node: PracticeNode; readonly server: SshServer | undefined}> => {
		const {name, address, faults = [], delayMs = 0} = wish;
		const tree = join(folder, name);
		await makePracticeTree(tree, {name, address, hasRuntime: !faults.includes('runtime-down')}, {entry, standIns, machineId: randomBytes(16).toString('hex'), ...(socket === undefined ? {} : {socket: socket.path})});
		const node = createPracticeNode({name, address, kubernetesVersion, minor, timeFactor, faults, delayMs}, {tree, entry, onBug, beforeStart: async () => setup.beforeKubeletStart?.(name)});
		const server = wish.isDown === true ? undefined : await serveSsh(node, {hostKey: makeSshKey(name), clientKey});
		return {node, server};
	};
	const started: Awaited<ReturnType<typeof startOne>>[] = [];
	const stop = async (): Promise<void> => {
		await Promise.all(started.map(async ({server}) => server?.close()));
		await Promise.all(started.map(async ({node}) => node.stop()));
		await socket?.close();
	};
	try {
		for (const wish of wishes) {
			started.push(await startOne(wish));
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
		doors: started.map(({node, server}) => ({name: node.name, address: node.address, port: server?.port ?? refusingPort, hostKey: server?.hostKey ?? ''})),
		find: (name) => byName.get(name),
		stop,
	};
};
