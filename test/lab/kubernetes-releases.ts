/** A Kubernetes release that the lab can build. */
export type KubernetesVersion = '1.36.3' | '1.24.17';

type KubernetesRelease = {
	/** Folder of its Go module under go/. */
	readonly module: string;
	/** Linker flags beyond those that set the version. */
	readonly linkerFlags: readonly string[];
	/** Programs that its one binary is, by argv[0]; those that are missing come from the newest release. */
	readonly programs: readonly string[];
};

/** The release a lab has unless it asks for another, and the one whose etcd and kubectl all labs use. */
export const newestKubernetes: KubernetesVersion = '1.36.3';

/** The oldest and the newest end of what the lab can build; both serve on the newest etcd. */
export const kubernetesReleases: Readonly<Record<KubernetesVersion, KubernetesRelease>> = {
	'1.36.3': {
		module: 'v1.36',
		linkerFlags: [],
		programs: ['kube-apiserver', 'kube-controller-manager', 'kubelet', 'kubectl', 'etcd'],
	},
	'1.24.17': {
		module: 'v1.24',
		// Dependencies of 1.24 pull names of the runtime by go:linkname, which Go forbids since 1.23 (Go issue 67401).
		linkerFlags: ['-checklinkname=0'],
		programs: ['kube-apiserver', 'kube-controller-manager', 'kubelet'],
	},
};

/** Tells a version the lab can build from any other text. */
export function isKubernetesVersion(text: string): text is KubernetesVersion {
	return Object.hasOwn(kubernetesReleases, text);
}
