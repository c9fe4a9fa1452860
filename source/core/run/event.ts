import type {AutomaticView} from '../csr/automatic-view.ts';
import type {ComponentName} from '../control-plane/component.ts';
import type {Judgement} from '../csr/judgement.ts';
import type {AddressFacts, ClusterFacts} from '../facts/cluster-facts.ts';
import type {Plan} from '../plan/plan.ts';
import type {Problem} from '../problem/problem.ts';

/** Public ids of the phases of a run, in order. */
export type PhaseId = 'read-cluster' | 'probe-address' | 'host-keys' | 'survey' | 'read-control-plane' | 'plan' | 'change-control-plane' | 'authorize' | 'prove-token' | 'enroll-nodes';

/** How far one node is; in order. */
export type NodeStage = 'surveyed' | 'token' | 'files' | 'kubelet' | 'client-request' | 'client-issued' | 'registered' | 'serving-request' | 'serving-issued' | 'ready' | 'cleaned';

/** How far the change of one component on one host of the control plane is; in order. `undoing` and `undone` can come after any but `changed`. */
export type MasterStage = 'written' | 'restarted' | 'ready' | 'proved' | 'changed' | 'undoing' | 'undone';

/** A request as events and `csr list --json` tell it; strings are stripped of control characters. */
export type RequestView = Judgement & {
	readonly signer: string;
	readonly requester: string;
	readonly createdAt: string;
	/** Subject alternative names as `dns:…`, `ip:…`. */
	readonly names: readonly string[];
	readonly usages: readonly string[];
	readonly keySha256?: string;
};

/** How a run ended for one node. `stopped`: begun, and given up with the run; `skipped`: not begun. */
export type NodeOutcome = {
	readonly node: string;
	readonly outcome: 'ready' | 'unchanged' | 'failed' | 'waiting' | 'stopped' | 'skipped';
	readonly stage?: NodeStage;
	readonly problems: readonly Problem[];
};

/** The end of a run: what is true now. `exitCode` by product.md. */
export type Report = {
	readonly outcomes: readonly NodeOutcome[];
	readonly exitCode: 0 | 1 | 3 | 130;
	/** Wall time of the whole run without the wait for somebody to agree, in milliseconds. */
	readonly durationMs: number;
	readonly changed: {readonly files: number; readonly objects: number};
};

/** Everything that a workflow tells; plain data, one JSON line each with --json. */
export type RunEvent =
	| {readonly type: 'run-started'; readonly operation: 'plan' | 'enroll' | 'artifacts' | 'watch' | 'token-remove'; readonly version: string}
	| {readonly type: 'phase-started'; readonly phase: PhaseId}
	| {readonly type: 'phase-finished'; readonly phase: PhaseId; readonly durationMs: number}
	| {readonly type: 'cluster-read'; readonly facts: Pick<ClusterFacts, 'server' | 'version' | 'identity'>}
	| {readonly type: 'address-probed'; readonly facts: AddressFacts}
	| {readonly type: 'host-keys-pinned'; readonly keys: readonly {readonly node: string; readonly fingerprints: readonly string[]; readonly how: 'known' | 'in-file' | 'accepted'}[]}
	| {readonly type: 'problem-found'; readonly problem: Problem}
	/** The plan as printPlan makes it: without the texts to write. */
	| {readonly type: 'plan-assembled'; readonly plan: Plan}
	| {readonly type: 'object-changed'; readonly kind: string; readonly name: string; readonly action: 'create' | 'change' | 'delete'}
	| {readonly type: 'token-proved'; readonly endpoints: readonly string[]}
	| {readonly type: 'node-progressed'; readonly node: string; readonly stage: NodeStage}
	| {readonly type: 'master-progressed'; readonly master: string; readonly component: ComponentName; readonly stage: MasterStage}
	| {readonly type: 'master-failed'; readonly master: string; readonly component: ComponentName; readonly problem: Problem}
	/** A node that stopped is begun again, because the operator asked for it. */
	| {readonly type: 'node-retried'; readonly node: string}
	| {readonly type: 'node-failed'; readonly node: string; readonly stage: NodeStage; readonly problem: Problem}
	/** Something was run on a node, or files were put there. `command` does or shows the same when it is pasted and holds no secret; without an exit code it never came to its end. `said` is what it said of its failure. */
	| {readonly type: 'command-ran'; readonly node: string; readonly command: string; readonly exitCode?: number; readonly durationMs: number; readonly said?: string}
	| {readonly type: 'request-observed'; readonly request: RequestView}
	| {readonly type: 'request-decided'; readonly request: string; readonly node?: string; readonly decision: 'approved' | 'denied'; readonly by: 'kubenroll' | 'operator'}
	/** Where automatic approval stands: told when it begins, holds somebody back, approves, or ends (P25, P26). */
	| {readonly type: 'automatic-changed'; readonly automatic: AutomaticView}
	| {readonly type: 'connection-changed'; readonly state: 'live' | 'reconnecting'; readonly cause?: string}
	| {readonly type: 'file-written'; readonly path: string}
	| {readonly type: 'run-finished'; readonly report: Report};
