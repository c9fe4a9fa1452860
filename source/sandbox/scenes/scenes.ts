import type {NodeWish} from '../nodes/start-nodes.ts';
import type {Trouble} from './make-trouble.ts';

/** What a practice cluster is in for. */
export type Scene = {
	readonly nodes: readonly NodeWish[];
	/** Names and addresses of Nodes that are in the cluster and have nothing to do with it. */
	readonly others: readonly {readonly name: string; readonly address: string; readonly isControlPlane: boolean}[];
	/** Nodes that are enrolled before the tour begins. */
	readonly enrolledBefore: readonly string[];
	/** What happens by itself. */
	readonly troubles: readonly Trouble[];
	/** How many times faster than real ones the kubelets settle and try again. */
	readonly timeFactor: number;
	/** How many nodes are worked on at once; unset: kubenroll's own default. */
	readonly concurrency?: number;
	/** The address for kubelets is in the API server's certificate. */
	readonly isAddressNamed: boolean;
	/** The keys of the nodes are known, as where people have logged in before. */
	readonly knowsHostKeys: boolean;
	/** How the enrolment ends when all goes as it should. */
	readonly exitCode: 0 | 1 | 3;
	/** A part of the request's name or requester to be shown at the end, where there is one worth it. */
	readonly showsRequest: boolean;
};

/** Names of the scenes; the first is what `demo` shows by itself. */
export const sceneNames = ['default', 'first-cluster', 'add-nodes', 'token-file', 'vip-not-in-sans', 'node-down', 'wrong-ca', 'expired-token', 'intruder', 'flood', 'slow-network', 'five-hundred-nodes', 'flaky-apiserver'] as const;

/** One of them. */
export type SceneName = (typeof sceneNames)[number];

const wish = (number: number, more: Partial<NodeWish> = {}): NodeWish => ({name: `n${number}`, address: `10.20.${Math.floor((number + 10) / 250)}.${((number + 10) % 250) + 1}`, ...more});

const three = [wish(1), wish(2), wish(3)];

const master = {name: 'm1', address: '10.20.0.2', isControlPlane: true} as const;
const worker = {name: 'w1', address: '10.20.0.5', isControlPlane: false} as const;

const usual: Scene = {nodes: three, others: [master, worker], enrolledBefore: [], troubles: [], timeFactor: 8, isAddressNamed: true, knowsHostKeys: false, exitCode: 0, showsRequest: false};

const manyNodes = Array.from({length: 500}, (_, index) => wish(index + 1));

/** Every scene but those that are not built yet. */
export const scenes: Readonly<Record<Exclude<SceneName, 'token-file'>, Scene>> = {
	default: {...usual, troubles: ['token-thief'], showsRequest: true},
	'first-cluster': {...usual, nodes: three.slice(0, 2), others: []},
	'add-nodes': {...usual, nodes: [...three, wish(4)], enrolledBefore: ['n1', 'n2']},
	'vip-not-in-sans': {...usual, isAddressNamed: false, exitCode: 1},
	'node-down': {...usual, nodes: [wish(1), wish(2, {isDown: true}), wish(3)], exitCode: 3},
	'wrong-ca': {...usual, nodes: [wish(1), wish(2, {faults: ['wrong-ca']}), wish(3)], exitCode: 3},
	'expired-token': {...usual, nodes: three, troubles: ['token-cleanup'], exitCode: 3},
	intruder: {...usual, troubles: ['token-thief', 'name-thief', 'vip-thief', 'administrator'], showsRequest: true},
	flood: {...usual, troubles: ['flood']},
	'slow-network': {...usual, nodes: [wish(1, {delayMs: 50}), wish(2, {delayMs: 150}), wish(3, {delayMs: 400}), wish(4, {delayMs: 50})]},
	'five-hundred-nodes': {...usual, nodes: manyNodes, timeFactor: 20, concurrency: 40, knowsHostKeys: true},
	'flaky-apiserver': {...usual, troubles: ['dropped-connections']},
};
