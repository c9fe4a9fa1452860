import type {MissingFact} from '../csr/judge-context.ts';
import type {Judgement, Verdict} from '../csr/judgement.ts';
import type {ChainDefect} from '../record/decision-chain.ts';

/** Problems of deciding a certificate request. Subject: the node's name, or the request's where no node can be told. */
export type RequestProblems = {
	/** The API server says that we may not; `permission` is the missing one as `kubectl auth can-i` takes it. */
	'decision-forbidden': {readonly request: string; readonly permission: string};
	/** The API server would not take it for another reason. */
	'decision-refused': {readonly request: string; readonly status: number};
	/** The approval policy does not let this verdict be decided in this way. */
	'decision-against-policy': {readonly request: string; readonly verdict: Verdict};
	/** No request of that name is there; `nearest` may have been meant. */
	'request-not-found': {readonly request: string; readonly nearest?: string};
	/** It has its answer already, and that cannot be changed. */
	'request-decided': {readonly request: string; readonly state: Judgement['state']};
	/** It is not what was judged any more. */
	'request-changed': {readonly request: string};
	/** No bootstrap token of that id is there, or it is none. */
	'token-not-found': {readonly tokenId: string; readonly nearest?: string};
	/** P36: without these facts nothing is PASS. */
	'facts-missing': {readonly facts: readonly MissingFact[]};
	/** Automatic approval without a plan would approve nothing. */
	'nothing-planned': Readonly<Record<never, never>>;
	/** P28: ASK and REFUSE are approved one by one. */
	'request-not-alone': {readonly request: string; readonly verdict: Verdict};
	'request-needs-reason': {readonly request: string; readonly verdict: Verdict};
	/** P28: against a REFUSE the node's name has to be typed; `node` is empty where the request names none. */
	'request-needs-node': {readonly request: string; readonly node: string};
	/** The log of decisions is not what was written; `line` counts from 1. */
	'decision-log-broken': {readonly path: string; readonly line: number; readonly defect: ChainDefect['defect']};
	/** P30: only hosts of the plan are looked at. */
	'proof-without-plan': {readonly node: string};
	'proof-failed': {readonly exitCode: number};
	/** The API server gave no answer to the decision: nobody knows whether it was made. */
	'decision-unknown': {readonly request: string};
};
