import type {CertificateFacts, KubernetesVersion} from './cluster-facts.ts';

/** A file as the survey read it. Content is told only for files that hold no secret. */
export type FileFacts = {
	readonly path: string;
	/** Lower-case hex of SHA-256 over the bytes; empty where `exists` is false. */
	readonly sha256: string;
	readonly exists: boolean;
	readonly mode: number;
	readonly owner: string;
	readonly content?: string;
};

/** A network interface of the node and its global addresses, with what it is (P21). */
export type InterfaceFacts = {
	readonly name: string;
	/**
	 * Everything that is no uplink is `virtual`: dummy, ipvs, cni, docker, veth, tunnels, libvirt bridges. `secondary` holds those of an uplink's
	 * addresses that were put beside its own: a second address of the same network, as keepalived adds a VIP.
	 */
	readonly kind: 'uplink' | 'secondary' | 'virtual';
	/** CIDR notation as `ip -o addr` prints it. */
	readonly addresses: readonly string[];
};

/** What one read-only SSH session told of one node. */
export type NodeFacts = {
	readonly name: string;
	readonly address: string;
	readonly privilege: 'root' | 'sudo' | 'sudo-with-password' | 'none';
	readonly hostname: string;
	readonly fqdn: string;
	readonly machineId: string;
	readonly os: {readonly id: string; readonly version: string; readonly prettyName: string; readonly kernel: string};
	/** amd64, arm64, …, as Go spells it. */
	readonly architecture: string;
	readonly kubelet: {readonly path: string; readonly exists: boolean; readonly version?: KubernetesVersion; readonly versionError?: string; /** Another kubelet on the PATH, where there is none at `path`. */ readonly elsewhere?: string};
	readonly runtime: {
		/** Socket that exists and answers first; undefined where none does. */
		readonly endpoint?: string;
		readonly name?: string;
		readonly version?: string;
		readonly cgroupDriver?: 'systemd' | 'cgroupfs';
		readonly isActive: boolean;
		/** containerd is configured without its CRI plugin. */
		readonly isCriDisabled?: boolean;
	};
	readonly cgroupVersion: 1 | 2;
	readonly hasSwap: boolean;
	readonly hasSystemd: boolean;
	/** Node's clock minus ours, in milliseconds. */
	readonly clockSkewMs: number;
	readonly interfaces: readonly InterfaceFacts[];
	/** /run/systemd/resolve/resolv.conf is there. */
	readonly usesSystemdResolved: boolean;
	/** The paths of the answers (and unit drop-ins), in the order asked. */
	readonly files: readonly FileFacts[];
	/** Unit files of kubelet.service as `systemctl cat` orders them: the unit, then drop-ins; EnvironmentFiles last. */
	readonly unitFiles: readonly FileFacts[];
	readonly kubeletService: {
		readonly isActive: boolean;
		readonly isEnabled: boolean;
		/** Start time as systemd tells it, monotonic microseconds; 0 when it never ran. */
		readonly startedAtUs: number;
		readonly restarts: number;
		/** Somebody ran `systemctl mask`: then no unit file can be put in place and nothing starts it. */
		readonly isMasked?: boolean;
		/** systemd has not read the unit files since they changed. */
		readonly needsReload: boolean;
	};
	/** Client certificate in the kubelet's cert dir, never its key. */
	readonly clientCertificate?: CertificateFacts;
	readonly servingCertificate?: CertificateFacts;
	/** `server:` and CA of an existing kubeconfig: which cluster this node belongs to. */
	readonly kubeconfig?: {readonly server: string; readonly caSha256: readonly string[]; readonly embedsCredentials: boolean};
	readonly unwritablePaths: readonly {readonly path: string; readonly reason: 'read-only' | 'not-a-directory' | 'no-space'}[];
	/** Free bytes on the file system of each managed path's folder, the least of them. */
	readonly freeBytes: number;
};
