// k8s.io/kubelet pkg/apis/well_known_labels.go, kubeletLabels.
const allowedKeys = new Set([
	'kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch', 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch',
	'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region',
	'node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type',
]);

// The same file, kubeletLabelNamespaces.
const allowedNamespaces = ['kubelet.kubernetes.io', 'node.kubernetes.io'] as const;

const isIn = (namespace: string, domain: string): boolean => namespace === domain || namespace.endsWith(`.${domain}`);

/** True for a label key that a kubelet may set on its own Node; with another one under kubernetes.io or k8s.io it does not start (cmd/kubelet/app/options/options.go, ValidateKubeletFlags). */
export const isKubeletLabel = (key: string): boolean => {
	const namespace = key.includes('/') ? (key.split('/')[0] ?? '') : '';
	const isKubernetes = isIn(namespace, 'kubernetes.io') || isIn(namespace, 'k8s.io');
	return !isKubernetes || allowedKeys.has(key) || allowedNamespaces.some((allowed) => isIn(namespace, allowed));
};
