/** What a file on a node is for; one renderer each. The last two are on hosts of the control plane: a file that its flags are written in, and token.csv. */
export type ArtifactId = 'client-ca' | 'bootstrap-kubeconfig' | 'kubelet-config' | 'kubelet-unit' | 'kubelet-drop-in' | 'kubelet-environment' | 'kubelet-binary' | 'control-plane-source' | 'token-file';

/** A file to be put on a node, complete. */
export type Artifact = {
	readonly id: ArtifactId;
	/** Absolute path on the node. */
	readonly path: string;
	readonly content: string;
	/** Permission bits, e.g. 0o600. */
	readonly mode: number;
	/** `user:group`, e.g. `root:root`. */
	readonly owner: string;
	/** Holds a secret: never printed, diffed, logged or recorded. */
	readonly isSecret: boolean;
};
