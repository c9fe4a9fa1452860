import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseKubernetesVersion} from '../../core/kubernetes-versions/kubernetes-version.ts';
import {answeredPrograms} from './answer-program.ts';
import {chooseTreeEntry} from './choose-tree-entry.ts';
import type {TreeEntry} from './enter-tree.ts';
import {type Gate, keepGatehouse} from './gatehouse.ts';
import type {KubeletFault} from './kubelet-host.ts';
import {openGatehouse} from './open-gatehouse.ts';
import {createPracticeNode, type PracticeNode} from './practice-node.ts';
import {makePracticeTree, makeSharedParts, makeSocketFile} from './practice-tree.ts';
import {makeSshKey, type SshKeyPair} from './serve-ssh.ts';
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

/** A machine that is no node. */
export type MachineWish = Pick<NodeWish, 'name' | 'address' | 'dialled'> & {
	/** Puts into its tree what nodes do not have; `standIns` is the folder of their programs. */
	readonly furnish: (tree: string, standIns: string) => Promise<void>;
	/** Names of the programs that it answers. */
	readonly programs: readonly string[];
	/** Answers one line of a stand-in; `run` starts a command in its tree that outlives the session. Never rejects. */
	readonly answer: (request: string, run: (command: string) => void) => Promise<string>;
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
	/** Where ssh gets into each machine, now; nodes first. */
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
	/** What keeps the SSH servers, in a process of its own; undefined: this one does. */
	readonly gatesProgram?: URL;
	/** Machines beside them, which ssh gets into as well. */
	readonly machines?: readonly MachineWish[];
	/** Called before each start of a node's kubelet, which waits for it. */
	readonly beforeKubeletStart?: (nodeName: string) => Promise<void>;
	readonly onBug: (error: unknown) => void;
};

type Made = {readonly gate: Gate; readonly dialled: string; port: number | undefined};
type MadeNode = Made & {readonly node: PracticeNode};

// As many as Node.js's file operations have threads.
const madeAtOnce = 4;

// IANA keeps it unassigned, and nothing listens below 1024 by chance on a laptop: a port that refuses.
const refusingPort = 1;

// As known_hosts holds it: without the comment.
const formatHostKey = ({hostKey}: Gate): string => hostKey.public.split(' ', 2).join(' ');

/** Makes and starts nodes: a tree, an SSH server and a kubelet service each. The caller stops them. */
export const startNodes = async (wishes: readonly NodeWish[], setup: NodesSetup): Promise<PracticeNodes> => {
	const {folder, kubernetesVersion, timeFactor, gatesProgram, machines = [], onBug} = setup;
	await mkdir(folder, {recursive: true, mode: 0o700});
	const entry = setup.entry ?? (await chooseTreeEntry(folder));
	const standIns = join(folder, 'stand-ins');
	await writeStandIns(standIns, entry.kind, [...answeredPrograms, ...machines.flatMap(({programs}) => programs)]);
	// Machines beside the nodes write into what nodes only read.
	const isShared = entry.kind === 'namespace';
	if (isShared) {
		await makeSharedParts(standIns);
	}
	const socket = isShared ? await makeSocketFile(folder) : undefined;
	const clientKey = makeSshKey('kubenroll-practice');
	const minor = parseKubernetesVersion(kubernetesVersion)?.minor ?? 0;

	const makeTree = async ({name, address, dialled = address, faults = [], delayMs = 0}: NodeWish, shares: boolean): Promise<Made> => {
		const tree = join(folder, name);
		await makePracticeTree(tree, {name, address, hasRuntime: !faults.includes('runtime-down')}, {entry, standIns, shares, machineId: randomBytes(16).toString('hex'), ...(socket === undefined ? {} : {socket: socket.path})});
		return {gate: {name, tree, address, delayMs, hostKey: makeSshKey(name)}, dialled, port: undefined};
	};
	const makeNode = async (wish: NodeWish): Promise<MadeNode> => {
		const made = await makeTree(wish, isShared);
		const {name, address, faults = []} = wish;
		return {...made, node: createPracticeNode({name, address, kubernetesVersion, minor, timeFactor, faults}, {tree: made.gate.tree, onBug, beforeStart: async () => setup.beforeKubeletStart?.(name)})};
	};
	const made: MadeNode[] = [];
	for (let from = 0; from < wishes.length; from += madeAtOnce) {
		made.push(...(await Promise.all(wishes.slice(from, from + madeAtOnce).map(makeNode))));
	}
	const beside = await Promise.all(machines.map(async (machine) => makeTree(machine, false)));
	await Promise.all(machines.map(async ({furnish}, index) => furnish(beside[index]?.gate.tree ?? '', standIns)));
	const all: readonly Made[] = [...made, ...beside];
	const byName = new Map(made.map((one) => [one.node.name, one] as const));
	const machineByName = new Map(machines.map((machine) => [machine.name, machine] as const));
	const answer = async (name: string, request: string): Promise<string> => (await (byName.get(name)?.node.answer(request) ?? machineByName.get(name)?.answer(request, (command) => gatehouse.run(name, command)))) ?? '70\n';
	const gates = {entry, clientKey, answer};
	const gatehouse = gatesProgram === undefined ? keepGatehouse(gates) : await openGatehouse({...gates, program: gatesProgram, folder, trees: all.map(({gate}) => gate.tree), onBug});
	const switchOn = async (one: Made): Promise<void> => {
		one.port ??= await gatehouse.open(one.gate);
	};
	const stop = async (): Promise<void> => {
		await gatehouse.stop();
		await Promise.all(made.map(async ({node}) => node.stop()));
		await socket?.close();
	};
	try {
		const down = new Set(wishes.filter(({isDown}) => isDown === true).map(({name}) => name));
		await Promise.all(all.filter(({gate}) => !down.has(gate.name)).map(switchOn));
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		entry,
		nodes: made.map(({node}) => node),
		clientKey,
		doors: () => all.map(({gate, dialled, port}) => ({name: gate.name, address: dialled, port: port ?? refusingPort, hostKey: port === undefined ? '' : formatHostKey(gate)})),
		switchOn: async (name) => {
			const found = byName.get(name);
			if (found !== undefined) {
				await switchOn(found);
			}
		},
		find: (name) => byName.get(name)?.node,
		stop,
	};
};
