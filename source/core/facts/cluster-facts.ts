/** A Kubernetes version as the server or binary tells it. `gitVersion` keeps suffixes such as `-eks-1`. */
export type KubernetesVersion = {readonly major: number; readonly minor: number; readonly patch: number; readonly gitVersion: string};

/** One permission that a step needs, and what an access review said of it. `name` is a resourceName. */
export type PermissionFact = {
	readonly verb: string;
	readonly group: string;
	/** With the subresource: `certificatesigningrequests/approval`. */
	readonly resource: string;
	readonly namespace?: string;
	readonly name?: string;
	readonly isAllowed: boolean;
	/** The step that cannot be done without it. */
	readonly neededFor: 'plan' | 'bindings' | 'tokens' | 'requests' | 'approve-client' | 'approve-serving' | 'nodes';
};

/** A Node object, as far as decisions need it. */
export type NodeObject = {
	readonly name: string;
	/** `unknown` where the condition is missing or Unknown. */
	readonly ready: 'true' | 'false' | 'unknown';
	readonly isControlPlane: boolean;
	readonly kubeletVersion: string;
	readonly addresses: readonly {readonly type: string; readonly address: string}[];
	readonly podCidrs: readonly string[];
	readonly createdAt: string;
	/** When the condition Ready last changed; RFC 3339. */
	readonly readySince?: string;
	/** What the kubelet says of not being ready; as it is: escape it before showing it. */
	readonly notReadyBecause?: string;
};

/** A certificate that is public: no key. Fingerprint is lower-case hex of SHA-256 over the DER. */
export type CertificateFacts = {
	readonly pem: string;
	readonly sha256: string;
	readonly subject: string;
	readonly commonName: string;
	readonly issuer: string;
	readonly notBefore: string;
	readonly notAfter: string;
	/** Lower-case hex of SHA-256 over the DER SubjectPublicKeyInfo. */
	readonly spkiSha256: string;
};

/** A Secret of type bootstrap.kubernetes.io/token without its secret part. */
export type TokenFacts = {
	/** Name of the Secret object, as stored. */
	readonly secretName: string;
	readonly type: string;
	readonly tokenId: string;
	/** As stored; undefined when absent (never expires). */
	readonly expiration?: string;
	readonly canAuthenticate: boolean;
	readonly canSign: boolean;
	readonly extraGroups: readonly string[];
	/** The node it was made for, from kubenroll's label; undefined for tokens of others. */
	readonly node?: string;
	/** The stored token is one that was published in documentation or guides (P35). */
	readonly isPublished: boolean;
};

/** What reading the cluster told; nothing here is secret. */
export type ClusterFacts = {
	readonly server: string;
	readonly version: KubernetesVersion;
	/** undefined where the server cannot tell (before SelfSubjectReview). */
	readonly identity?: {readonly username: string; readonly groups: readonly string[]};
	readonly permissions: readonly PermissionFact[];
	/** Signs client certificates; from kube-system/extension-apiserver-authentication, else undefined. */
	readonly clientCa: readonly CertificateFacts[];
	/** Signs the API servers' certificates; from the kubeconfig. */
	readonly servingCa: readonly CertificateFacts[];
	/** First address of the service range, from Service default/kubernetes. */
	readonly kubernetesServiceIps: readonly string[];
	readonly serviceCidrs: readonly string[];
	readonly podCidrs: readonly string[];
	readonly clusterDns?: readonly string[];
	readonly clusterDomain?: string;
	readonly nodes: readonly NodeObject[];
	/** Addresses of the API servers behind the service, `host:port` parts. */
	readonly apiServerEndpoints: readonly {readonly host: string; readonly port: number}[];
	/** Answers of SubjectAccessReviews for a bootstrap identity in `system:bootstrappers` and kubenroll's group. */
	readonly bootstrapAccess: {
		/** May create and read CSRs. `unknown`: we may not ask. */
		readonly canRequest: 'yes' | 'no' | 'unknown';
		/** The controller-manager would approve its first client request: the gate is not ours. */
		readonly isAutoApproved: 'yes' | 'no' | 'unknown';
		/** Nodes' own client renewals are approved by the controller-manager. */
		readonly renewalIsAutoApproved: 'yes' | 'no' | 'unknown';
	};
	/** Bindings that give those rights, under whatever name. */
	readonly bootstrapBindings: readonly {readonly name: string; readonly role: string; readonly subjects: readonly string[]}[];
	/** Whether bootstrap-token authentication is on, and how we know. */
	readonly bootstrapTokenAuthentication: {
		readonly state: 'on' | 'off' | 'unknown';
		readonly evidence: 'apiserver-pod-flag' | 'earlier-request' | 'none';
		readonly source?: string;
	};
	readonly tokens: readonly TokenFacts[];
	/** Objects that kubenroll manages, as they are: rules and subjects only. */
	readonly managedBindings: readonly {readonly name: string; readonly role: string; readonly groups: readonly string[]}[];
	/** Lists above that are empty because one may not look, not because there is nothing. */
	readonly unread?: readonly ('nodes' | 'tokens' | 'bindings')[];
};

/** What dialling the API server address told. */
export type AddressFacts = {
	readonly host: string;
	readonly port: number;
	/** Canonical IP addresses that the host stands for: itself, or what its name resolves to here; empty where that could not be told. */
	readonly resolvedAddresses: readonly string[];
	readonly latencyMs: number;
	readonly tlsVersion: string;
	/** Chain of the certificate served ends in the CA given. */
	readonly isTrusted: boolean;
	readonly trustError?: string;
	readonly dnsNames: readonly string[];
	readonly ipAddresses: readonly string[];
	/** Host is among the names, by the rules of Go's x509 (no common name). */
	readonly isNamed: boolean;
	readonly issuer: string;
	readonly notAfter: string;
	readonly readyz: 'ok' | 'not-ready' | 'unauthorized' | 'unreachable';
};
