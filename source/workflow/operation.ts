import type {Plan} from '../core/plan/plan.ts';
import type {Report, RunEvent} from '../core/run/event.ts';
import type {Clock} from '../ports/clock.ts';
import type {ClusterApi} from '../ports/cluster-api.ts';
import type {EndpointProbe} from '../ports/endpoint-probe.ts';
import type {Entropy} from '../ports/entropy.ts';
import type {FileStore} from '../ports/file-store.ts';
import type {Pki} from '../ports/pki.ts';
import type {RemoteShell} from '../ports/remote-shell.ts';

/** The edges that an operation works through. */
export type Edges = {
	readonly api: ClusterApi;
	readonly shell: RemoteShell;
	readonly probe: EndpointProbe;
	readonly pki: Pki;
	readonly files: FileStore;
	readonly clock: Clock;
	readonly entropy: Entropy;
};

/** What one invocation decides beside the answers. */
export type RunSettings = {
	/** kubenroll's own version, for the record and the events. */
	readonly version: string;
	/** Folder of the record, usually `.kubenroll` beside kubenroll.yaml. */
	readonly recordFolder: string;
	/** Who is at the keys, for the record: `user@host`. */
	readonly operator: string;
	/** Pin host keys that nobody has seen before (--accept-new-host-keys). */
	readonly acceptsNewHostKeys: boolean;
	/** Put the old files back where a change of the control plane was cut short, and do nothing else (--undo-change). */
	readonly undoesChanges?: true;
	/** How long a node may take from a started kubelet to Ready, in milliseconds. */
	readonly readyTimeoutMs: number;
};

/** The hand that a front end holds out to a running operation. */
export type RunControl = {
	readonly emit: (event: RunEvent) => void;
	/** Aborted when the operator gives up: finish the file in hand, leave everything whole. */
	readonly signal: AbortSignal;
	/** Resolves true when the operator allows exactly this plan (without the texts to write); nothing changes on any machine before. */
	readonly confirm: (plan: Plan) => Promise<boolean>;
	/** Hears of nodes that shall be tried again while the run goes on; returns the end of hearing. Unset: nobody asks for that. */
	readonly onRetry?: (listener: (nodes: readonly string[]) => void) => () => void;
};

/** A whole run, as the session starts it. Rejects with Failure, or with anything else when it is a bug. */
export type Operation = (control: RunControl) => Promise<Report>;
