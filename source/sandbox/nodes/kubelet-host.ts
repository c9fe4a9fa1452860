import type {Journal} from './journal.ts';

/** Trouble that a practice kubelet is in, each as a real one meets it. */
export type KubeletFault =
	| 'runtime-down'
	| 'cri-disabled'
	| 'unknown-flag'
	| 'cgroup-v1'
	| 'swap-on'
	/** Something between node and API server shows a certificate of another authority. */
	| 'wrong-ca'
	| 'clock-behind';

/** The machine that a kubelet runs on. */
export type KubeletHost = {
	readonly name: string;
	readonly address: string;
	/** The folder of this machine that is the node's root. */
	readonly tree: string;
	/** `v1.36.3`. */
	readonly kubernetesVersion: string;
	readonly minor: number;
	/** How many times faster than a real kubelet this one retries and settles. */
	readonly timeFactor: number;
	readonly journal: Journal;
	/** Faults of now; some may end while the kubelet runs. */
	readonly faults: () => ReadonlySet<KubeletFault>;
	/** Called before each start of the kubelet, which waits for it: where a scene has its trouble happen. */
	readonly beforeStart: () => Promise<void>;
};

const socket = 'unix:///run/containerd/containerd.sock';
const validation = `failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "${socket}": rpc error: code =`;

/** What keeps a kubelet from starting, in the words of its last line: cmd/kubelet/app/server.go and pkg/kubelet/cm/container_manager_linux.go. */
export const startFailures: Readonly<Partial<Record<KubeletFault, string>>> = {
	'runtime-down': `${validation} Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"`,
	'cri-disabled': `${validation} Unimplemented desc = unknown service runtime.v1.RuntimeService`,
	'unknown-flag': 'failed to parse kubelet flag: unknown flag: --pod-infra-container-image',
	'cgroup-v1': 'failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}',
	'swap-on': 'failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false. /proc/swaps contained: [Filename\\t\\t\\t\\tType\\t\\tSize\\t\\tUsed\\t\\tPriority /swap.img file 4194300 0 -2]',
};
