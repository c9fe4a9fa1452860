/*
The desk judges and, where that is asked for, approves. Three things move it: the watch of requests and the watch of Nodes mark
requests as unread; a sweep, a moment later, judges all that is unread in one context, tells what is news, and hands it to the approver.
*/
import {describeRequest} from '../../core/csr/describe-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {Csr, JudgeContext, Judgement} from '../../core/csr/csr.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';
import {followRequests, type RequestChange} from '../csr/follow-requests.ts';
import type {Edges, RunControl} from '../operation.ts';
import {createApprover} from './approve-passing.ts';
import {followNodes} from './follow-nodes.ts';
import {createNews, type News} from './news.ts';
import {createRequestShelf} from './request-shelf.ts';

/** What the desk needs to know beside the requests themselves. */
export type DeskOptions = {
	/** Those that this run works on: their requests are told, and approved where that is asked for. */
	readonly nodes: ReadonlySet<string>;
	/** The context of judgement for what is there now. */
	readonly judgeContext: (live: {readonly nodes: readonly NodeObject[]; readonly siblings: readonly Csr[]; readonly approved: JudgeContext['approvedInRun']}) => JudgeContext;
	/** `pass`: the desk approves what is PASS; `none`: people do. */
	readonly approve: 'pass' | 'none';
	readonly planId: string;
	readonly operator: string;
	readonly recordDecision: (decision: Decision) => Promise<void>;
};

/** `signal` closes the desk; `cutOff` comes a little later and breaks off approvals that are under way then. */
export type DeskControl = Pick<RunControl, 'emit' | 'signal'> & {readonly cutOff: AbortSignal};

/** The place where requests are watched, judged and approved; nodes wait here for their news. */
export type RequestDesk = {
	readonly news: News;
	readonly nodeObject: (name: string) => NodeObject | undefined;
	/** Requests that claim to be the node. */
	readonly requestsOf: (node: string) => readonly NodeRequest[];
	/** What keeps the desk from approving for a node, when something does. */
	readonly problemOf: (node: string) => Problem | undefined;
	/** Resolves once the first lists of requests and Nodes are in, and all requests judged. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted and approvals under way have ended; rejects with Failure when the cluster may no longer be watched, or a decision not be written down. */
	readonly closed: Promise<void>;
};

// What comes within this time is judged together: a flood costs one look at the whole, not one a request.
const gatherMs = 20;

// How long an approval that got no answer, or met a newer object, waits before it is tried again.
const retryMs = 2000;

/** Opens the desk: follows requests and Nodes until the signal aborts. */
export const openRequestDesk = (edges: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DeskOptions, control: DeskControl): RequestDesk => {
	const {clock} = edges;
	const {signal, emit} = control;
	const news = createNews(clock);
	const nodes = new Map<string, NodeObject>();
	const shelf = createRequestShelf();
	const problems = new Map<string, Problem>();
	const told = new Map<string, string>();
	const unread = new Set<string>();
	const underWay = new Set<Promise<void>>();
	const crash = Promise.withResolvers<never>();
	let isOpen = false;
	let isSweepDue = false;

	const touch = (name: string): void => {
		unread.add(name);
		// Without the Nodes nothing could be judged but too kindly (P15).
		if (isOpen && !isSweepDue) {
			isSweepDue = true;
			void clock.sleep(gatherMs, signal).then(() => {
				isSweepDue = false;
				if (!signal.aborted) {
					sweep();
				}
			});
		}
	};
	const touchPendingOf = (node: string): void => shelf.pendingOf(node).forEach(touch);

	const approver = createApprover(
		edges,
		{
			...options,
			// The watch brings what changed meanwhile; where no answer came, nothing may come, so the request is looked at again by itself.
			onAgain: (name) => void clock.sleep(retryMs, signal).then(() => touch(name)),
			onRefused: (node, problem) => {
				problems.set(node, problem);
				news.tell(node);
			},
		},
		{emit, signal: control.cutOff},
	);
	const approve = (csr: Csr, judgement: Judgement): void => {
		const work = approver.consider(csr, judgement).catch(crash.reject).finally(() => underWay.delete(work));
		underWay.add(work);
	};

	const tell = (csr: Csr, judgement: Judgement): void => {
		const isWorkedOn = judgement.node !== undefined && options.nodes.has(judgement.node);
		const words = `${judgement.state} ${judgement.verdict} ${judgement.reasons.map(({rule, verdict}) => `${rule} ${verdict}`).join(' ')}`;
		if (told.get(csr.raw.uid) !== words && (isWorkedOn || (judgement.state === 'pending' && judgement.verdict !== 'NOT_OURS'))) {
			told.set(csr.raw.uid, words);
			emit({type: 'request-observed', request: describeRequest(csr, judgement)});
		}
		if (isWorkedOn) {
			news.tell(judgement.node);
		}
	};

	const sweep = (): void => {
		const judge = createJudge(options.judgeContext({nodes: [...nodes.values()], siblings: shelf.all(), approved: approver.approved()}));
		const names = [...unread];
		unread.clear();
		for (const name of names) {
			const judged = shelf.judge(name, (csr) => judge(csr));
			if (judged !== undefined) {
				tell(judged.csr, judged.judgement);
				if (options.approve === 'pass') {
					approve(judged.csr, judged.judgement);
				}
			}
		}
	};

	const take = (change: RequestChange): void => {
		switch (change.type) {
			case 'synced': {
				shelf.replace(change.requests);
				change.requests.forEach(({raw}) => touch(raw.name));
				break;
			}
			case 'put': {
				const {name} = change.csr.raw;
				const node = shelf.get(name)?.judgement?.node;
				shelf.put(change.csr);
				touch(name);
				if (node !== undefined) {
					touchPendingOf(node);
				}
				break;
			}
			case 'gone': {
				const {csr, judgement} = shelf.drop(change.name) ?? {};
				told.delete(csr?.raw.uid ?? '');
				if (judgement?.node !== undefined) {
					touchPendingOf(judgement.node);
					news.tell(judgement.node);
				}
				break;
			}
			case 'disconnected': {
				emit({type: 'connection-changed', state: 'reconnecting', cause: change.cause});
				break;
			}
			case 'connected': {
				emit({type: 'connection-changed', state: 'live'});
				break;
			}
		}
	};

	const nodesOpen = Promise.withResolvers<void>();
	const requestsOpen = Promise.withResolvers<void>();
	const followAll = async (): Promise<void> => {
		for await (const change of followRequests({api: edges.api, pki: edges.pki, signal})) {
			take(change);
			if (change.type === 'synced') {
				requestsOpen.resolve();
			}
		}
	};
	const following = Promise.all([
		followNodes(edges.api, nodes, {
			signal,
			onOpen: nodesOpen.resolve,
			onChange: (node) => {
				touchPendingOf(node);
				news.tell(node);
			},
		}),
		followAll(),
	]);
	const closed = Promise.race([following.then(async () => Promise.all(underWay)), crash.promise]).then(() => undefined);
	closed.catch(() => undefined);
	const opened = Promise.all([nodesOpen.promise, requestsOpen.promise]).then(() => {
		isOpen = true;
		sweep();
	});

	return {
		news,
		nodeObject: (name) => nodes.get(name),
		requestsOf: shelf.requestsOf,
		problemOf: (node) => problems.get(node),
		isOpen: Promise.race([opened, closed]),
		closed,
	};
};
