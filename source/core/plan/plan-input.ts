import type {Answers, ApiServerAddress, NodeAnswers} from '../answers/answers.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import type {Problem} from '../problem/problem.ts';
import type {MasterRead} from './plan-control-plane.ts';
import type {EnrollmentRecord} from '../record/record.ts';

/** One node to plan for, with what the survey told. */
export type PlanNodeInput = {
	readonly node: NodeAnswers;
	/** undefined where the survey got no answer; then `problems` says why. */
	readonly facts?: NodeFacts;
	/** What the survey found; an `error` among them blocks the node. */
	readonly problems: readonly Problem[];
	/** Whether the certificates in `facts` were signed by a CA in `cluster.clientCa` (ports/pki isIssuedBy); false where there is none. */
	readonly isClientCertificateOurs: boolean;
	readonly isServingCertificateOurs: boolean;
};

/** Everything that a plan is made of. */
export type PlanInput = {
	readonly answers: Answers;
	/** What kubelets dial: of the answers, else of the kubeconfig. */
	readonly apiServer: ApiServerAddress;
	readonly cluster: ClusterFacts;
	/** In the order of the answers; fewer than those with --nodes. */
	readonly nodes: readonly PlanNodeInput[];
	/** Hosts of the control plane that were looked at, or should have been; undefined where nobody meant to look. */
	readonly masters?: readonly MasterRead[];
	/** What the run is for where that is neither enrolling nor what the answers say: rows of the token file alone. */
	readonly rowPurpose?: 'remove';
	/** undefined where nothing was recorded yet. */
	readonly record: EnrollmentRecord | undefined;
	/** Of the cluster, the address and the host keys; an `error` among them blocks the whole run. */
	readonly problems: readonly Problem[];
	/** By the API server's clock, milliseconds since the epoch. */
	readonly nowMs: number;
	/** Lower-case hex of SHA-256 over the UTF-8 bytes (ports/pki sha256). */
	readonly digest: (text: string) => string;
};
