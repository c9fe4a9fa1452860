/*
The one place where requests are watched and judged, for a run, for the board and for unattended approval. Three things move it: the watch
of requests and the watch of Nodes mark requests as unread, and so does whoever keeps it; a look, a moment later, judges all that is
unread in one context and tells of it. What is told is decided elsewhere.
A look takes in those whom the unread have to do with, not all there are. Who may now be judged otherwise because of them, is looked at next.
*/
import type {Csr, RawCsr} from '../../core/csr/csr.ts';
import {hasSway} from '../../core/csr/has-sway.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {Judge} from '../../core/csr/judge-csr.ts';
import {requestState} from '../../core/csr/request-state.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Edges} from '../operation.ts';
import {followNodes} from './follow-nodes.ts';
import {followRequests, type RequestChange} from './follow-requests.ts';
import {createRequestShelf, type RequestShelf, type ShelvedRequest} from './request-shelf.ts';

/** What there is now, for the context of judgement: all Nodes, the same list as long as none changes, and the requests that a verdict of the look may hang on. */
export type DocketView = {readonly nodes: readonly NodeObject[]; readonly siblings: readonly Csr[]};

/** What whoever keeps a docket does with its news. */
export type DocketOptions = {
	/** Prepares to judge by what is there now; called once a look, however many requests are looked at. */
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
	/** Has these judged again when there is time, or every pending one: what judgement knows of the cluster has changed. */
	readonly touchAgain: (names: 'all' | readonly string[]) => void;
	/** Resolves once the first lists of requests and Nodes are in, and all requests judged. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted; rejects with Failure when the cluster may no longer be watched, or with what a listener threw. */
	readonly closed: Promise<void>;
};

// What comes within this time is judged together: a flood costs one look at the whole, not one a request.
const gatherMs = 20;

// Of one core, looking at what is new takes this part at most, however many requests there are to look among; and judging again as much beside it, for
// which nothing new waits: each half a minute all are judged again.
const share = 0.25;

// A look ends after so long though there is more to judge, and takes up no more than this many at first, for it has to know of all that they hang on:
// no key waits for thousands. What is left is looked at next, those that are new before those judged again because of them.
const judgingMs = 25;
const mostAtOnce = 1000;

const isSameObject = (one: RawCsr | undefined, other: RawCsr): boolean => one !== undefined && one.uid !== '' && one.uid === other.uid && one.resourceVersion === other.resourceVersion;

// What others may not ask for (P22).
const claimsOf = (node: NodeObject | undefined): string => JSON.stringify([node?.name, node?.addresses, node?.podCidrs]);

