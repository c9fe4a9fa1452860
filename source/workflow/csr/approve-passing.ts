/*
Automatic approval: what is PASS, each request once, for the nodes it is meant for. It holds back whom the breaker names (P25), ends at its
limits (P26), and never denies. What a person decides by hand does not come through here.
*/
import {type AutomaticState, limitAutomatic, maximumAutomaticMs} from '../../core/csr/automatic-limits.ts';
import {type AutomaticView, describeAutomatic} from '../../core/csr/automatic-view.ts';
import {findFlood, type Flood, isHeldBack} from '../../core/csr/breaker.ts';
import type {JudgeContext, MissingFact} from '../../core/csr/judge-context.ts';
import type {Judgement} from '../../core/csr/judgement.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import {limitConcurrency} from '../limit-concurrency.ts';
import type {Edges} from '../operation.ts';
import {type Claim, createClaims} from './claims.ts';
import {approveRequest} from './decide-request.ts';
import {watchCalm} from './watch-calm.ts';

/** On whose behalf requests are approved, and who is told what came of it. */
export type ApproverOptions = {
	/** Those that this run works on: no other node's request is ever approved. */
	readonly nodes: ReadonlySet<string>;
	readonly planId: string;
	readonly operator: string;
	/** False where Ready nodes are no end: a run has an end of its own. Where all are Ready from the beginning, renewals are the point, and they are no end either. */
	readonly endsWhenReady: boolean;
	/** Rejects with Failure where a decision cannot be written down. */
	readonly recordDecision: (decision: Decision) => Promise<void>;
	/** The cluster took the answer; it is written down next. */
	readonly onApproved: (decision: Decision, request: JudgedRequest) => void;
	/** The request is to be looked at again: `now` where what is known has changed, `later` where it changed itself or no answer came. */
	readonly onAgain: (request: string, when: 'now' | 'later') => void;
	/** A flood may be over: all that waits is to be looked at again. */
	readonly onFloodLater: () => void;
	/** Facts without which nothing is PASS (P36); told when they change. */
	readonly onMissing: (facts: readonly MissingFact[]) => void;
	/** Trying again changes nothing. */
	readonly onRefused: (node: string, problem: Problem) => void;
	/** Where it stands has changed. */
	readonly onChange: (view: AutomaticView) => void;
	/** Ends it. */
	readonly signal: AbortSignal;
	/** Breaks approvals off that are under way. */
	readonly cutOff: AbortSignal;
};

/** Approves what has passed, each request once. */
export type Approver = {
	/** Takes a look at everything, after it was judged in `context`, and approves what is to be approved; to be called as often as there is a look. */
	readonly look: (requests: readonly JudgedRequest[], context: JudgeContext) => void;
	/** What was approved, or is being approved just now (P16). */
	readonly approved: () => JudgeContext['approvedInRun'];
	/** Begins nothing more; for the operator who switches it off. */
	readonly end: () => void;
	/** Resolves when approvals under way have ended. */
	readonly settle: () => Promise<void>;
	/** Never resolves; rejects with Failure where a decision could not be written down. */
	readonly failed: Promise<never>;
};

// Enough to keep the API server busy on two cores; each place is a connection of its own, and below what API Priority and Fairness gives one user
// (kubernetes pkg/apis/flowcontrol/bootstrap/default.go, global-default).
const places = 8;

// A flood of strangers is one of the last minute.
const floodAgainMs = 5000;

// A server that is restarting or has too much to do answers so (429, 5xx: RFC 9110, RFC 6585); in a moment it knows better.
const isPassing = (problem: Problem): boolean => problem.code === 'decision-refused' && (problem.params.status === 429 || problem.params.status >= 500);

const versionOf = ({csr: {raw}}: JudgedRequest): string => `${raw.uid} ${raw.resourceVersion}`;

