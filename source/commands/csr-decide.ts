import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import {cryptoPki} from '../adapters/pki/crypto-pki.ts';
import type {JudgedRequest} from '../core/csr/judged-request.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem, type Problem} from '../core/problem/problem.ts';
import {noPlan} from '../core/record/record.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {describeReason} from '../text/describe-reason.ts';
import {reportJson} from '../headless/json-reporter.ts';
import {wrapHanging} from '../text/typeset.ts';
import {explainDecision} from '../workflow/board/decide-by-hand.ts';
import type {Verb} from '../workflow/csr/approval-condition.ts';
import {openDecisionLog} from '../workflow/csr/decision-log.ts';
import {approveRequest, denyRequest, type DecisionStamp} from '../workflow/csr/decide-request.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {nameOperator} from './open-edges.ts';
import {pickRequests, printProblems, type Review, viewRequest, withReview} from './open-review.ts';
import type {CommandLine} from './parse-command-line.ts';

const subjectOf = ({judgement}: JudgedRequest): string => escapeControls(judgement.node ?? judgement.name);

/** P28 of the approval policy: PASS in bulk, ASK alone and with a reason, REFUSE with the node's name typed as well. */
const checkApproval = (request: JudgedRequest, isAlone: boolean, {values}: CommandLine): readonly Problem[] => {
	const {name, node, verdict} = request.judgement;
	const subject = subjectOf(request);
	const shown = escapeControls(name);
	switch (verdict) {
		case 'PASS': {
			return [];
		}
		case 'ASK':
		case 'REFUSE': {
			const hasNode = node !== undefined && values.get('node') === node;
			return [
				...(isAlone ? [] : [problem('request-not-alone', subject, {request: shown, verdict})]),
				...(values.get('reason')?.trim() ? [] : [problem('request-needs-reason', subject, {request: shown, verdict})]),
				...(verdict === 'ASK' || hasNode ? [] : [problem('request-needs-node', subject, {request: shown, node: escapeControls(node ?? '')})]),
			];
		}
		case 'NOT_OURS': {
			return [problem('decision-against-policy', subject, {request: shown, verdict})];
		}
		case 'DECIDED': {
			return [problem('request-decided', subject, {request: shown, state: request.judgement.state})];
		}
	}
};

const checkDenial = (request: JudgedRequest): readonly Problem[] => {
	const {name, verdict, state} = request.judgement;
	const shown = escapeControls(name);
	if (verdict === 'DECIDED') {
		return [problem('request-decided', subjectOf(request), {request: shown, state})];
	}
	return verdict === 'NOT_OURS' ? [problem('decision-against-policy', subjectOf(request), {request: shown, verdict})] : [];
};

const showWhatIsDecided = (requests: readonly JudgedRequest[], {text, stderr}: Invocation): void => {
	const lines = requests.map(viewRequest).flatMap((view) => [
		`${view.node ?? '?'}: ${text.run.observed(view.kind, view.name, view.verdict)}`,
		...view.reasons.filter(({verdict}) => verdict !== 'PASS').flatMap((reason) => wrapHanging('  ', describeReason(text, reason), stderr.columns)),
	]);
	stderr.write(lines.map((line) => `${line}\n`).join(''));
};

const decideAll = async (requests: readonly JudgedRequest[], verb: Verb, {api, recordFolder}: Review, invocation: Invocation): Promise<number> => {
	const {line, text, stdout, stderr, signal} = invocation;
	const report = line.flags.has('json') ? reportJson(stdout.write) : undefined;
	const decide = verb === 'approved' ? approveRequest : denyRequest;
	const log = openDecisionLog({files: localFiles, pki: cryptoPki, clock: systemClock}, recordFolder);
	let done = 0;
	for (const request of requests) {
		if (signal.aborted) {
			break;
		}
		const {name, node, verdict} = request.judgement;
		const isByPolicy = verb === 'approved' && verdict === 'PASS';
		const stamp: DecisionStamp = {planId: noPlan, operator: nameOperator(), ...(isByPolicy ? {} : {person: {reason: line.values.get('reason') ?? '', overrides: verdict === 'REFUSE' && verb === 'approved'}})};
		const result = await decide({api, clock: systemClock}, request, stamp);
		printProblems(explainDecision(request, result), text, stderr);
		if (result.outcome === 'approved' || result.outcome === 'denied') {
			done += 1;
			stderr.write(`${text.requests.done[verb](escapeControls(name))}\n`);
			report?.({type: 'request-decided', request: escapeControls(name), ...(node === undefined ? {} : {node}), decision: verb, by: 'operator'});
			await log.append(result.decision);
		}
	}
	return done === requests.length ? 0 : done === 0 ? 1 : 3;
};

const decideRequests = async (invocation: Invocation, verb: Verb): Promise<number> =>
	withReview(invocation, ['requests', 'nodes', 'tokens', ...(['approve-client', 'approve-serving'] as const)], async (review) => {
		const {line, text} = invocation;
		const requests = pickRequests(review.requests, line.arguments);
		const problems = requests.flatMap((request) => (verb === 'approved' ? checkApproval(request, requests.length === 1, line) : checkDenial(request)));
		if (problems.length > 0) {
			throw new Failure(problems);
		}
		showWhatIsDecided(requests, invocation);
		if (!line.flags.has('yes')) {
			if (!review.prompter.canAsk) {
				throw new Failure(problem('confirmation-impossible', 'kubenroll', {command: line.command ?? ''}), 'usage');
			}
			if (!(await review.prompter.confirm(text.requests.confirm[verb](requests.map(({judgement}) => escapeControls(judgement.name)))))) {
				return 130;
			}
		}
		return decideAll(requests, verb, review, invocation);
	});

/** `kubenroll csr approve NAME...`. */
export const runCsrApprove: RunCommand = async (invocation) => decideRequests(invocation, 'approved');

/** `kubenroll csr deny NAME...`. */
export const runCsrDeny: RunCommand = async (invocation) => decideRequests(invocation, 'denied');
