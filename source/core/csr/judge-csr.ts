/*
The verdict of a request is the worst of its rules' (approval policy, section 4). Rules are a table, one file a family; each is pure and
silent where it has nothing to say. Nothing here knows a server, a clock or a screen.
*/
import {nodeOfSubject} from './common-name.ts';
import {nameDecider} from './decider.ts';
import type {Csr} from './csr.ts';
import type {JudgeContext} from './judge-context.ts';
import type {Judgement, Reason, RuleId, Verdict} from './judgement.ts';
import {makeFinding, type Finding} from './finding.ts';
import {indexContext, type Knowledge} from './knowledge.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {compareAge, foldKey, isSameRequest, nodeFoldKey} from './request-age.ts';
import {requestState} from './request-state.ts';
import {readRequester} from './requester.ts';
import type {KubeletRequest, Rule} from './rule.ts';
import {ageRules} from './rules/age.ts';
import {clientRules} from './rules/client.ts';
import {keyRules} from './rules/key.ts';
import {planRules} from './rules/plan.ts';
import {proofRules} from './rules/proof.ts';
import {requestRules} from './rules/request.ts';
import {reservedRules} from './rules/reserved.ts';
import {servingRules} from './rules/serving.ts';
import {tokenRules} from './rules/token.ts';
import {triageRules} from './rules/triage.ts';
import {createSharer} from './share-alike.ts';
import {hasSpentToken} from './spent-token.ts';

const numberOf = (rule: RuleId): number => Number(rule.slice(1));

/** Judges one request against a context that was indexed once. The clock may move on from the context's while nothing else does. */
export type Judge = (csr: Csr, clock?: {readonly nowMs: number}) => Judgement;

// In the order of their numbers, as reasons are told; the sort keeps rules of one number in theirs.
const rules: readonly Rule[] = [...triageRules, ...requestRules, ...keyRules, ...planRules, ...ageRules, ...clientRules, ...tokenRules, ...servingRules, ...reservedRules, ...proofRules].sort((one, other) => numberOf(one.id) - numberOf(other.id));

const rulesByKind = {client: rules.filter(({kind}) => kind !== 'serving'), serving: rules.filter(({kind}) => kind !== 'client')};

// From best to worst. Only P1 and P2 say the last two, and then nothing else is asked.
const order: readonly Verdict[] = ['PASS', 'ASK', 'REFUSE', 'DECIDED', 'NOT_OURS'];

const worst = (reasons: readonly Reason[]): Verdict => {
	// No reason at all would mean that no rule looked: closed.
	return order[Math.max(...reasons.map(({verdict}) => order.indexOf(verdict)))] ?? 'REFUSE';
};

// Most findings say what they say of thousands of requests, or of a dozen for one node.
const shareReason = createSharer<Reason>();

const sign = (rule: RuleId, {verdict, code, params}: Finding): Reason => {
	// The same members as in the finding; spread, each reason would take twice the memory.
	const reason = {rule, verdict, code, params} as Reason;
	let key = `${rule} ${verdict} ${code}`;
	for (const value of Object.values(params)) {
		key += `\n${value}`;
	}
	return shareReason(key, reason);
};

const conclude = (csr: Csr, kind: Judgement['kind'], node: string | undefined, reasons: readonly Reason[]): Judgement => ({
	name: csr.raw.name,
	...(node === undefined ? {} : {node}),
	kind,
	state: requestState(csr.raw),
	verdict: worst(reasons),
	reasons,
});

type Signer = Pick<KubeletRequest, 'kind' | 'purpose'>;

const describeFor = ({kind, purpose}: Signer, {raw, reading}: Csr): KubeletRequest => {
	const decoded = reading.isReadable ? reading.decoded : undefined;
	return {raw, reading, kind, purpose, requester: readRequester(raw), decoded, node: decoded === undefined ? undefined : nodeOfSubject(decoded.subject)};
};

// Whether a waiting request is PASS by itself, without a word of why. Thousands that are not mostly fail one rule: what failed last is asked first.
const createPassReader = (knowledge: Knowledge): ((csr: Csr) => boolean) => {
	const asked = {client: [...rulesByKind.client], serving: [...rulesByKind.serving]};
	return (csr) => {
		const signer = kubeletSigners.get(csr.raw.signerName);
		if (signer === undefined) {
			return false;
		}
		const request = describeFor(signer, csr);
		const queue = asked[signer.kind];
		const failed = queue.findIndex((rule) => rule.judge(request, knowledge).some(({verdict}) => verdict !== 'PASS'));
		if (failed > 0) {
			queue.unshift(...queue.splice(failed, 1));
		}
		return failed === -1;
	};
};

