import type {KubeletProblems} from '../../../core/problem/kubelet.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Why a kubelet does not get on, in English. */
export const kubeletProblems: ProblemTexts<KubeletProblems> = {
	'kubelet-stopped': ({restarts}, _node, login) => ({
		message: `the kubelet does not stay up (${restarts} restarts)`,
		hints: [`read its log: ${login} sudo journalctl -u kubelet -n 50 --no-pager`],
	}),
	'kubelet-unit-failed': ({unit}, _node, login) => ({
		message: `systemd could not start ${unit}`,
		hints: [`ask systemd: ${login} systemctl status ${unit}`, `check the unit: ${login} systemd-analyze verify ${unit}`],
	}),
	'kubelet-token-refused': (_params, _node, login) => ({
		message: 'the API server refuses the bootstrap token (Unauthorized)',
		hints: [
			'run kubenroll enroll again: it makes a fresh token',
			'check that every kube-apiserver runs with --enable-bootstrap-token-auth=true',
			`compare clocks: ${login} date -u`,
		],
	}),
	'kubelet-request-forbidden': ({user}) => ({
		message: `${user} may not file certificate requests: no binding to system:node-bootstrapper covers it`,
		hints: ['run kubenroll plan: it lists the missing ClusterRoleBinding and enroll creates it'],
	}),
	'kubelet-anonymous': (_params, node) => ({
		message: 'the kubelet files its request without a token, as system:anonymous',
		hints: [`run kubenroll enroll --nodes ${node} again: it writes a complete bootstrap kubeconfig`],
	}),
	'kubelet-request-denied': ({reason}, node) => ({
		message: `its certificate request was denied (${reason})`,
		hints: ['see who denied it and why: kubenroll csr list', `when it was a mistake, run kubenroll enroll --nodes ${node}: the kubelet asks again`],
	}),
	'kubelet-request-failed': ({reason}) => ({
		message: `the signer refused its certificate request (${reason})`,
		hints: ['see the request: kubenroll csr list'],
	}),
	'kubelet-request-timed-out': ({minutes}) => ({
		message: `nobody approved or signed its certificate request within ${minutes} minutes`,
		hints: ['look at the requests: kubenroll csr list', 'approved but not issued: kube-controller-manager needs --cluster-signing-cert-file and --cluster-signing-key-file'],
	}),
	'kubelet-unknown-authority': ({authority}) => ({
		message: `the kubelet does not trust the API server's certificate${authority === '' ? '' : ` (candidate authority ${authority})`}`,
		hints: ['compare the CA of the kubeconfig with the one that signed the API server: kubenroll plan shows both', 'two CAs with the same common name look alike; their fingerprints tell them apart'],
	}),
	'kubelet-name-mismatch': ({valid, wanted}) => ({
		message: `the API server's certificate does not name ${wanted}${valid === '' ? ' (it holds no IP addresses)' : ` (it names ${valid})`}`,
		hints: ['set cluster.apiServer to a name of the certificate, or re-issue the API servers\' certificates with this address in them'],
	}),
	'kubelet-clock-wrong': ({detail}, _node, login) => ({
		message: `a certificate is not valid at the node's time: ${detail}`,
		hints: [`check the clock: ${login} date -u`, 'mend time synchronisation (chrony, systemd-timesyncd), then run enroll again'],
	}),
	'kubelet-server-unreachable': ({server}, _node, login) => ({
		message: `the kubelet cannot reach the API server at ${server}`,
		hints: [`try from the node: ${login} curl -k https://${server}/readyz`, 'check routes and firewalls between the node and the VIP'],
	}),
	'kubelet-no-credentials': ({path}, node) => ({
		message: `it has no valid client certificate and ${path} is not there`,
		hints: [`run kubenroll enroll --nodes ${node}: it makes a token and writes the file`],
	}),
	'kubelet-node-renamed': ({was}, node) => ({
		message: `the kubelet still holds the certificate of another node name (${was})`,
		hints: [`let it be enrolled afresh, by its long form in kubenroll.yaml: {name: ${node}, address: …, reenroll: true}`],
	}),
	'kubelet-unknown-flag': ({flag}) => ({
		message: `this kubelet version does not know ${flag}`,
		hints: [`take ${flag} out of the unit or its environment file; kubenroll plan shows where it is written`],
	}),
	'kubelet-config-rejected': ({detail}) => ({
		message: `the kubelet refuses its configuration: ${detail}`,
		hints: ['mend kubelet.config in kubenroll.yaml, then run enroll again'],
	}),
	'kubelet-cgroup-v1': ({field}) => ({
		message: 'the node runs cgroup v1, which this kubelet refuses',
		hints: ['boot the node with cgroup v2 (systemd.unified_cgroup_hierarchy=1)', `or set kubelet.config.${field}: false for now`],
	}),
	'kubelet-swap-on': ({field}, _node, login) => ({
		message: 'swap is on, which the kubelet refuses',
		hints: [`switch it off: ${login} sudo swapoff -a, and take it out of /etc/fstab`, `or set kubelet.config.${field}: false`],
	}),
	'kubelet-runtime-down': ({endpoint}, _node, login) => ({
		message: `the container runtime does not answer${endpoint === '' ? '' : ` at ${endpoint}`}`,
		hints: [`start it: ${login} sudo systemctl start containerd`, 'or set kubelet.containerRuntimeEndpoint to the socket in use'],
	}),
	'kubelet-runtime-without-cri': (_params, _node, login) => ({
		message: 'the container runtime answers, but without the CRI that this kubelet speaks',
		hints: [`look for disabled_plugins = ["cri"]: ${login} grep -n disabled_plugins /etc/containerd/config.toml`, 'kubelet 1.26 and later need containerd 1.6 or later'],
	}),
	'kubelet-registration-refused': ({detail}) => ({
		message: `the API server refuses the Node: ${detail}`,
		hints: ['check kubelet.labels and kubelet.taints', 'kube-apiserver needs --authorization-mode=Node,RBAC'],
	}),
	'kubelet-current-not-symlink': ({path}, _node, login) => ({
		message: `${path} must be a link and is a file`,
		hints: [`set it aside and enrol again: ${login} sudo mv ${path} ${path}.old`],
	}),
	'kubelet-address-in-use': ({address}, _node, login) => ({
		message: `another program listens on ${address}`,
		hints: [`see which: ${login} sudo ss -ltnp`, 'an older kubelet under another unit name is the usual cause'],
	}),
};
