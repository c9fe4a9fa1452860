import type {BoardEvent, BoardIntent} from '../../core/board/board-event.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {listSuperseded} from '../../core/csr/superseded.ts';
import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {noPlan} from '../../core/record/record.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {DecisionLog} from '../csr/decision-log.ts';
import {deleteSuperseded} from '../csr/delete-request.ts';
import {revokeToken} from '../csr/revoke-token.ts';
import {limitConcurrency} from '../limit-concurrency.ts';
import {approveRequest, denyRequest, type DecisionResult, type DecisionStamp} from '../csr/decide-request.ts';
import type {Edges} from '../operation.ts';
import type {Verb} from '../csr/approval-condition.ts';

type Answer = Extract<BoardIntent, {readonly type: 'approve' | 'deny'}>;

/** What a person does with a key, and a request or a token at a time. */
export type ByHand = Exclude<BoardIntent, {readonly type: 'automatic' | 'prove'}>;

// As many at once as automatic approval has.
const places = 8;

/** What deciding by hand needs of the board. */
export type DeciderOptions = {
	readonly emit: (event: BoardEvent) => void;
	/** Nothing is begun after it. */
	readonly signal: AbortSignal;
	/** Breaks off what is under way: an answer that the cluster took is written down before. */
	readonly cutOff: AbortSignal;
	readonly operator: string;
	readonly find: (uid: string) => JudgedRequest | undefined;
	readonly findToken: (tokenId: string) => TokenFacts | undefined;
	/** Has a request judged again. */
	readonly touch: (name: string) => void;
	readonly onDecided: (request: JudgedRequest, decision: Verb) => void;
};

/** Why a decision came to nothing, as problems; none where it was taken. */
export const explainDecision = ({judgement}: JudgedRequest, result: DecisionResult): readonly Problem[] => {
	const subject = escapeControls(judgement.node ?? judgement.name);
	const request = escapeControls(judgement.name);
	switch (result.outcome) {
		case 'approved':
		case 'denied': {
			return [];
		}
		case 'changed': {
			return [problem('request-changed', subject, {request})];
		}
		case 'gone': {
			return [problem('request-not-found', subject, {request})];
		}
		case 'decided': {
			return [problem('request-decided', subject, {request, state: result.state})];
		}
		case 'refused': {
			return [result.problem];
		}
		case 'unreachable': {
			return [...result.problems, problem('decision-unknown', subject, {request})];
		}
	}
};

// P28: PASS in bulk; anything else alone, with a reason, REFUSE with the node's name typed. What was PASS when the key was pressed may be no longer.
const checkIntent = (intent: Answer, {judgement}: JudgedRequest): readonly Problem[] => {
	const {verdict, node, name} = judgement;
	if (intent.type === 'deny' || (verdict !== 'ASK' && verdict !== 'REFUSE')) {
		return [];
	}
	const subject = escapeControls(node ?? name);
	const request = escapeControls(name);
	const isNamed = verdict === 'ASK' || intent.node === (node ?? name);
	return [...(intent.uids.length > 1 ? [problem('request-not-alone', subject, {request, verdict})] : []), ...((intent.reason ?? '').trim() === '' ? [problem('request-needs-reason', subject, {request, verdict})] : []), ...(isNamed ? [] : [problem('request-needs-node', subject, {request, node: escapeControls(node ?? '')})])];
};

const stampOf = (intent: Answer, {judgement}: JudgedRequest, operator: string, signal: AbortSignal): DecisionStamp => {
	const isByPolicy = intent.type === 'approve' && judgement.verdict === 'PASS';
	const person = {reason: intent.reason ?? '', overrides: intent.type === 'approve' && judgement.verdict === 'REFUSE'};
	return {planId: noPlan, operator, signal, ...(isByPolicy ? {} : {person})};
};

/** The hand of a board. */
export type Decider = {
	readonly decide: (intent: ByHand) => void;
	/** Resolves when nothing is under way any more, and all that was decided is written down. */
	readonly settle: () => Promise<void>;
};

/** Makes the hand that carries intents out, a few requests at once; what comes of each is told as events. */
export const createDecider = (edges: Pick<Edges, 'api' | 'clock'>, log: DecisionLog, options: DeciderOptions): Decider => {
	const {emit, signal, cutOff, operator} = options;
	const underWay = new Set<Promise<void>>();
	const keep = (work: Promise<void>): void => {
		const kept = work.finally(() => underWay.delete(kept));
		underWay.add(kept);
	};

	const decideOne = async (intent: Answer, uid: string): Promise<void> => {
		const request = options.find(uid);
		if (request === undefined) {
			return;
		}
		const problems = checkIntent(intent, request);
		if (problems.length > 0) {
			emit({type: 'decision-failed', uid, problems});
			return;
		}
		const decide = intent.type === 'approve' ? approveRequest : denyRequest;
		const result = await decide(edges, request, stampOf(intent, request, operator, cutOff));
		if (result.outcome === 'approved' || result.outcome === 'denied') {
			options.onDecided(request, result.outcome);
			emit({type: 'decision-taken', uid, name: escapeControls(request.judgement.name), decision: result.outcome});
			await log.append(result.decision);
			return;
		}
		emit({type: 'decision-failed', uid, problems: explainDecision(request, result)});
		options.touch(request.csr.raw.name);
	};

	const sweepOne = async (uid: string): Promise<void> => {
		const request = options.find(uid);
		const [superseded] = request === undefined ? [] : listSuperseded([request]);
		const result = superseded === undefined ? ({outcome: 'kept'} as const) : await deleteSuperseded(edges, superseded, {operator, signal: cutOff});
		if (result.outcome === 'deleted') {
			emit({type: 'decision-taken', uid, name: result.decision.request, decision: 'deleted'});
			await log.append(result.decision);
		} else if (request !== undefined) {
			emit({type: 'decision-failed', uid, problems: result.outcome === 'failed' ? result.problems : explainDecision(request, {outcome: 'changed'})});
			options.touch(request.csr.raw.name);
		}
	};

	const revoke = async (tokenId: string): Promise<void> => {
		const token = options.findToken(tokenId);
		if (token === undefined) {
			throw new Failure(problem('token-not-found', 'cluster', {tokenId: escapeControls(tokenId)}));
		}
		const decision = await revokeToken(edges, token, {operator, signal: cutOff});
		emit({type: 'token-revoked', tokenId: escapeControls(tokenId)});
		await log.append(decision);
	};

	const tellFailure = (tell: (problems: readonly Problem[]) => void) => (error: unknown): void => {
		if (!(error instanceof Failure)) {
			throw error;
		}
		tell(error.problems);
	};

	const decide = (intent: ByHand): void => {
		if (intent.type === 'revoke') {
			keep(revoke(intent.tokenId).catch(tellFailure((problems) => emit({type: 'action-failed', problems}))));
			return;
		}
		const limit = limitConcurrency(places);
		for (const uid of intent.uids) {
			emit({type: 'decision-started', uid});
			keep(limit(async () => {
				if (!signal.aborted) {
					await (intent.type === 'sweep' ? sweepOne(uid) : decideOne(intent, uid)).catch(tellFailure((problems) => emit({type: 'decision-failed', uid, problems})));
				}
			}));
		}
	};
	return {
		decide,
		settle: async () => {
			await Promise.allSettled(underWay);
		},
	};
};
