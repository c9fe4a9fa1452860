import type {KubernetesVersion} from '../facts/cluster-facts.ts';

/** Whether a kubelet may work with an API server; minors are counted within one major. */
export type KubeletSkew =
	| {readonly state: 'fine'}
	| {readonly state: 'newer'}
	/** `oldestMinor`: the oldest minor that this API server takes. */
	| {readonly state: 'too-old'; readonly oldestMinor: number};

// kubernetes/website content/en/releases/version-skew-policy.md, "kubelet": up to three minors older; two where the kubelet is older than 1.25.
const allowedSkews = [
	{fromMinor: 25, minors: 3},
	{fromMinor: 0, minors: 2},
] as const;

/** Applies the version skew policy: a kubelet is never newer than the API server (by minor), and only so much older. */
export const checkKubeletSkew = (kubelet: KubernetesVersion, apiServer: KubernetesVersion): KubeletSkew => {
	if (kubelet.major !== apiServer.major) {
		return kubelet.major > apiServer.major ? {state: 'newer'} : {state: 'too-old', oldestMinor: Math.max(0, apiServer.minor - 3)};
	}
	if (kubelet.minor > apiServer.minor) {
		return {state: 'newer'};
	}
	const minors = allowedSkews.find(({fromMinor}) => kubelet.minor >= fromMinor)?.minors ?? 2;
	if (apiServer.minor - kubelet.minor <= minors) {
		return {state: 'fine'};
	}
	// 1.27 takes 1.24 not (two minors for it) but 1.25: the oldest that fits is found, not computed.
	const oldestMinor = [3, 2].map((skew) => apiServer.minor - skew).find((minor) => minor >= 25) ?? apiServer.minor - 2;
	return {state: 'too-old', oldestMinor};
};
