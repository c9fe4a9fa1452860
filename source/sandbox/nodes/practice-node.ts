import {rm} from 'node:fs/promises';
import {answerProgram} from './answer-program.ts';
import {openJournal} from './journal.ts';
import type {KubeletFault, KubeletHost} from './kubelet-host.ts';
import {createKubeletService, type KubeletService} from './kubelet-service.ts';
import {placeInTree, writeSockets} from './practice-tree.ts';

/** What a node is told apart by. */
export type PracticeNodeSpec = {
	readonly name: string;
	readonly address: string;
	readonly kubernetesVersion: string;
	readonly minor: number;
	readonly timeFactor: number;
	readonly faults: readonly KubeletFault[];
};

/** A simulated machine: a tree of files, a kubelet service, and answers to what runs in its sessions. */
export type PracticeNode = {
	readonly name: string;
	readonly address: string;
	readonly tree: string;
	readonly service: KubeletService;
	/** Answers one line of a stand-in. Never rejects. */
	readonly answer: (request: string) => Promise<string>;
	/** The path on this machine of a path on the node. */
	readonly place: (path: string) => string;
	readonly setFaults: (faults: readonly KubeletFault[]) => Promise<void>;
	readonly journal: KubeletHost['journal'];
	/** Ends its kubelet and removes its tree; sessions are over by then. */
	readonly stop: () => Promise<void>;
};

/** Puts a node together over a tree that is there already; its kubelet is not running yet. `onBug` hears of errors of the simulation. */
export const createPracticeNode = (spec: PracticeNodeSpec, setup: {readonly tree: string; readonly onBug: (error: unknown) => void; readonly beforeStart: () => Promise<void>}): PracticeNode => {
	const {tree, onBug} = setup;
	let faults: ReadonlySet<KubeletFault> = new Set(spec.faults);
	const journal = openJournal();
	const host: KubeletHost = {...spec, tree, journal, faults: () => faults, beforeStart: setup.beforeStart};
	const service = createKubeletService(host, onBug);
	return {
		name: spec.name,
		address: spec.address,
		tree,
		service,
		answer: async (request) =>
			answerProgram({host, service}, request).catch((error: unknown) => {
				onBug(error);
				return '70\n';
			}),
		journal,
		place: (path) => placeInTree(tree, path),
		setFaults: async (next) => {
			faults = new Set(next);
			await writeSockets(tree, !faults.has('runtime-down'));
		},
		stop: async () => {
			await service.stop();
			await rm(tree, {recursive: true, force: true});
		},
	};
};
