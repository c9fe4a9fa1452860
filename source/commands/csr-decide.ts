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
import {limitConcurrency} from '../workflow/limit-concurrency.ts';
import {explainDecision} from '../workflow/board/decide-by-hand.ts';
import type {Verb} from '../workflow/csr/approval-condition.ts';
import {openDecisionLog} from '../workflow/csr/decision-log.ts';
import {approveRequest, denyRequest, type DecisionStamp} from '../workflow/csr/decide-request.ts';
import {confirmDecision} from './confirm-decision.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {nameOperator} from './open-edges.ts';
import {pickRequests, printProblems, type Review, viewRequest, withReview} from './open-review.ts';

/** What was typed beside the names. */
type Typed = {readonly reason: string; readonly node: string | undefined};

const subjectOf = ({judgement}: JudgedRequest): string => escapeControls(judgement.node ?? judgement.name);

/** P28 of the approval policy: PASS in bulk, ASK alone and with a reason, REFUSE with the node's name typed as well. */
const checkApproval = (request: JudgedRequest, isAlone: boolean, typed: Typed): readonly Problem[] => {
	const {name, node, verdict} = request.judgement;
	const subject = subjectOf(request);
	const shown = escapeControls(name);
	switch (verdict) {
		case 'PASS': {
			return [];
		}
		case 'ASK':
		case 'REFUSE': {
			const hasNode = node !== undefined && typed.node?.trim() === node;
			return [
				...(isAlone ? [] : [problem('request-not-alone', subject, {request: shown, verdict})]),
				...(typed.reason.trim() !== '' ? [] : [problem('request-needs-reason', subject, {request: shown, verdict})]),
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

// One at the keys is asked for what the policy wants typed (P28); a script says it by options.
const askTyped = async (requests: readonly JudgedRequest[], {prompter}: Review, {line, text}: Invocation): Promise<Typed> => {
	const typed: Typed = {reason: line.values.get('reason') ?? '', node: line.values.get('node')};
	const [request] = requests;
	const verdict = request?.judgement.verdict;
	if (request === undefined || requests.length !== 1 || !prompter.canAsk || line.flags.has('yes') || (verdict !== 'ASK' && verdict !== 'REFUSE')) {
		return typed;
	}
	const {node} = request.judgement;
	const words = text.screens.decide;
	return {
		node: typed.node ?? (verdict === 'REFUSE' && node !== undefined ? await prompter.line(words.nodeName(escapeControls(node))) : undefined),
		reason: typed.reason.trim() === '' ? await prompter.line(words.reason) : typed.reason,
	};
};

// As many at once as automatic approval has.
const places = 8;

const decideAll = async (requests: readonly JudgedRequest[], verb: Verb, {reason}: Typed, {api, recordFolder}: Review, invocation: Invocation): Promise<number> => {
	const {line, text, stdout, stderr, signal} = invocation;
	const report = line.flags.has('json') ? reportJson(stdout.write) : undefined;
	const decide = verb === 'approved' ? approveRequest : denyRequest;
	const log = openDecisionLog({files: localFiles, pki: cryptoPki, clock: systemClock}, recordFolder);
	const limit = limitConcurrency(places);
	const operator = nameOperator();
	const decideOne = async (request: JudgedRequest): Promise<boolean> => {
		if (signal.aborted) {
			return false;
		}
		const {name, node, verdict} = request.judgement;
		const isByPolicy = verb === 'approved' && verdict === 'PASS';
		const stamp: DecisionStamp = {planId: noPlan, operator, ...(isByPolicy ? {} : {person: {reason, overrides: verdict === 'REFUSE' && verb === 'approved'}})};
		const result = await decide({api, clock: systemClock}, request, stamp);
		printProblems(explainDecision(request, result), text, stderr);
		if (result.outcome !== 'approved' && result.outcome !== 'denied') {
			return false;
		}
		stderr.write(`${text.requests.done[verb](escapeControls(name))}\n`);
		report?.({type: 'request-decided', request: escapeControls(name), ...(node === undefined ? {} : {node}), decision: verb, by: 'operator'});
		await log.append(result.decision);
		return true;
	};
	const results = await Promise.all(requests.map(async (request) => limit(async () => decideOne(request))));
	const done = results.filter(Boolean).length;
	return done === requests.length ? 0 : done === 0 ? 1 : 3;
};

const steps = ['requests', 'nodes', 'approve-client', 'approve-serving'] as const;

const decideRequests = async (invocation: Invocation, verb: Verb): Promise<number> =>
	withReview(invocation, steps, async (review) => {
		const {line, text} = invocation;
		const requests = pickRequests(review.requests, line.arguments);
		showWhatIsDecided(requests, invocation);
		const typed = verb === 'approved' ? await askTyped(requests, review, invocation) : {reason: line.values.get('reason') ?? '', node: undefined};
		const problems = requests.flatMap((request) => (verb === 'approved' ? checkApproval(request, requests.length === 1, typed) : checkDenial(request)));
		if (problems.length > 0) {
			throw new Failure(problems);
		}
		const question = text.requests.confirm[verb](requests.map(({judgement}) => escapeControls(judgement.name)));
		return (await confirmDecision(line, review.prompter, question)) ? decideAll(requests, verb, typed, review, invocation) : 130;
	});

/** Approves whatever is PASS, after showing it; the rest is counted and left alone (P28). */
const approveAllPassing = async (invocation: Invocation): Promise<number> =>
	withReview(invocation, steps, async (review) => {
		const {line, text, stderr} = invocation;
		const words = text.decisions.allPass;
		const passing = review.requests.filter(({judgement: {verdict}}) => verdict === 'PASS');
		const rest = review.requests.filter(({judgement: {state, verdict}}) => state === 'pending' && (verdict === 'ASK' || verdict === 'REFUSE')).length;
		showWhatIsDecided(passing, invocation);
		if (rest > 0) {
			stderr.write(`${words.rest(rest)}\n`);
		}
		if (passing.length === 0) {
			stderr.write(`${words.none}\n`);
			return 0;
		}
		return (await confirmDecision(line, review.prompter, words.confirm(passing.length))) ? decideAll(passing, 'approved', {reason: '', node: undefined}, review, invocation) : 130;
	});

/** `kubenroll csr approve NAME...`, or `--all-pass`. */
export const runCsrApprove: RunCommand = async (invocation) => {
	const {line} = invocation;
	const takesAll = line.flags.has('all-pass');
	// What they say is of one request; what is PASS needs neither (P28).
	const excluded = takesAll ? [...(line.arguments.length > 0 ? ['NAME'] : []), ...(['node', 'reason'] as const).filter((id) => line.values.has(id)).map((id) => `--${id}`)] : [];
	const problems = [
		...excluded.map((other) => problem('options-exclude', '--all-pass', {one: '--all-pass', other})),
		...(takesAll || line.arguments.length > 0 ? [] : [problem('argument-missing', 'csr approve', {command: 'csr approve', argument: 'NAME...'})]),
	];
	if (problems.length > 0) {
		throw new Failure(problems, 'usage');
	}
	return takesAll ? approveAllPassing(invocation) : decideRequests(invocation, 'approved');
};

/** `kubenroll csr deny NAME...`. */
export const runCsrDeny: RunCommand = async (invocation) => decideRequests(invocation, 'denied');
