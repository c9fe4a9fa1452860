import type {RawCsr} from '../../core/csr/csr.ts';
import type {Judgement, RuleId} from '../../core/csr/judgement.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {parseCsr} from '../../core/csr/parse-csr.ts';
import {requestState} from '../../core/csr/request-state.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {Decision} from '../../core/record/record.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {fieldsOf} from '../../core/untrusted/fields-of.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ApiResponse, ClusterApi} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
import {conditionFor, policyVersion, type Verb, withCondition} from './approval-condition.ts';
import {requestPath} from './request-paths.ts';

/** On whose behalf a decision is made; it is written into the cluster and the record (P33). */
export type DecisionStamp = {
	readonly planId: string;
	/** `user@host`. */
	readonly operator: string;
	/** Set where a person decided this one request, not the policy: what they typed, and whether they typed the node's name against a REFUSE (P28). */
	readonly person?: {readonly reason: string; readonly overrides: boolean};
	readonly signal?: AbortSignal;
};

/** What came of it. `changed`: it is no longer what was judged; judge it again, never decide it blindly (P2). */
export type DecisionResult =
	| {readonly outcome: Verb; readonly decision: Decision & {readonly decision: Verb}}
	| {readonly outcome: 'changed'}
	| {readonly outcome: 'gone'}
	/** Somebody else was faster, and neither answer can be taken back (P29). */
	| {readonly outcome: 'decided'; readonly state: Judgement['state']}
	/** Trying again changes nothing. */
	| {readonly outcome: 'refused'; readonly problem: Problem}
	/** No answer came: it may have been decided or not; the watch will tell. */
	| {readonly outcome: 'unreachable'; readonly problems: readonly Problem[]};

type Deps = {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock};

// P28: the policy approves PASS and never denies; a person may do the rest with a reason, REFUSE as an override. NOT OURS is nobody's here.
const isAllowed = (verb: Verb, {verdict}: Judgement, person: DecisionStamp['person']): boolean => {
	switch (verdict) {
		case 'PASS': {
			return verb === 'approved' || person !== undefined;
		}
		case 'ASK': {
			return person !== undefined;
		}
		case 'REFUSE': {
			return person !== undefined && (verb === 'denied' || person.overrides);
		}
		case 'DECIDED':
		case 'NOT_OURS': {
			return false;
		}
	}
};

const subjectOf = ({judgement}: JudgedRequest): string => judgement.node ?? escapeControls(judgement.name);

// Which of the two rights of an approver is missing; CertificateApproval (kubernetes plugin/pkg/admission/certificates/approval/admission.go) speaks of the signer.
const missingPermission = (message: string, signerName: string): string =>
	message.includes('signerName') ? `approve signers.certificates.k8s.io/${escapeControls(signerName)}` : 'update certificatesigningrequests.certificates.k8s.io --subresource=approval';

/** What an answer other than the hoped-for one means for a request; `permission` is the one that 403 means, where the answer does not tell. */
export const explainAnswer = (request: JudgedRequest, {status, body}: ApiResponse, permission?: string): DecisionResult => {
	const name = escapeControls(request.csr.raw.name);
	const message = readStatusMessage(body);
	switch (status) {
		case 404: {
			return {outcome: 'gone'};
		}
		case 409: {
			return {outcome: 'changed'};
		}
		case 403: {
			return {
				outcome: 'refused',
				problem: problem('decision-forbidden', subjectOf(request), {request: name, permission: permission ?? missingPermission(message, request.csr.raw.signerName)}, {cause: message}),
			};
		}
		default: {
			return {outcome: 'refused', problem: problem('decision-refused', subjectOf(request), {request: name, status}, {cause: message})};
		}
	}
};

// Enough for a sentence; neither condition nor log is a place for essays.
const longestReason = 200;

// What stands for the verdict. P23 tells of what it could not prove too, which keeps nobody from anything and vouches for nothing.
const listRules = ({verdict, reasons}: Judgement): readonly RuleId[] => [...new Set(reasons.filter((reason) => reason.verdict === verdict && reason.code !== 'possession-unproved').map(({rule}) => rule))];