const judgeAlone = (csr: Csr, knowledge: Knowledge): Judgement => {
	const {raw, reading} = csr;
	const signer = kubeletSigners.get(raw.signerName);
	const node = reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined;
	if (signer === undefined) {
		return conclude(csr, 'other', undefined, [sign('P1', makeFinding('NOT_OURS', 'signer-not-kubelet', {signer: raw.signerName}))]);
	}
	const state = requestState(raw);
	if (state !== 'pending') {
		return conclude(csr, signer.kind, node, [sign('P2', makeFinding('DECIDED', 'already-decided', {state, by: nameDecider(raw), reason: raw.conditions.at(-1)?.reason ?? ''}))]);
	}
	const request = describeFor(signer, csr);
	const reasons = [sign('P1', makeFinding('PASS', 'signer-kubelet', {signer: raw.signerName}))];
	for (const rule of rulesByKind[signer.kind]) {
		for (const finding of rule.judge(request, knowledge)) {
			reasons.push(sign(rule.id, finding));
		}
	}
	return conclude(csr, signer.kind, node, reasons);
};

// What is pending or was approved. A denied one takes nobody's place.
const standingStates: readonly Judgement['state'][] = ['pending', 'approved', 'issued'];

/** The newest standing request of the fold that a request, judged just now, is in. */
type NewestReader = (csr: Csr, judgement: Judgement) => Csr | undefined;

// Only a request that would itself pass, or that has been approved, pushes others aside (P24), or a stranger's flood could. Each fold is looked through once.
const createNewestReader = (siblings: readonly Csr[], passesAlone: (csr: Csr) => boolean, keyOf: (csr: Csr) => string): NewestReader => {
	const newestByFold = new Map<string, Csr | undefined>();
	let folds: ReadonlyMap<string, readonly Csr[]> | undefined;
	return (csr, {verdict}) => {
		const key = keyOf(csr);
		if (!newestByFold.has(key)) {
			folds ??= Map.groupBy(siblings, keyOf);
			const pushes = (sibling: Csr): boolean => requestState(sibling.raw) !== 'pending' || (sibling === csr ? verdict === 'PASS' : passesAlone(sibling));
			let newest: Csr | undefined;
			for (const sibling of folds.get(key) ?? []) {
				if ((newest === undefined || compareAge(sibling, newest) > 0) && pushes(sibling)) {
					newest = sibling;
				}
			}
			newestByFold.set(key, newest);
		}
		return newestByFold.get(key);
	};
};

/** Prepares to judge many requests against one context; linear in the context, and each judgement then costs the same however many siblings there are. */
export const createJudge = (context: JudgeContext): Judge => {
	const knowledge = indexContext(context);
	const standing = context.siblings.filter(({raw}) => kubeletSigners.has(raw.signerName) && standingStates.includes(requestState(raw)));
	const passesAlone = createPassReader(knowledge);
	const newestOfRequester = createNewestReader(standing, passesAlone, foldKey);
	const newestOfNode = createNewestReader(standing, passesAlone, nodeFoldKey);

	const findNewer = (csr: Csr, judgement: Judgement): Csr | undefined => {
		// Nobody can fetch what a token that is gone asked for: any good request of the same node has taken its place, as after a rebuild.
		const readers = judgement.node !== undefined && hasSpentToken(csr.raw.username, knowledge) ? [newestOfRequester, newestOfNode] : [newestOfRequester];
		return readers.map((read) => read(csr, judgement)).find((newest) => newest !== undefined && !isSameRequest(newest.raw, csr.raw) && compareAge(newest, csr) > 0);
	};

	return (csr, {nowMs} = context) => {
		const judgement = judgeAlone(csr, nowMs === knowledge.nowMs ? knowledge : {...knowledge, nowMs});
		if (judgement.verdict === 'NOT_OURS' || judgement.verdict === 'DECIDED') {
			return judgement;
		}
		const newer = findNewer(csr, judgement);
		const reason = sign('P24', newer === undefined ? makeFinding('PASS', 'not-superseded', {}) : makeFinding('ASK', 'superseded', {newer: newer.raw.name}));
		const place = judgement.reasons.findLastIndex(({rule}) => numberOf(rule) < numberOf(reason.rule)) + 1;
		return conclude(csr, judgement.kind, judgement.node, judgement.reasons.toSpliced(place, 0, reason));
	};
};

/** Judges one request. For many against the same context, `createJudge` once is cheaper. */
export const judgeCsr = (csr: Csr, context: JudgeContext): Judgement => createJudge(context)(csr);
