/** Defaults of the kubelet that our files rely on, the same in every supported minor. */
export const kubeletDefaults = {
	/** cmd/kubelet/app/options/options.go, NewKubeletFlags. */
	certificateFolder: '/var/lib/kubelet/pki',
	/** k8s.io/kubelet config/v1beta1/types.go; without a configuration file it is 10255 (options.go, applyLegacyDefaults). */
	readOnlyPort: 0,
	/** kubeadm's folder of static pods, cmd/kubeadm/app/constants/constants.go; the kubelet has no default. */
	staticPodPath: '/etc/kubernetes/manifests',
	/** systemd-resolved's list of real servers (systemd-resolved.service(8)); /etc/resolv.conf names its stub there, which pods cannot reach. */
	resolvedResolvConf: '/run/systemd/resolve/resolv.conf',
	/** containerd's own default socket, containerd defaults/defaults_unix.go. */
	containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
} as const;
