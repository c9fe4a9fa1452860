import type {Csr, Judgement} from '../../core/csr/csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {Judge} from '../../core/csr/judge-csr.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Edges} from '../operation.ts';
import {followNodes} from '../enroll/follow-nodes.ts';
import {followRequests} from './follow-requests.ts';

/** A request of the docket; without a judgement until the next look. */
export type DocketEntry = {readonly csr: Csr; readonly judgement?: Judgement};

/** What whoever keeps a docket does with its news. */
export type DocketOptions = {
	/** Prepares to judge by what is there now; called once a look, however many requests are looked at. */
	readonly createJudge: (live: {readonly nodes: readonly NodeObject[]; readonly siblings: readonly Csr[]}) => Judge;
	readonly onJudged: (request: JudgedRequest) => void;
	/** After a look: `onJudged` has told all of it. */
	readonly onLooked?: () => void;
	readonly onGone?: (request: Csr) => void;
	/** A Node came, went, or changed in what decisions hang on. */
	readonly onNode: (name: string) => void;
	readonly onConnection: (state: 'live' | 'reconnecting', cause?: string) => void;
	readonly signal: AbortSignal;
};

/** Every request and Node of the cluster, kept true to it, with each request judged anew when something about it changed. */
export type Docket = {
	/** By name of the object. */
	readonly requests: ReadonlyMap<string, DocketEntry>;
	readonly nodes: ReadonlyMap<string, NodeObject>;
	/** Has one request judged again. */
	readonly touch: (name: string) => void;
	/** Has every pending request judged again: what judgement knows of the cluster has changed. */
	readonly touchPending: () => void;
	/** Resolves once the first list of requests and Nodes is in. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted; rejects with Failure when the cluster may no longer be watched, or with what `onJudged` threw. */
	readonly closed: Promise<void>;
};

// What comes within this time is judged together: a flood costs one look at the whole, not one a request.
const gatherMs = 20;

/** Opens a docket: follows requests and Nodes until the signal aborts. */
export const openDocket = (edges: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DocketOptions): Docket => {
	const {signal} = options;
	const nodes = new Map<string, NodeObject>();
	const requests = new Map<string, DocketEntry>();
	const unread = new Set<string>();
	const crash = Promise.withResolvers<never>();
	let isLookDue = false;

	const look = (): void => {
		const judge = options.createJudge({nodes: [...nodes.values()], siblings: [...requests.values()].map(({csr}) => csr)});
		const names = [...unread];
		unread.clear();
		for (const name of names) {
			const csr = requests.get(name)?.csr;
			if (csr !== undefined) {
				const judgement = judge(csr);
				requests.set(name, {csr, judgement});
				options.onJudged({csr, judgement});
			}
		}
		options.onLooked?.();
	};

	const touch = (name: string): void => {
		unread.add(name);
		if (!isLookDue) {
			isLookDue = true;
			void edges.clock
				.sleep(gatherMs, signal)
				.then(() => {
					isLookDue = false;
					if (!signal.aborted) {
						look();
					}
				})
				.catch((error: unknown) => crash.reject(error));
		}
	};

	/** Judges pending requests again, since what is known of their node, or of all, has changed. */
	const touchWhere = (isMeant: (judgement: Judgement) => boolean): void => {
		for (const [name, {judgement}] of requests) {
			if (judgement?.state === 'pending' && isMeant(judgement)) {
				touch(name);
			}
		}
	};

	const touchNode = (node: string): void => touchWhere((judgement) => judgement.node === node);

	const takeList = (listed: readonly Csr[]): void => {
		const names = new Set(listed.map(({raw}) => raw.name));
		const gone = [...requests.values()].filter(({csr}) => !names.has(csr.raw.name));
		requests.clear();
		for (const csr of listed) {
			requests.set(csr.raw.name, {csr});
			touch(csr.raw.name);
		}
		for (const {csr} of gone) {
			options.onGone?.(csr);
		}
	};

	const followAll = async (opened: () => void): Promise<void> => {
		for await (const change of followRequests({api: edges.api, pki: edges.pki, signal})) {
			switch (change.type) {
				case 'synced': {
					takeList(change.requests);
					opened();
					break;
				}
				case 'put': {
					const {name} = change.csr.raw;
					const node = requests.get(name)?.judgement?.node;
					requests.set(name, {csr: change.csr});
					touch(name);
					if (node !== undefined) {
						touchNode(node);
					}
					break;
				}
				case 'gone': {
					const entry = requests.get(change.name);
					requests.delete(change.name);
					if (entry !== undefined) {
						options.onGone?.(entry.csr);
					}
					break;
				}
				case 'disconnected': {
					options.onConnection('reconnecting', change.cause);
					break;
				}
				case 'connected': {
					options.onConnection('live');
					break;
				}
			}
		}
	};

	const nodesOpen = Promise.withResolvers<void>();
	const requestsOpen = Promise.withResolvers<void>();
	const following = Promise.all([
		followNodes(edges.api, nodes, {
			signal,
			onOpen: nodesOpen.resolve,
			onChange: (node) => {
				touchNode(node);
				options.onNode(node);
			},
		}),
		followAll(requestsOpen.resolve),
	]);
	const closed = Promise.race([following, crash.promise]).then(() => undefined);
	closed.catch(() => undefined);
	const isOpen = Promise.race([Promise.all([nodesOpen.promise, requestsOpen.promise]), closed]).then(() => undefined);
	isOpen.catch(() => undefined);

	return {requests, nodes, touch, touchPending: () => touchWhere(() => true), isOpen, closed};
};
