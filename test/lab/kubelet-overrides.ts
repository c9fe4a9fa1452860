import type {KubernetesVersion} from './kubernetes-releases.ts';

type KubeletOverrides = Readonly<Record<string, string | boolean>>;

const everywhere: KubeletOverrides = {
	// What the nodes' containerd has, which runs without a configuration of its own.
	cgroupDriver: 'cgroupfs',
	// The machine's swap is also the nodes'.
	failSwapOn: false,
};

/** Fields of KubeletConfiguration that a kubelet in a lab needs beyond what it would have on a machine of its own, by its release. */
export const labKubeletOverrides: Readonly<Record<KubernetesVersion, KubeletOverrides>> = {
	// Since 1.35 a kubelet refuses cgroup v1 unless told otherwise (KEP-5573); before 1.31 it doesn't know the field and refuses that.
	'1.36.3': {...everywhere, failCgroupV1: false},
	'1.24.17': everywhere,
};