const describeDecision = ({csr, judgement}: JudgedRequest, verb: Verb, {planId, operator, person}: DecisionStamp, at: string): Decision & {readonly decision: Verb} => ({
	at,
	request: escapeControls(judgement.name),
	...(judgement.node === undefined ? {} : {node: judgement.node}),
	kind: judgement.kind,
	decision: verb,
	verdict: judgement.verdict,
	rules: listRules(judgement),
	plan: planId,
	operator,
	policy: policyVersion,
	...(person === undefined || person.reason.trim() === '' ? {} : {reason: escapeControls(person.reason.trim().slice(0, longestReason))}),
	...(verb === 'approved' && judgement.verdict === 'REFUSE' ? {isOverride: true} : {}),
	...(csr.reading.isReadable ? {keySha256: csr.reading.decoded.spkiSha256} : {}),
});

// Items of a list do not say what they are.
const kind = {apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest'};

/**
 * The object that the decision is written into. A person takes time over it, so it is read again. The policy decides at once: what the watch told is
 * written back as it was judged, and the API server itself compares uid and version in the step that writes, closer than any read could be (P2).
 */
const readCurrent = async (api: Deps['api'], {csr}: JudgedRequest, path: string, {person, signal}: DecisionStamp): Promise<Pick<ApiResponse, 'status' | 'body'> & {readonly raw: RawCsr}> => {
	if (csr.object !== undefined && person === undefined) {
		return {status: 200, body: {...kind, ...fieldsOf(csr.object)}, raw: csr.raw};
	}
	const answer = await api.call('GET', path, undefined, signal === undefined ? {} : {signal});
	return {...answer, raw: parseCsr(answer.body)};
};

const decide = async ({api, clock}: Deps, request: JudgedRequest, verb: Verb, stamp: DecisionStamp): Promise<DecisionResult> => {
	const {csr, judgement} = request;
	if (judgement.verdict === 'DECIDED') {
		return {outcome: 'decided', state: judgement.state};
	}
	if (!isAllowed(verb, judgement, stamp.person)) {
		return {outcome: 'refused', problem: problem('decision-against-policy', subjectOf(request), {request: escapeControls(judgement.name), verdict: judgement.verdict})};
	}
	const path = requestPath(csr.raw.name);
	if (path === undefined) {
		return {outcome: 'gone'};
	}
	const options = stamp.signal === undefined ? {} : {signal: stamp.signal};
	const current = await readCurrent(api, request, path, stamp);
	if (current.status !== 200) {
		return explainAnswer(request, current, 'get certificatesigningrequests.certificates.k8s.io');
	}
	const {raw} = current;
	if (raw.uid !== csr.raw.uid) {
		return {outcome: 'gone'};
	}
	if (requestState(raw) !== 'pending') {
		return {outcome: 'decided', state: requestState(raw)};
	}
	if (raw.resourceVersion !== csr.raw.resourceVersion || raw.resourceVersion === '') {
		return {outcome: 'changed'};
	}
	const at = new Date(clock.nowMs()).toISOString();
	const decision = describeDecision(request, verb, stamp, at);
	const response = await api.call('PUT', `${path}/approval`, withCondition(current.body, conditionFor(decision)), options);
	return response.status === 200 ? {outcome: verb, decision} : explainAnswer(request, response);
};

const withoutAnswer = (error: unknown): DecisionResult => {
	if (error instanceof Failure) {
		return {outcome: 'unreachable', problems: error.problems};
	}
	throw error;
};

/** Approves a request exactly as it was judged, and only if nothing changed since. Never rejects for what a cluster may answer. */
export const approveRequest = async (deps: Deps, request: JudgedRequest, stamp: DecisionStamp): Promise<DecisionResult> => decide(deps, request, 'approved', stamp).catch(withoutAnswer);

/** Denies a request as a person's act, under the same care; the policy itself never does. */
export const denyRequest = async (deps: Deps, request: JudgedRequest, stamp: DecisionStamp): Promise<DecisionResult> => decide(deps, request, 'denied', stamp).catch(withoutAnswer);
