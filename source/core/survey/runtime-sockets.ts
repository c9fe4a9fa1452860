/** A container runtime by the socket where it answers CRI. */
export type RuntimeSocket = {readonly name: 'containerd' | 'crio' | 'cri-dockerd' | 'dockershim'; readonly path: string};

// kubernetes cmd/kubeadm/app/constants/constants_unix.go; dockershim: pkg/kubelet/apis/config/v1beta1/defaults_linux.go before 1.24.
const usualSockets: readonly RuntimeSocket[] = [
	{name: 'containerd', path: '/run/containerd/containerd.sock'},
	{name: 'crio', path: '/run/crio/crio.sock'},
	{name: 'cri-dockerd', path: '/run/cri-dockerd.sock'},
	{name: 'dockershim', path: '/var/run/dockershim.sock'},
];

/** The sockets to look for: the usual ones in order of preference, or only the one that the operator named. */
export const listRuntimeSockets = (containerRuntimeEndpoint: string): readonly RuntimeSocket[] => {
	if (containerRuntimeEndpoint === 'auto') {
		return usualSockets;
	}
	const path = containerRuntimeEndpoint.replace(/^unix:\/\//, '');
	const comparable = path.replace(/^\/var\/run\//, '/run/');
	const name = usualSockets.find((socket) => socket.path.replace(/^\/var\/run\//, '/run/') === comparable)?.name ?? (/cri-?dockerd/.test(path) ? 'cri-dockerd' : /crio/.test(path) ? 'crio' : 'containerd');
	return [{name, path}];
};
