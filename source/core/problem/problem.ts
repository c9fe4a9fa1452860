import type {AccessProblems} from './access.ts';
import type {AddressProblems} from './address.ts';
import type {CaseProblems} from './case.ts';
import type {ChangeProblems} from './change.ts';
import type {ClusterProblems} from './cluster.ts';
import type {ConfigProblems} from './config.ts';
import type {ControlPlaneProblems} from './control-plane.ts';
import type {EnrollProblems} from './enroll.ts';
import type {KubeletProblems} from './kubelet.ts';
import type {LocalProblems} from './local.ts';
import type {NodeProblems} from './node.ts';
import type {PlanProblems} from './plan.ts';
import type {RequestProblems} from './request.ts';
import type {SshProblems} from './ssh.ts';
import type {TokenFileProblems} from './token-file.ts';
import type {UsageProblems} from './usage.ts';

/** Every problem that kubenroll can name: its code, and the facts that its sentence needs. */
export type ProblemParams = AccessProblems & AddressProblems & CaseProblems & ChangeProblems & ClusterProblems & ConfigProblems & ControlPlaneProblems & EnrollProblems & KubeletProblems & LocalProblems & NodeProblems & PlanProblems & RequestProblems & SshProblems & TokenFileProblems & UsageProblems;

/** The public name of a problem; callers branch on it, never on a sentence. */
export type ProblemCode = keyof ProblemParams;

/** `error` stops its subject, `warning` should be read before going on, `notice` is only worth knowing. */
export type Severity = 'error' | 'warning' | 'notice';

/** One thing that is wrong, as plain data: no sentence, no secret. The text room turns it into words and hints. */
export type Problem = {
	readonly [Code in ProblemCode]: {
		readonly code: Code;
		readonly severity: Severity;
		/** What it is about: a node's name, a file with line and column, the API server's address, or `cluster`. */
		readonly subject: string;
		readonly params: ProblemParams[Code];
		/** The last words of the program or server underneath, as it said them, stripped of control characters. */
		readonly cause?: string;
	};
}[ProblemCode];

/** Builds a problem whose code and params fit each other. Severity is `error` unless told otherwise. */
export const problem = <Code extends ProblemCode>(
	code: Code,
	subject: string,
	params: ProblemParams[Code],
	options: {readonly severity?: Severity; readonly cause?: string} = {},
): Problem =>
	// The compiler cannot see that a generic code and its own params make a member of the union.
	({code, subject, params, severity: options.severity ?? 'error', ...(options.cause === undefined ? {} : {cause: options.cause})}) as Problem;
