import type {KubeletBinary} from '../answers/answers.ts';
import type {ArtifactId} from '../artifacts/artifact.ts';

/** What happens to a file or object. */
export type Action = 'keep' | 'create' | 'change' | 'delete';

/** One file of one node. The bootstrap kubeconfig has no diff: its content is made after confirm. A diff of a file that holds something like a secret has it struck out. */
export type FileChange = {
	readonly artifact: ArtifactId;
	readonly path: string;
	readonly action: Action;
	readonly mode: number;
	readonly owner: string;
	readonly isSecret: boolean;
	/** Unified diff, only for `create` and `change` of what is no secret. */
	readonly diff?: string;
	/** The text to write; absent for the bootstrap kubeconfig, for binaries and for `keep`. Never printed (`printPlan` leaves it out): the diff is what people see. */
	readonly content?: string;
	/** The local file to upload, only for a `kubelet-binary`. */
	readonly binary?: KubeletBinary;
	/** SHA-256 that the survey saw: an install finds the file unchanged since, or stops. Empty when it was not there. */
	readonly before: string;
	/** The file is not as the last run left it: somebody edited it. */
	readonly wasEditedByHand: boolean;
};
