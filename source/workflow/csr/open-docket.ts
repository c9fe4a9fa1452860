/*
The one place where requests are watched and judged, for a run, for the board and for unattended approval. Three things move it: the watch
of requests and the watch of Nodes mark requests as unread, and so does whoever keeps it; a look, a moment later, judges all that is
unread in one context and tells of it. What is told is decided elsewhere.
*/
import type {Csr} from '../../core/csr/csr.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {Judge} from '../../core/csr/judge-csr.ts';
import {requestState} from '../../core/csr/request-state.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Edges} from '../operation.ts';
import {followNodes} from './follow-nodes.ts';
import {followRequests, type RequestChange} from './follow-requests.ts';
import {createRequestShelf, type RequestShelf, type ShelvedRequest} from './request-shelf.ts';

/** What there is now, for the context of judgement. */
export type DocketView = {readonly nodes: readonly NodeObject[]; readonly siblings: readonly Csr[]};

/** What whoever keeps a docket does with its news. */
export type DocketOptions = {
	/** Prepares to judge by what is there now; called at most once a look, however many requests are looked at. */
	readonly createJudge: (live: DocketView) => Judge;
	readonly onJudged: (request: JudgedRequest) => void;
	/** After a look: `onJudged` has told all of it. */
	readonly onLooked?: () => void;
	readonly onGone?: (request: ShelvedRequest) => void;
	/** A Node came, went, or changed in what decisions hang on. */
	readonly onNode: (name: string) => void;
	readonly onConnection: (state: 'live' | 'reconnecting', cause?: string) => void;
	/** Nothing is judged before it has resolved: what judgement is made from may still be on its way. */
	readonly isReady?: Promise<unknown>;
	/** Keeps what the API told beside what was read of it, for approving in one call; unset: of ten thousand requests that is a third of the memory. */
	readonly keepsObjects?: boolean;
	readonly signal: AbortSignal;
};

/** Every request and Node of the cluster, kept true to it, with each request judged anew when something about it changed. */
export type Docket = {
	readonly requests: Pick<RequestShelf, 'get' | 'judged' | 'requestsOf'>;
	readonly nodes: ReadonlyMap<string, NodeObject>;
	/** Has one request judged again. */
	readonly touch: (name: string) => void;
	/** Has a look taken soon, in a new context, whether or not any request is to be judged again. */
	readonly lookAgain: () => void;
	/** Has every pending request judged again: what judgement knows of the cluster has changed. */
	readonly touchPending: () => void;
	/** Resolves once the first lists of requests and Nodes are in, and all requests judged. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted; rejects with Failure when the cluster may no longer be watched, or with what a listener threw. */
	readonly closed: Promise<void>;
};

// What comes within this time is judged together: a flood costs one look at the whole, not one a request.
const gatherMs = 20;

// Of one core, looking takes this part at most, however many requests there are to look among.
const share = 0.25;

// Of what is judged again only because time went on, a look takes this many, so that no key waits for thousands.
const staleAtOnce = 100;

/** Opens a docket: follows requests and Nodes until the signal aborts. */
export const openDocket = ({api, pki, clock}: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DocketOptions): Docket => {
	const {signal} = options;
	const nodes = new Map<string, NodeObject>();
	const shelf = createRequestShelf();
	const unread = new Set<string>();
	const stale = new Set<string>();
	const crash = Promise.withResolvers<never>();
	let isOpen = false;
	let isLookDue = false;
	let judge: Judge | undefined;
	let isOld = false;
	const isPending = (name: string): boolean => {
		const csr = shelf.get(name)?.csr;
		return csr !== undefined && requestState(csr.raw) === 'pending';
	};
	let lookMs = 0;

	const look = (): void => {
		const beganAtMs = clock.nowMs();
		const names = new Set([...unread, ...[...stale].slice(0, staleAtOnce)]);
		// A request that is decided has one verdict, whatever else there is: a thousand of them need no look at the whole.
		if (judge === undefined || isOld || [...names].some(isPending)) {
			judge = options.createJudge({nodes: [...nodes.values()], siblings: shelf.all().map(({csr}) => csr)});
			isOld = false;
		}
		const current = judge;
		unread.clear();
		for (const name of names) {
			stale.delete(name);
			const judged = shelf.judge(name, (csr) => current(csr));
			if (judged !== undefined) {
				options.onJudged(judged);
			}
		}
		options.onLooked?.();
		lookMs = clock.nowMs() - beganAtMs;
		if (stale.size > 0) {
			lookSoon();
		}
	};

	const lookSoon = (): void => {
		// Without the Nodes nothing could be judged but too kindly (P15).
		if (isOpen && !isLookDue) {
			isLookDue = true;
			void clock
				.sleep(Math.max(gatherMs, lookMs * (1 / share - 1)), signal)
				.then(() => {
					isLookDue = false;
					if (!signal.aborted) {
						look();
					}
				})
				.catch(crash.reject);
		}
	};
	const touch = (name: string): void => {
		unread.add(name);
		lookSoon();
	};
	const touchPendingOf = (node: string | undefined): void => {
		if (node !== undefined) {
			shelf.pendingOf(node).forEach(touch);
		}
	};

	const take = (change: RequestChange): void => {
		switch (change.type) {
			case 'synced': {
				const gone = shelf.replace(change.requests);
				change.requests.forEach(({raw}) => touch(raw.name));
				gone.forEach((request) => options.onGone?.(request));
				break;
			}
			case 'put': {
				const {name} = change.csr.raw;
				const node = shelf.get(name)?.judgement?.node;
				const replaced = shelf.put(change.csr);
				if (replaced !== undefined) {
					options.onGone?.(replaced);
				}
				touch(name);
				touchPendingOf(node);
				break;
			}
			case 'gone': {
				const gone = shelf.drop(change.name);
				if (gone !== undefined) {
					touchPendingOf(gone.judgement?.node);
					options.onGone?.(gone);
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
	};

	const nodesOpen = Promise.withResolvers<void>();
	const requestsOpen = Promise.withResolvers<void>();
	const followAll = async (): Promise<void> => {
		for await (const change of followRequests({api, pki, keepsObjects: options.keepsObjects, signal})) {
			take(change);
			if (change.type === 'synced') {
				requestsOpen.resolve();
			}
		}
	};
	const following = Promise.all([
		followNodes(api, nodes, {
			signal,
			onOpen: nodesOpen.resolve,
			onChange: (node) => {
				touchPendingOf(node);
				options.onNode(node);
			},
		}),
		followAll(),
	]);
	const closed = Promise.race([following, crash.promise]).then(() => undefined);
	closed.catch(() => undefined);
	const opened = Promise.all([nodesOpen.promise, requestsOpen.promise, options.isReady]).then(() => {
		isOpen = true;
		look();
	});
	const isReady = Promise.race([opened, closed]);
	isReady.catch(() => undefined);

	return {
		requests: shelf,
		nodes,
		touch,
		lookAgain: () => {
			isOld = true;
			lookSoon();
		},
		touchPending: () => {
			shelf.allPending().forEach((name) => stale.add(name));
			lookSoon();
		},
		isOpen: isReady,
		closed,
	};
};
