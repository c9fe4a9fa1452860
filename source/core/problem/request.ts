import type {Verdict} from '../csr/csr.ts';

/** Problems of deciding a certificate request. Subject: the node's name, or the request's where no node can be told. */
export type RequestProblems = {
	/** The API server says that we may not; `permission` is the missing one as `kubectl auth can-i` takes it. */
	'decision-forbidden': {readonly request: string; readonly permission: string};
	/** The API server would not take it for another reason. */
	'decision-refused': {readonly request: string; readonly status: number};
	/** The approval policy does not let this verdict be decided in this way. */
	'decision-against-policy': {readonly request: string; readonly verdict: Verdict};
};
