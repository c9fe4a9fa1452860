import type {Verdict} from '../csr/judgement.ts';
import type {PhaseId} from '../run/event.ts';
import type {WaitingFor} from '../run/waiting-for.ts';

/** Problems of planning and of the run itself. Subject: the node's name, or the object. */
export type EnrollProblems = {
	'run-cancelled': {readonly phase: PhaseId};
	/** The API server would not create or delete an object; its words are the cause. */
	'object-refused': {readonly verb: string; readonly kind: string; readonly name: string; readonly status: number};
	/** A node did not get to Ready in time; `waitsFor` is the step it stands before. */
	'node-waits': {readonly waitsFor: WaitingFor; readonly seconds: number; readonly request: string};
	/** A request of the node is not one that may be approved without a person. */
	'request-held': {readonly request: string; readonly verdict: Verdict; readonly rules: string};
	/** A bootstrap token that has done its work, or was never used, could not be deleted; it lives until `expiration` (RFC 3339). */
	'token-stays': {readonly secret: string; readonly expiration: string};
	/** A bootstrap kubeconfig that is no longer needed could not be removed. */
	'bootstrap-file-stays': {readonly path: string};
};
