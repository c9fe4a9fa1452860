import {describeRequest} from '../../core/csr/describe-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {Csr, JudgeContext, Judgement} from '../../core/csr/csr.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';
import {approveRequest} from '../csr/decide-request.ts';
import {followRequests} from '../csr/follow-requests.ts';
import type {Edges, RunControl} from '../operation.ts';
import {followNodes} from './follow-nodes.ts';
import {createNews, type News} from './news.ts';

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

/** The place where requests are watched, judged and, where that is asked for, approved; nodes wait here for their news. */
export type RequestDesk = {
	readonly news: News;
	readonly nodeObject: (name: string) => NodeObject | undefined;
	/** Requests that claim to be the node, without those of these names. */
	readonly requestsOf: (node: string, without: ReadonlySet<string>) => readonly NodeRequest[];
	/** What keeps the desk from approving for a node, when something does. */
	readonly problemOf: (node: string) => Problem | undefined;
	/** Resolves once the first list of requests and Nodes is in. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted; rejects with Failure when the cluster may no longer be watched. */
	readonly closed: Promise<void>;
};

// What comes within this time is judged together: a flood costs one look at the whole, not one a request.
const gatherMs = 20;

// How long an approval that got no answer, or met a newer object, waits before it is tried again.
const retryMs = 2000;

/** Opens the desk: follows requests and Nodes until the signal aborts. */
export const openRequestDesk = (edges: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DeskOptions, control: Pick<RunControl, 'emit' | 'signal'>): RequestDesk => {
	const news = createNews(edges.clock);
	const nodes = new Map<string, NodeObject>();
	const requests = new Map<string, {readonly csr: Csr; readonly judgement?: Judgement}>();
	const told = new Map<string, string>();
	const approved: {readonly node: string; readonly kind: 'client' | 'serving'; readonly request: string}[] = [];
	const underWay = new Set<string>();
	const problems = new Map<string, Problem>();
	const unread = new Set<string>();
	let isSweepDue = false;

	const approve = async (csr: Csr, judgement: Judgement): Promise<void> => {
		const {name, uid} = csr.raw;
		if (options.approve === 'none' || judgement.verdict !== 'PASS' || judgement.node === undefined || !options.nodes.has(judgement.node) || judgement.kind === 'other' || underWay.has(uid)) {
			return;
		}
		underWay.add(uid);
		const claim = {node: judgement.node, kind: judgement.kind, request: name};
		approved.push(claim);
		const result = await approveRequest(edges, {csr, judgement}, {planId: options.planId, operator: options.operator, signal: control.signal});
		underWay.delete(uid);
		if (result.outcome === 'approved') {
			control.emit({type: 'request-decided', request: result.decision.request, node: judgement.node, decision: 'approved', by: 'kubenroll'});
			await options.recordDecision(result.decision);
			return;
		}
		approved.splice(approved.indexOf(claim), 1);
		if (result.outcome === 'refused') {
			problems.set(judgement.node, result.problem);
			news.tell(judgement.node);
		} else if (result.outcome === 'changed' || result.outcome === 'unreachable') {
			touchLater(name);
		}
	};

	const tell = (csr: Csr, judgement: Judgement): void => {
		const isWorkedOn = judgement.node !== undefined && options.nodes.has(judgement.node);
		const isNews = `${judgement.state} ${judgement.verdict} ${judgement.reasons.map(({rule}) => rule).join(' ')}`;
		if (told.get(csr.raw.uid) !== isNews && (isWorkedOn || (judgement.state === 'pending' && judgement.verdict !== 'NOT_OURS'))) {
			told.set(csr.raw.uid, isNews);
			control.emit({type: 'request-observed', request: describeRequest(csr, judgement)});
		}
		if (isWorkedOn) {
			news.tell(judgement.node);
		}
	};

	const sweep = (): void => {
		const judge = createJudge(options.judgeContext({nodes: [...nodes.values()], siblings: [...requests.values()].map(({csr}) => csr), approved}));
		const names = [...unread];
		unread.clear();
		for (const name of names) {
			const csr = requests.get(name)?.csr;
			if (csr !== undefined) {
				const judgement = judge(csr);
				requests.set(name, {csr, judgement});
				tell(csr, judgement);
				void approve(csr, judgement).catch((error: unknown) => fail(error));
			}
		}
	};

	const touch = (name: string): void => {
		unread.add(name);
		if (!isSweepDue) {
			isSweepDue = true;
			void edges.clock.sleep(gatherMs, control.signal).then(() => {
				isSweepDue = false;
				if (!control.signal.aborted) {
					sweep();
				}
			});
		}
	};

	/** The watch brings what changed meanwhile; where no answer came, nothing may come, so the request is looked at again by itself. */
	const touchLater = (name: string): void => {
		void edges.clock.sleep(retryMs, control.signal).then(() => touch(name));
	};

	/** Judges a node's pending requests again, since what is known of it has changed. */
	const touchNode = (node: string): void => {
		for (const [name, {judgement}] of requests) {
			if (judgement?.state === 'pending' && judgement.node === node) {
				touch(name);
			}
		}
	};

	const followAll = async (opened: () => void): Promise<void> => {
		for await (const change of followRequests({api: edges.api, pki: edges.pki, signal: control.signal})) {
			switch (change.type) {
				case 'synced': {
					requests.clear();
					for (const csr of change.requests) {
						requests.set(csr.raw.name, {csr});
						touch(csr.raw.name);
					}
					opened();
					break;
				}
				case 'put': {
					const node = requests.get(change.csr.raw.name)?.judgement?.node;
					requests.set(change.csr.raw.name, {csr: change.csr});
					touch(change.csr.raw.name);
					if (node !== undefined) {
						touchNode(node);
					}
					break;
				}
				case 'gone': {
					requests.delete(change.name);
					break;
				}
				case 'disconnected': {
					control.emit({type: 'connection-changed', state: 'reconnecting', cause: change.cause});
					break;
				}
				case 'connected': {
					control.emit({type: 'connection-changed', state: 'live'});
					break;
				}
			}
		}
	};

	const crash = Promise.withResolvers<never>();
	const fail = (error: unknown): void => crash.reject(error);
	const nodesOpen = Promise.withResolvers<void>();
	const requestsOpen = Promise.withResolvers<void>();
	const following = Promise.all([
		followNodes(edges.api, nodes, {
			signal: control.signal,
			onOpen: nodesOpen.resolve,
			onChange: (node) => {
				touchNode(node);
				news.tell(node);
			},
		}),
		followAll(requestsOpen.resolve),
	]);
	const closed = Promise.race([following, crash.promise]).then(() => undefined);
	closed.catch(() => undefined);

	return {
		news,
		nodeObject: (name) => nodes.get(name),
		requestsOf: (node, without) =>
			[...requests.values()].flatMap(({csr, judgement}) =>
				judgement?.node !== node || without.has(judgement.name) ? [] : [{...judgement, createdAtMs: Date.parse(csr.raw.createdAt)}],
			),
		problemOf: (node) => problems.get(node),
		isOpen: Promise.race([Promise.all([nodesOpen.promise, requestsOpen.promise]), closed]).then(() => undefined),
		closed,
	};
};
