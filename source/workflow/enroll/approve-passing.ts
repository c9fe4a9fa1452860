import type {Csr, JudgeContext, Judgement} from '../../core/csr/csr.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import {approveRequest} from '../csr/decide-request.ts';
import type {Edges, RunControl} from '../operation.ts';

/** On whose behalf requests are approved, and who is told what came of it. */
export type ApproverOptions = {
	/** Those that this run works on: no other node's request is ever approved. */
	readonly nodes: ReadonlySet<string>;
	readonly planId: string;
	readonly operator: string;
	/** Rejects with Failure where a decision cannot be written down. */
	readonly recordDecision: (decision: Decision) => Promise<void>;
	/** The request is to be looked at again in a while: it changed meanwhile, or no answer came. */
	readonly onAgain: (request: string) => void;
	/** Trying again changes nothing. */
	readonly onRefused: (node: string, problem: Problem) => void;
};

/** Approves what has passed, each request once. */
export type Approver = {
	/** Approves a judged request if it is one to be approved; to be called as often as it is judged. Rejects with Failure only where the decision could not be written down. */
	readonly consider: (csr: Csr, judgement: Judgement) => Promise<void>;
	/** What was approved, or is being approved just now (P16). */
	readonly approved: () => JudgeContext['approvedInRun'];
};

// A server that is restarting or has too much to do answers so (429, 5xx: RFC 9110, RFC 6585); in a moment it knows better.
const isPassing = (problem: Problem): boolean => problem.code === 'decision-refused' && (problem.params.status === 429 || problem.params.status >= 500);

/** Makes an approver; an approval that was begun when the signal aborts is broken off. */
export const createApprover = (edges: Pick<Edges, 'api' | 'clock'>, options: ApproverOptions, {emit, signal}: Pick<RunControl, 'emit' | 'signal'>): Approver => {
	const claims = new Map<string, JudgeContext['approvedInRun'][number]>();

	return {
		approved: () => [...claims.values()],
		consider: async (csr, judgement) => {
			const {node, kind, verdict} = judgement;
			const {name, uid} = csr.raw;
			if (verdict !== 'PASS' || node === undefined || !options.nodes.has(node) || kind === 'other' || claims.has(uid)) {
				return;
			}
			claims.set(uid, {node, kind, request: name});
			const result = await approveRequest(edges, {csr, judgement}, {planId: options.planId, operator: options.operator, signal});
			if (result.outcome === 'approved') {
				emit({type: 'request-decided', request: result.decision.request, node, decision: 'approved', by: 'kubenroll'});
				await options.recordDecision(result.decision);
				return;
			}
			claims.delete(uid);
			switch (result.outcome) {
				case 'changed':
				case 'unreachable': {
					options.onAgain(name);
					break;
				}
				case 'refused': {
					if (isPassing(result.problem)) {
						options.onAgain(name);
					} else {
						options.onRefused(node, result.problem);
					}
					break;
				}
				case 'denied':
				case 'gone':
				case 'decided': {
					// The watch tells.
					break;
				}
			}
		},
	};
};
