/** The API server that kubelets dial: the VIP, the load balancer, or one server. An IPv6 host has no brackets. */
export type ApiServerAddress = {readonly host: string; readonly port: number};

/** How a kubelet proves itself the first time. */
export type Mode = 'bootstrap-token' | 'token-file';

/**
 * Who approves certificate requests. `manual`: people. `guarded`: kubenroll what is PASS, people the rest. `classic`: the controller-manager
 * the first request of whoever holds a token, as with kubeadm; serving requests as in `guarded`, for nobody else approves those.
 */
export type ApprovalMode = 'manual' | 'guarded' | 'classic';

/** A taint as kubelet's registerWithTaints takes it. */
export type Taint = {readonly key: string; readonly value?: string; readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'};

/** A kubelet binary on the operator's machine, to be installed where a node has none. */
export type KubeletBinary = {readonly source: string; /** Lower-case hex, 64 digits. */ readonly sha256: string};

/** One node to enrol; `name` is its Kubernetes name, `address` what ssh dials (a host name or IP). */
export type NodeAnswers = {
	readonly name: string;
	readonly address: string;
	/** Its own, else that of `ssh`; unset: ssh_config's to say. */
	readonly user?: string;
	readonly port?: number;
	/** Its addresses and DNS names beside `address`, allowed in serving certificates. */
	readonly addresses: readonly string[];
	readonly dnsNames: readonly string[];
	/** Its own, beside those of `kubelet`; taints likewise. */
	readonly labels: Readonly<Record<string, string>>;
	readonly taints: readonly Taint[];
	/** `SHA256:…` fingerprints as `ssh-keygen -l` prints them; the host must show one of them. */
	readonly hostKeys: readonly string[];
	/** True where the operator says that this host runs the control plane and shall be a node all the same. */
	readonly isControlPlane: boolean;
	/** True where a NotReady Node of this name may be enrolled again. */
	readonly mayReenroll: boolean;
};

/** A host of the control plane; without an address its name is dialled. */
export type MasterAnswers = {
	readonly name: string;
	readonly address?: string;
	/** Its own, else that of `ssh`; unset: ssh_config's to say. */
	readonly user?: string;
	readonly port?: number;
	readonly hostKeys?: readonly string[];
};

/** Where things are, or are put, on every node; absolute paths. */
export type KubeletPaths = {
	readonly binary: string;
	readonly unit: string;
	readonly config: string;
	readonly kubeconfig: string;
	readonly bootstrapKubeconfig: string;
	readonly clientCa: string;
	/** Kubelet's --cert-dir. */
	readonly certificates: string;
};

/** kubenroll.yaml, parsed: every default filled in, every value checked. */
export type Answers = {
	readonly cluster: {
		/** Path as written (`~` expanded by the adapter); unset: $KUBECONFIG, then the usual places. */
		readonly kubeconfig?: string;
		readonly context?: string;
		/** Unset: the server of the kubeconfig. */
		readonly apiServer?: ApiServerAddress;
		/** No cluster at hand: its CA certificate as a path on this machine, and its minor. Unset: it is asked. */
		readonly offline?: {readonly ca: string; readonly minor: number};
		/** Hosts that run the control plane: no node may take one of them, and ssh reaches them as it reaches nodes. */
		readonly controlPlane: readonly MasterAnswers[];
		/** How far a run may go in changing what the control plane is told: not at all, in what enrolling rests upon, or in what is advised as well. */
		readonly controlPlaneChanges: 'none' | 'needed' | 'advised';
		/** Where the cluster cannot be asked: CIDRs whose addresses no serving certificate may hold. */
		readonly serviceCidrs: readonly string[];
		readonly podCidrs: readonly string[];
	};
	readonly mode: Mode;
	readonly token: {readonly lifetimeMinutes: number; readonly scope: 'per-node' | 'shared'};
	/** How `mode: token-file` is done; `retire` belongs to the way from there to bootstrap tokens. */
	readonly tokenFile: {
		/** Where an API server that has no --token-auth-file yet gets one; elsewhere the flag says it. */
		readonly path: string;
		readonly rows: 'shared' | 'per-node';
		/** Free rows to have, so that nodes can be added without a restart; of use with rows `per-node`. */
		readonly spareRows: number;
		/** The operator asked for rows of others that are broken or misread to be mended. */
		readonly mendRows: boolean;
		/** In mode `bootstrap-token`: take every row that lets kubelets in off the masters, and the flag with the last row. */
		readonly retire: boolean;
	};
	readonly nodes: readonly NodeAnswers[];
	/** Names of kubenroll.yaml that --nodes left out. Unset: none. */
	readonly otherNodes?: readonly string[];
	readonly ssh: {
		readonly user?: string;
		readonly port?: number;
		readonly configFile?: string;
		readonly identityFile?: string;
		readonly connectTimeoutSeconds: number;
		/** How many nodes are worked on at once. */
		readonly concurrency: number;
		/** `ask` takes the sudo password from a prompt or --ask-sudo-password; `never` means the user is root. */
		readonly sudo: 'auto' | 'ask' | 'never';
	};
	readonly kubelet: {
		readonly paths: KubeletPaths;
		/** `auto`: what the container runtime uses, else systemd. */
		readonly cgroupDriver: 'auto' | 'systemd' | 'cgroupfs';
		/** `auto` or `unix:///…`. */
		readonly containerRuntimeEndpoint: string;
		/** Unset: asked of the cluster. */
		readonly clusterDns?: readonly string[];
		readonly clusterDomain?: string;
		/** Whether kubelets ask the cluster for their serving certificates (serverTLSBootstrap). */
		readonly requestsServingCertificates: boolean;
		readonly labels: Readonly<Record<string, string>>;
		readonly taints: readonly Taint[];
		/** KubeletConfiguration fields merged over the generated ones. */
		readonly config: Readonly<Record<string, unknown>>;
		/** By Debian-style architecture name as `uname -m` maps to it: amd64, arm64, …; `any` for all. */
		readonly binaries: Readonly<Record<string, KubeletBinary>>;
	};
	readonly approval: {
		readonly mode: ApprovalMode;
		/** P14: the operator said in plain words that a token shared by all nodes is fine here. */
		readonly trustsSharedToken: boolean;
		/** P9: longest lifetime a request may ask, in seconds. */
		readonly maxExpirationSeconds: number;
		/** P21's second fence; empty: none. */
		readonly addressAllowList: readonly string[];
	};
};

/** A place in a text file; both count from 1. */
export type Position = {readonly line: number; readonly column: number};
