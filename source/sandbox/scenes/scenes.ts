import type {NodeWish} from '../nodes/start-nodes.ts';
import {sharedToken} from './shared-token.ts';
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
	/** What somebody mends while the operator looks on. */
	readonly remedy?: Remedy;
	/** How many times faster than real ones the kubelets settle and try again. */
	readonly timeFactor: number;
	/** How many nodes are worked on at once; unset: kubenroll's own default. */
	readonly concurrency?: number;
	/** The address for kubelets is in the API server's certificate. */
	readonly isAddressNamed: boolean;
	/** Rows of the API servers' token files. */
	readonly tokenFile?: readonly string[];
	/** Hosts of the control plane that ssh gets into, each with an API server of its own; where sessions have no root of their own, nobody gets in, and one API server is all. */
	readonly masters: readonly MasterWish[];
	/** The keys of the nodes are known, as where people have logged in before. */
	readonly knowsHostKeys: boolean;
	/** How the enrolment ends when all goes as it should and nothing is mended. */
	readonly exitCode: 0 | 1 | 3;
	/** Somebody has filed requests that are worth a look at the end. */
	readonly showsRequest: boolean;
	/** The wizard begins with its first step, with the nodes typed already or not, or at home. */
	readonly begins: 'empty' | 'typed' | 'home';
	/** The nodes as an operator would type them. */
	readonly nodeLines: readonly string[];
};

/** A host of the control plane: its name, its address on the wire, and the one that operators give ssh and that its API server serves at. */
export type MasterWish = {readonly name: string; readonly address: string; readonly dialled: string};

/** What gets better by somebody's hand: a node is switched on, a device is taken out of the way, the API server gets a certificate with all names. */
export type Remedy = {readonly kind: 'switch-on' | 'clear-way'; readonly node: string} | {readonly kind: 'reissue'};

/** Names of the scenes; the first is what `demo` shows by itself. */
export const sceneNames = ['default', 'first-cluster', 'add-nodes', 'token-file', 'vip-not-in-sans', 'node-down', 'wrong-ca', 'expired-token', 'intruder', 'flood', 'slow-network', 'five-hundred-nodes', 'flaky-apiserver'] as const;

/** One of them. */
export type SceneName = (typeof sceneNames)[number];

// From .12 on, 250 a block, so that no address ends in 0 or 255.
const placeOf = (number: number): string => `20.${Math.floor((number + 10) / 250)}.${((number + 10) % 250) + 1}`;

const wish = (number: number, more: Partial<NodeWish> = {}): NodeWish => ({name: `n${number}`, address: `10.${placeOf(number)}`, dialled: `127.${placeOf(number)}`, ...more});

const three = [wish(1), wish(2), wish(3)];

const master = {name: 'm1', address: '10.20.0.2', isControlPlane: true} as const;
const worker = {name: 'w1', address: '10.20.0.5', isControlPlane: false} as const;

const masters: readonly MasterWish[] = [
	{name: 'm1', address: '10.20.0.2', dialled: '127.20.0.2'},
	{name: 'm2', address: '10.20.0.3', dialled: '127.20.0.3'},
];

const usual: Scene = {
	nodes: three,
	others: [master, worker],
	enrolledBefore: [],
	masters: [],
	troubles: [],
	timeFactor: 8,
	isAddressNamed: true,
	knowsHostKeys: false,
	exitCode: 0,
	showsRequest: false,
	begins: 'typed',
	nodeLines: ['n[1-3]=127.20.0.[12-14]'],
};

const four = {nodes: [...three, wish(4)], nodeLines: ['n[1-4]=127.20.0.[12-15]']};

const manyNodes = Array.from({length: 500}, (_, index) => wish(index + 1));

/** Every scene. */
export const scenes: Readonly<Record<SceneName, Scene>> = {
	default: {...usual, troubles: ['token-thief'], showsRequest: true},
	'first-cluster': {...usual, nodes: three.slice(0, 2), others: [], begins: 'empty', nodeLines: ['n[1-2]=127.20.0.[12-13]']},
	'add-nodes': {...usual, nodes: four.nodes, enrolledBefore: ['n1', 'n2'], begins: 'home', nodeLines: ['n[3-4]=127.20.0.[14-15]']},
	'token-file': {...usual, masters, others: [master, {...master, name: 'm2', address: '10.20.0.3'}, worker], tokenFile: [`${sharedToken},kubelet-bootstrap,10001,"system:bootstrappers"`], troubles: ['shared-token']},
	'vip-not-in-sans': {...usual, isAddressNamed: false, exitCode: 1, remedy: {kind: 'reissue'}},
	'node-down': {...usual, nodes: [wish(1), wish(2, {isDown: true}), wish(3)], exitCode: 3, remedy: {kind: 'switch-on', node: 'n2'}},
	'wrong-ca': {...usual, nodes: [wish(1), wish(2, {faults: ['wrong-ca']}), wish(3)], exitCode: 3, remedy: {kind: 'clear-way', node: 'n2'}},
	'expired-token': {...usual, troubles: ['token-cleanup'], exitCode: 3},
	intruder: {...usual, troubles: ['token-thief', 'name-thief', 'vip-thief', 'administrator'], showsRequest: true},
	flood: {...usual, troubles: ['flood']},
	'slow-network': {...usual, nodes: [wish(1, {delayMs: 50}), wish(2, {delayMs: 150}), wish(3, {delayMs: 400}), wish(4, {delayMs: 50})], nodeLines: four.nodeLines},
	// A kubelet's start is watched for three seconds in which nothing is done: only more nodes at once make use of them.
	'five-hundred-nodes': {...usual, nodes: manyNodes, timeFactor: 20, concurrency: 120, knowsHostKeys: true, nodeLines: ['n[1-239]=127.20.0.[12-250]', 'n[240-489]=127.20.1.[1-250]', 'n[490-500]=127.20.2.[1-11]']},
	'flaky-apiserver': {...usual, troubles: ['dropped-connections']},
};

/** True for the name of a scene. */
export const isSceneName = (name: string): name is SceneName => Object.hasOwn(scenes, name);