/** Opens a docket: follows requests and Nodes until the signal aborts. */
export const openDocket = ({api, pki, clock}: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DocketOptions): Docket => {
	const {signal} = options;
	const nodes = new Map<string, NodeObject>();
	const shelf = createRequestShelf();
	const unread = new Set<string>();
	const stale = new Set<string>();
	const crash = Promise.withResolvers<never>();
	let isOpen = false;
	let dueAtMs = Infinity;
	let nodeList: readonly NodeObject[] | undefined;
	let nextLookAtMs = 0;
	let nextReturnAtMs = 0;
	let hasNewClaims = false;
	const listNodes = (): readonly NodeObject[] => (nodeList ??= [...nodes.values()]);
	const isWaiting = ({raw}: Csr): boolean => requestState(raw) === 'pending';
	const hasMore = (): boolean => unread.size > 0 || stale.size > 0 || hasNewClaims || shelf.kin.hasMarked();

	const judgeOne = (name: string, judge: Judge, isUnread: boolean): void => {
		const earlier = shelf.get(name)?.judgement;
		const judged = shelf.judge(name, (csr) => judge(csr));
		if (judged !== undefined) {
			const had = earlier !== undefined && hasSway(earlier);
			const has = hasSway(judged.judgement);
			if (had !== has || (has && isUnread)) {
				shelf.kin.markFamily(judged.csr);
			}
			options.onJudged(judged);
		}
	};

	const collectStale = (): void => {
		shelf.kin.takeMarked().filter(isWaiting).forEach(({raw}) => stale.add(raw.name));
		if (hasNewClaims) {
			hasNewClaims = false;
			shelf.allPending().filter((name) => shelf.get(name)?.judgement?.kind === 'serving').forEach((name) => stale.add(name));
		}
	};

	// Tells how many it judged.
	const look = (): number => {
		const beganAtMs = clock.nowMs();
		collectStale();
		const mayReturn = stale.size > 0 && beganAtMs >= nextReturnAtMs;
		const taken = [...new Set([...unread, ...(mayReturn ? stale : [])])].slice(0, mostAtOnce);
		// A request that is decided has one verdict, whatever else there is.
		const waiting = taken.flatMap((name) => shelf.get(name)?.csr ?? []).filter(isWaiting);
		const judge = options.createJudge({nodes: listNodes(), siblings: shelf.kin.listKin(waiting)});
		let untilMs = Infinity;
		let count = 0;
		for (const name of taken) {
			count += 1;
			const isUnread = unread.delete(name);
			stale.delete(name);
			judgeOne(name, judge, isUnread);
			// Where many hang together, the first has all of them looked through; as long as that took, the others may.
			const atMs = clock.nowMs();
			untilMs = count === 1 ? atMs + Math.max(judgingMs, atMs - beganAtMs) : untilMs;
			if (atMs >= untilMs) {
				break;
			}
		}
		options.onLooked?.();
		const endedAtMs = clock.nowMs();
		const nextAtMs = endedAtMs + (endedAtMs - beganAtMs) * (1 / share - 1);
		[nextLookAtMs, nextReturnAtMs] = mayReturn ? [endedAtMs, nextAtMs] : [nextAtMs, nextReturnAtMs];
		if (hasMore()) {
			lookSoon(unread.size > 0);
		}
		return count;
	};

	const lookSoon = (isNew = true): void => {
		const atMs = Math.max(clock.nowMs() + gatherMs, isNew ? nextLookAtMs : nextReturnAtMs);
		// Without the Nodes nothing could be judged but too kindly (P15).
		if (isOpen && atMs < dueAtMs) {
			dueAtMs = atMs;
			void clock
				.sleep(atMs - clock.nowMs(), signal)
				.then(() => {
					// Else one that came later was due earlier.
					if (!signal.aborted && dueAtMs === atMs) {
						dueAtMs = Infinity;
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
	const touchAgain = (names: 'all' | readonly string[]): void => {
		(names === 'all' ? shelf.allPending() : names).forEach((name) => stale.add(name));
		lookSoon(false);
	};
	const takeNode = (name: string, earlier: NodeObject | undefined): void => {
		nodeList = undefined;
		shelf.pendingOf(name).forEach(touch);
		hasNewClaims ||= claimsOf(earlier) !== claimsOf(nodes.get(name));
		lookSoon();
		options.onNode(name);
	};
	const takeGone = (gone: ShelvedRequest): void => {
		const {name} = gone.csr.raw;
		// Others may have been judged beside it as it was last, though it was not yet.
		if (gone.judgement === undefined || hasSway(gone.judgement) || unread.has(name) || stale.has(name)) {
			shelf.kin.markFamily(gone.csr);
		}
		if (shelf.kin.hasMarked()) {
			lookSoon();
		}
		options.onGone?.(gone);
	};
	const takePut = (csr: Csr): void => {
		const replaced = shelf.put(csr);
		if (replaced !== undefined) {
			takeGone(replaced);
		}
		touch(csr.raw.name);
	};

	const take = (change: RequestChange): void => {
		switch (change.type) {
			case 'synced': {
				const isNew = ({raw}: Csr): boolean => !isSameObject(shelf.get(raw.name)?.csr.raw, raw);
				const [fresh, names] = [change.requests.filter(isNew), new Set(change.requests.map(({raw}) => raw.name))];
				shelf.names().filter((name) => !names.has(name)).flatMap((name) => shelf.drop(name) ?? []).forEach(takeGone);
				fresh.forEach(takePut);
				break;
			}
			case 'put': {
				takePut(change.csr);
				break;
			}
			case 'gone': {
				const gone = shelf.drop(change.name);
				if (gone !== undefined) {
					takeGone(gone);
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
		for await (const change of followRequests({api, pki, clock, keepsObjects: options.keepsObjects, signal})) {
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
			onChange: takeNode,
		}),
		followAll(),
	]);
	const closed = Promise.race([following, crash.promise]).then(() => undefined);
	closed.catch(() => undefined);
	const judgeFirst = async (): Promise<void> => {
		await Promise.all([nodesOpen.promise, requestsOpen.promise, options.isReady]);
		// What comes meanwhile stands behind them.
		let left = unread.size - look();
		while (left > 0 && !signal.aborted) {
			await clock.sleep(0, signal);
			left -= look();
		}
		isOpen = true;
		if (hasMore()) {
			lookSoon();
		}
	};
	const opened = judgeFirst();
	const isReady = Promise.race([opened, closed]);
	isReady.catch(() => undefined);

	return {
		requests: shelf,
		nodes,
		touch,
		lookAgain: lookSoon,
		touchAgain,
		isOpen: isReady,
		closed,
	};
};
