import type {ComponentPlan, MasterPlan} from '../core/plan/control-plane-plan.ts';
import type {NodePlan} from '../core/plan/plan.ts';
import type {Action} from '../core/plan/file-change.ts';
import type {Severity} from '../core/problem/problem.ts';
import type {MasterStage, NodeOutcome, NodeStage, PhaseId, Report} from '../core/run/event.ts';

/** How many files and objects a plan keeps, creates, changes and deletes. */
export type ActionCounts = Readonly<Record<Action, number>>;

/** The words of a run and its plan, in one language. No sentence ends with a full stop: they are lines of a log. */
export type RunText = {
	/** What a phase does just now. */
	readonly phases: Readonly<Record<PhaseId, string>>;
	/** What a node has reached. */
	readonly stages: Readonly<Record<NodeStage, string>>;
	/** What became of a program of the control plane on one host. */
	readonly masterStages: Readonly<Record<MasterStage, (component: string) => string>>;
	readonly actions: Readonly<Record<Action, string>>;
	/** What was done to an object. */
	readonly changed: Readonly<Record<Exclude<Action, 'keep'>, string>>;
	readonly nodeStates: Readonly<Record<NodePlan['state'], string>>;
	readonly masterStates: Readonly<Record<MasterPlan['state'], string>>;
	/** Why a program of the control plane will be restarted. */
	readonly masterRestarts: Readonly<Record<Exclude<ComponentPlan['restartReason'], 'never'>, (component: string) => string>>;
	/** Said of the host that kubelets reach at the moment. */
	readonly holdsVip: string;
	readonly kubelet: Readonly<Record<Exclude<NodePlan['kubelet'], 'keep'>, string>>;
	readonly outcomes: Readonly<Record<NodeOutcome['outcome'], string>>;
	/** Said before a problem that is no error. */
	readonly severities: Readonly<Record<Exclude<Severity, 'error'>, string>>;
	readonly hint: string;
	readonly cause: (message: string, cause: string) => string;
	readonly asUser: (user: string) => string;
	readonly address: (facts: {readonly host: string; readonly latencyMs: number; readonly tlsVersion: string; readonly isTrusted: boolean; readonly isNamed: boolean}) => string;
	readonly hostKeys: Readonly<Record<'known' | 'in-file' | 'accepted', (count: number) => string>>;
	readonly tokenProved: (endpoints: readonly string[]) => string;
	readonly decided: (decision: 'approved' | 'denied', by: 'kubenroll' | 'operator', request: string) => string;
	readonly observed: (kind: 'client' | 'serving' | 'other', request: string, verdict: string) => string;
	/** Said once of a request that nobody but a person will decide. */
	readonly waitsForPerson: (request: string) => string;
	readonly retried: string;
	/** Said before a command that failed; `earlier` is the node under which its script was shown already. */
	readonly commandFailed: (exitCode: number, earlier: string | undefined) => string;
	readonly reconnecting: string;
	readonly connected: string;
	readonly fileWritten: (path: string) => string;
	/** What is left to do by hand with files that were only written; `folder` as a shell reads it. */
	readonly afterFiles: (folder: string, isOffline: boolean) => readonly string[];
	/** Said below that, where a page of commands was written. */
	readonly stepsAt: (path: string) => string;
	readonly nothingChangedYet: string;
	readonly nothingToDo: string;
	/** An error stands before everything. */
	readonly cannotBegin: string;
	readonly nodesBlocked: (count: number) => string;
	/** Said instead of a diff that was shown for another node. */
	readonly sameAs: (node: string) => string;
	readonly nodes: (count: number) => string;
	readonly cluster: string;
	readonly secretContent: string;
	readonly editedByHand: string;
	readonly setAside: (paths: readonly string[]) => string;
	readonly token: string;
	/** The end of `token remove`; 0 files where there was nothing to take off. */
	readonly rowsRemoved: (files: number) => string;
	/** `masters` whose programs are changed, one at a time; `nodes` that are worked on. */
	readonly confirm: (counts: ActionCounts, nodes: number, masters: number) => string;
	readonly columns: Readonly<Record<'node' | 'outcome' | 'stage' | 'time', string>>;
	readonly summary: (report: Report, time: string) => string;
	/** What to do next, by how the run ended; `command` goes on with it. */
	readonly next: Readonly<Record<Report['exitCode'], (command: string) => readonly string[]>>;
	readonly stopping: string;
	/** Passwords are asked in these words. */
	readonly ask: Readonly<Record<'ssh' | 'sudo', string>>;
	/** Said after the stack of a bug. */
	readonly bug: readonly string[];
};
