/** What one of the two kubelet signers signs. */
export type KubeletSigner = {readonly kind: 'client' | 'serving'; readonly purpose: string};

/** The two signers whose requests are ours: kubernetes staging/src/k8s.io/api/certificates/v1/types.go. */
export const kubeletSigners: ReadonlyMap<string, KubeletSigner> = new Map([
	['kubernetes.io/kube-apiserver-client-kubelet', {kind: 'client', purpose: 'client auth'}],
	['kubernetes.io/kubelet-serving', {kind: 'serving', purpose: 'server auth'}],
]);
