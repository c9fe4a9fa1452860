import type {KubernetesVersion} from '../facts/cluster-facts.ts';

// `v1.32.4+k3s1`, or the answer of `kubelet --version`: `Kubernetes v1.24.17` (component-base/version/verflag/verflag.go).
const shape = /^\s*(?:Kubernetes\s+)?(v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?((?:[-+.][0-9A-Za-z.+-]*)?))\s*$/;

/** Reads a version as the API server's `gitVersion` or `kubelet --version` tells it; undefined where the text is no version. */
export const parseKubernetesVersion = (text: string): KubernetesVersion | undefined => {
	const match = shape.exec(text);
	const gitVersion = match?.[1];
	if (gitVersion === undefined) {
		return undefined;
	}
	return {major: Number(match?.[2]), minor: Number(match?.[3]), patch: Number(match?.[4] ?? 0), gitVersion: gitVersion.startsWith('v') ? gitVersion : `v${gitVersion}`};
};

/** Sorts versions by major, minor and patch; suffixes (`-rc.1`, `+k3s1`) do not count. Negative where `a` is the older one. */
export const compareVersions = (a: KubernetesVersion, b: KubernetesVersion): number => a.major - b.major || a.minor - b.minor || a.patch - b.patch;