/** Makes an approver; its hour begins now (P26). */
export const createApprover = (edges: Pick<Edges, 'api' | 'clock'>, options: ApproverOptions): Approver => {
	const {clock} = edges;
	const {nodes, signal} = options;
	const claims = createClaims();
	// Each judgement counts once: whoever shall be approved later is judged anew.
	const considered = new WeakSet<Judgement>();
	// What trying again changes nothing about, until the object is another.
	const settled = new Set<string>();
	const underWay = new Set<Promise<void>>();
	const crash = Promise.withResolvers<never>();
	crash.promise.catch(() => undefined);
	const limit = limitConcurrency(places);
	const startedMs = clock.nowMs();
	const plannedNodes = [...nodes];
	const noFlood: Flood = {pending: 0, pendingLimit: 0, strangersAMinute: 0, strangersLimit: 0, flooders: []};
	let told = '';
	let hasEnded = false;
	let isOverCount = false;
	let flood = noFlood;
	let missing = '';
	let isFloodLookDue = false;

	const tell = (view: AutomaticView): void => {
		hasEnded ||= view.state === 'ended';
		const text = JSON.stringify(view);
		if (text !== told) {
			told = text;
			options.onChange(view);
		}
	};

	const state = (): AutomaticState => limitAutomatic({startedMs, nowMs: clock.nowMs(), approved: claims.count(), plannedNodes, ...(options.endsWhenReady && calm.isCalm() ? {readyNodes: nodes} : {})});
	const update = (): void => {
		if (hasEnded) {
			return;
		}
		const nowMs = clock.nowMs();
		const limited = state();
		// Every request that was foreseen has been approved: that is no end as long as nobody wants another.
		const isFull = limited.state === 'ended' && limited.because === 'count' && !isOverCount;
		tell(describeAutomatic(isFull ? {state: 'on', remainingMs: startedMs + maximumAutomaticMs - nowMs, remainingApprovals: 0} : limited, flood, {nowMs, approved: claims.count()}));
	};

	const approve = async (request: JudgedRequest, target: Pick<Claim, 'node' | 'kind'>): Promise<void> => {
		const {name} = request.csr.raw;
		const result = await limit(async () => approveRequest(edges, request, {planId: options.planId, operator: options.operator, signal: options.cutOff}));
		if (result.outcome === 'approved') {
			options.onApproved(result.decision, request);
			await options.recordDecision(result.decision);
			return;
		}
		claims.giveUp(request.csr.raw, target);
		switch (result.outcome) {
			case 'changed':
			case 'unreachable': {
				options.onAgain(name, 'later');
				break;
			}
			case 'refused': {
				if (isPassing(result.problem)) {
					options.onAgain(name, 'later');
				} else {
					settled.add(versionOf(request));
					options.onRefused(target.node, result.problem);
				}
				break;
			}
			case 'denied':
			case 'gone':
			case 'decided': {
				// The watch tells.
				settled.add(versionOf(request));
				break;
			}
		}
	};

	const consider = (request: JudgedRequest, {approvedInRun}: JudgeContext): void => {
		if (considered.has(request.judgement)) {
			return;
		}
		considered.add(request.judgement);
		const {node, kind, verdict, name} = request.judgement;
		if (verdict !== 'PASS' || node === undefined || !nodes.has(node) || kind === 'other' || claims.has(request.csr.raw) || settled.has(versionOf(request)) || isHeldBack(flood, request.csr)) {
			return;
		}
		const first = kind === 'client' ? claims.clientOf(node) : undefined;
		if (first === name) {
			return;
		}
		// Judged before the other was claimed: P16 has its say now. One that passes though the other is known comes from a rebuilt machine.
		if (first !== undefined && !approvedInRun.some(({request: known}) => known === first)) {
			options.onAgain(name, 'now');
			return;
		}
		if (hasEnded || signal.aborted || state().state === 'ended') {
			isOverCount = true;
			return;
		}
		claims.take(request.csr.raw, {node, kind});
		const work = approve(request, {node, kind}).catch(crash.reject).finally(() => underWay.delete(work));
		underWay.add(work);
	};

	const lookLater = (): void => {
		if (!isFloodLookDue) {
			isFloodLookDue = true;
			void clock.sleep(floodAgainMs, signal).then(() => {
				isFloodLookDue = false;
				options.onFloodLater();
			});
		}
	};

	const noteMissing = ({missingFacts}: JudgeContext): void => {
		const text = missingFacts.join(' ');
		if (text !== missing) {
			missing = text;
			if (missingFacts.length > 0) {
				options.onMissing(missingFacts);
			}
		}
	};

	const calm = watchCalm(clock, nodes, {signal, onTime: update});
	void clock.sleep(maximumAutomaticMs, signal).then(update);

	return {
		look: (requests, context) => {
			flood = findFlood(requests, context);
			requests.forEach((request) => consider(request, context));
			calm.look(requests, context);
			noteMissing(context);
			update();
			if (flood.flooders.length > 0 && !hasEnded) {
				lookLater();
			}
		},
		approved: () => claims.list(),
		end: () => {
			if (!hasEnded) {
				tell({state: 'ended', because: 'operator', approved: claims.count()});
			}
		},
		settle: async () => {
			await Promise.all(underWay);
		},
		failed: crash.promise,
	};
};
