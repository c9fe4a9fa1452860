/* The desk of a run: what the docket judges is told, nodes that wait hear of it, and where that is asked for what passes is approved. */
import {describeRequest} from '../../core/csr/describe-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';
import {createApprover} from '../csr/approve-passing.ts';
import {type DocketView, openDocket} from '../csr/open-docket.ts';
import type {Edges, RunControl} from '../operation.ts';
import {createNews, type News} from './news.ts';

/** What the desk needs to know beside the requests themselves. */
export type DeskOptions = {
	/** Those that this run works on: their requests are told, and approved where that is asked for. */
	readonly nodes: ReadonlySet<string>;
	/** The context of judgement for what is there now. */
	readonly judgeContext: (live: DocketView & {readonly approved: JudgeContext['approvedInRun']}) => JudgeContext;
	/** The desk approves what is PASS; else people do. */
	readonly approvesPassing: boolean;
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
	/** Requests of the node itself, not those that others file in its name. */
	readonly requestsOf: (node: string) => readonly NodeRequest[];
	/** What keeps the desk from approving for a node, when something does. */
	readonly problemOf: (node: string) => Problem | undefined;
	/** Lets the desk consider a node's requests anew, whatever it met with before. */
	readonly forgive: (node: string) => void;
	/** Resolves once the first lists of requests and Nodes are in, and all requests judged. */
	readonly isOpen: Promise<void>;
	/** Resolves when the signal has aborted and approvals under way have ended; rejects with Failure when the cluster may no longer be watched, or a decision not be written down. */
	readonly closed: Promise<void>;
};

// How long an approval that got no answer, or met a newer object, waits before it is tried again.
const retryMs = 2000;

/** Opens the desk: follows requests and Nodes until the signal aborts. */
export const openRequestDesk = (edges: Pick<Edges, 'api' | 'pki' | 'clock'>, options: DeskOptions, control: DeskControl): RequestDesk => {
	const {clock} = edges;
	const {signal, emit} = control;
	const news = createNews(clock);
	const problems = new Map<string, Problem>();
	const told = new Map<string, string>();
	let context: JudgeContext | undefined;

	const automatic =
		!options.approvesPassing
			? undefined
			: createApprover(edges, {
					...options,
					endsWhenReady: false,
					onApproved: (decision, {judgement: {node}}) => emit({type: 'request-decided', request: decision.request, ...(node === undefined ? {} : {node}), decision: 'approved', by: 'kubenroll'}),
					// The watch brings what changed meanwhile; where no answer came, nothing may come, so the request is looked at again by itself.
					onAgain: (name, when) => void clock.sleep(when === 'now' ? 0 : retryMs, signal).then(() => docket.touch(name)),
					onFloodLater: () => docket.touchAgain('all'),
					onMissing: (facts) => emit({type: 'problem-found', problem: problem('facts-missing', 'cluster', {facts}, {severity: 'warning'})}),
					onRefused: (node, found) => {
						problems.set(node, found);
						news.tell(node);
					},
					onChange: (view) => emit({type: 'automatic-changed', automatic: view}),
					signal,
					cutOff: control.cutOff,
				});

	const tell = ({csr, judgement}: JudgedRequest): void => {
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

	const docket = openDocket(edges, {
		keepsObjects: true,
		createJudge: (live) => {
			context = options.judgeContext({...live, approved: automatic?.approved() ?? []});
			return createJudge(context);
		},
		onJudged: tell,
		onLooked: () => {
			if (context !== undefined) {
				automatic?.look(docket.requests.judged(), context);
			}
		},
		onGone: ({csr, judgement}) => {
			told.delete(csr.raw.uid);
			if (judgement?.node !== undefined) {
				news.tell(judgement.node);
			}
		},
		onNode: news.tell,
		onConnection: (state, cause) => emit({type: 'connection-changed', state, ...(cause === undefined ? {} : {cause})}),
		signal,
	});
	const settled = docket.closed.then(async () => automatic?.settle());
	const closed = automatic === undefined ? settled : Promise.race([settled, automatic.failed]);
	closed.catch(() => undefined);

	return {
		news,
		nodeObject: (name) => docket.nodes.get(name),
		requestsOf: docket.requests.requestsOf,
		problemOf: (node) => problems.get(node),
		forgive: (node) => {
			problems.delete(node);
			docket.requests.requestsOf(node).forEach(({name}) => docket.touch(name));
		},
		isOpen: Promise.race([docket.isOpen, closed]),
		closed,
	};
};
