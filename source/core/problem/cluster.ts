/** Problems met while opening and reading the cluster through its API. Subject: the kubeconfig's path, the server, or `cluster`. */
export type ClusterProblems = {
	/** kubenroll.yaml says that there is none at hand. */
	'cluster-offline': {readonly folder: string};
	'offline-address-missing': Readonly<Record<never, never>>;
	'offline-ca-missing': {readonly path: string};
	'offline-ca-invalid': {readonly path: string};
	'kubeconfig-missing': {readonly looked: readonly string[]};
	'kubeconfig-unreadable': {readonly path: string};
	/** A folder stands where the file should be. */
	'kubeconfig-folder': {readonly path: string};
	/** `line` counts from 1; 0 where it is not known. */
	'kubeconfig-invalid': {readonly path: string; readonly line: number; readonly detail: string};
	'kubeconfig-no-context': {readonly path: string; readonly contexts: readonly string[]};
	'kubeconfig-context-missing': {readonly path: string; readonly context: string; readonly contexts: readonly string[]};
	'kubeconfig-entry-missing': {readonly path: string; readonly kind: 'cluster' | 'user'; readonly name: string; readonly context: string};
	'kubeconfig-server-invalid': {readonly path: string; readonly server: string};
	/** `scheme` is what it begins with, up to the colon; empty where it is no URL. The rest may hold a password. */
	'kubeconfig-proxy-invalid': {readonly path: string; readonly cluster: string; readonly scheme: string};
	'kubeconfig-insecure': {readonly path: string; readonly cluster: string};
	'kubeconfig-no-ca': {readonly path: string; readonly cluster: string};
	'kubeconfig-ca-invalid': {readonly path: string; readonly cluster: string};
	/** A file that the kubeconfig points to; `field` as the kubeconfig spells it. */
	'kubeconfig-file-missing': {readonly path: string; readonly field: string; readonly file: string};
	'kubeconfig-no-credentials': {readonly path: string; readonly user: string};
	/** `provider` is gcp, azure, or one that never was. */
	'kubeconfig-auth-provider': {readonly path: string; readonly user: string; readonly provider: string};
	'kubeconfig-key-mismatch': {readonly path: string; readonly user: string};
	'client-certificate-invalid': {readonly path: string; readonly user: string};
	'client-certificate-expired': {readonly path: string; readonly user: string; readonly commonName: string; readonly notAfter: string};
	'exec-plugin-missing': {readonly path: string; readonly command: string};
	/** It printed more than any credential has, and was stopped. */
	'exec-plugin-endless': {readonly path: string; readonly command: string; readonly limitMiB: number};
	/** Signing in as the kubeconfig's user failed otherwise than by a plugin. */
	'sign-in-failed': {readonly path: string; readonly user: string};
	'exec-plugin-failed': {readonly path: string; readonly command: string};

	'cluster-unauthorized': {readonly server: string; readonly user: string};
	/** `doing` is method and path, or verb and resource. */
	'cluster-forbidden': {readonly doing: string; readonly user: string};
	'cluster-not-found': {readonly path: string};
	'cluster-call-failed': {readonly doing: string; readonly status: number};
	'cluster-answer-unreadable': {readonly doing: string; readonly status: number; readonly detail: 'not-json' | 'too-large' | 'cut-off' | 'unexpected-shape'};

	'cluster-version-unsupported': {readonly version: string; readonly oldest: string};
	/** `missing` in kubectl's words, one a permission; `manifest` grants all that kubenroll needs, ready for kubectl apply. */
	'permissions-missing': {readonly user: string; readonly missing: readonly string[]; readonly manifest: string};
	'client-ca-unreadable': {readonly user: string};
	'client-ca-absent': {readonly configMap: string};
	'client-ca-differs': {readonly clientCa: readonly string[]; readonly servingCa: readonly string[]};
	'cluster-dns-unknown': Readonly<Record<never, never>>;
	'cluster-domain-assumed': {readonly domain: string};
	'service-range-unknown': {readonly addresses: readonly string[]};
	'published-token-active': {readonly tokenId: string; readonly secret: string};
	/** Approval is classic: the controller-manager lets any valid token become any node. */
	'approval-classic': {readonly binding: string};
	/** The controller-manager approves first requests by itself, by these bindings or by a right that no binding of that role gives. */
	'gate-not-in-force': {readonly bindings: readonly string[]};
	'dangerous-binding': {readonly binding: string; readonly role: string; readonly subject: string};

	/** `refusing` are the endpoints that answer 401, `accepting` those that let the token in. */
	'bootstrap-auth-off': {readonly refusing: readonly string[]; readonly accepting: readonly string[]};
	/** An endpoint could not be asked with the token, so it is not known whether it takes it. */
	'bootstrap-auth-unproved': {readonly endpoint: string};
	'bootstrap-auth-odd': {readonly endpoint: string; readonly status: number};
};
