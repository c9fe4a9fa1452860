import type {NodeProblems} from '../../../core/problem/node.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems that the survey found, in English. */
export const nodeProblems: ProblemTexts<NodeProblems> = {
	'survey-unreadable': ({detail}) => ({message: `what the survey printed cannot be read: ${detail}`, hints: ['look for a login script that prints into every session; run again']}),
	'root-rights-missing': ({user}) => ({message: `${user} has no root rights there`, hints: ['log in as root, or give the user sudo']}),
	'kubelet-missing': ({path, elsewhere}) => ({
		message: `there is no kubelet at ${path}`,
		hints: [...(elsewhere === undefined ? [] : [`there is one at ${elsewhere}: write kubelet.paths.binary: ${elsewhere}`]), 'copy one there, or give kubelet.binary in kubenroll.yaml'],
	}),
	'kubelet-not-running-here': ({path}) => ({message: `${path} cannot be run`, hints: ['it may be for another architecture or cut short: file and sha256sum tell; give kubelet.binary in kubenroll.yaml to replace it']}),
	'kubelet-version-unknown': ({path}) => ({message: `${path} does not tell its version`, hints: [`see what it says on the node: ${path} --version`]}),
	'kubelet-newer': ({version, serverVersion}) => ({message: `the kubelet ${version} is newer than the API server ${serverVersion}`, hints: ['install a kubelet of the API server\'s minor version or older (kubelet.binary), or upgrade the control plane first']}),
	'kubelet-too-old': ({version, serverVersion, oldest}) => ({message: `the kubelet ${version} is too old for the API server ${serverVersion}`, hints: [`install a kubelet ${oldest} or newer, best the API server's own minor version (kubelet.binary)`]}),
	'runtime-missing': ({tried}) => ({message: 'no container runtime was found', hints: [`no socket at ${tried.join(', ')}: install and start containerd, or write kubelet.containerRuntimeEndpoint`]}),
	'runtime-down': ({name, endpoint}) => ({message: `${name} does not listen at ${endpoint}`, hints: [`start it: systemctl enable --now ${name}; its log: journalctl -u ${name} -n 20`]}),
	'runtime-too-old': ({name, version, minimum, kubeletVersion}) => ({message: `${name} ${version} is too old for the kubelet ${kubeletVersion}`, hints: [`this kubelet speaks only CRI v1: upgrade ${name} to ${minimum} or newer`]}),
	'runtime-cri-disabled': ({file}) => ({message: `containerd's CRI plugin is switched off in ${file}`, hints: ['remove "cri" from disabled_plugins there (packages of Docker put it in), then: systemctl restart containerd']}),
	'cgroup-driver-differs': ({runtime, runtimeDriver, kubeletDriver}) => ({message: `${runtime} uses the cgroup driver ${runtimeDriver}, the kubelet is to use ${kubeletDriver}`, hints: ['set kubelet.cgroupDriver: auto, or change the runtime (containerd: SystemdCgroup) and restart it']}),
	'cgroup-v1': ({kubeletVersion}) => ({message: `the node runs on cgroup v1, where the kubelet ${kubeletVersion} does not start`, hints: ['boot with systemd.unified_cgroup_hierarchy=1', 'or, for a while, set failCgroupV1: false under kubelet.config']}),
	'swap-on': () => ({message: 'swap is on, and the kubelet does not start with swap', hints: ['swapoff -a, and remove it from /etc/fstab', 'or set failSwapOn: false under kubelet.config']}),
	'systemd-missing': () => ({message: 'systemd does not run there', hints: ['kubenroll starts kubelets by systemd; take only the files with kubenroll artifacts']}),
	'clock-skewed': ({seconds}) => ({message: `its clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`, hints: ['certificates are not valid yet, or no longer, on a wrong clock: start chrony or systemd-timesyncd on both', 'check with: timedatectl']}),
	'hostname-differs': ({hostname}) => ({message: `the machine calls itself ${hostname}`, hints: ['that is fine: the kubelet gets the node\'s name by --hostname-override; kube-proxy needs the same one']}),
	'node-address-not-local': ({address, addresses}) => ({message: `${address} is on none of its interfaces (${addresses.join(', ') || 'none found'})`, hints: ['behind NAT that is so; write the node\'s own addresses under its addresses, so that its serving certificate may hold them']}),
	'machine-id-shared': ({machineId, others}) => ({message: `it has the same machine-id as ${others.join(', ')} (${machineId})`, hints: ['a cloned disk: rm /etc/machine-id && systemd-machine-id-setup, then reboot', 'when two names mean one machine, remove one']}),
	'host-key-shared': ({fingerprint, others}) => ({message: `it shows the same host key as ${others.join(', ')} (${fingerprint})`, hints: ['a cloned disk, or two names for one machine; for a clone: rm /etc/ssh/ssh_host_*_key* && ssh-keygen -A && systemctl restart ssh sshd']}),
	'kubeconfig-of-other-cluster': ({path, server}) => ({message: `${path} belongs to another cluster (${server})`, hints: ['it is set aside beside itself before the kubelet starts; drain the node in its old cluster first']}),
	'kubeconfig-with-credentials': ({path}) => ({message: `${path} holds credentials of its own, so the kubelet would not bootstrap`, hints: ['a copied admin kubeconfig, maybe; it is set aside beside itself before the kubelet starts']}),
	'certificate-of-other-cluster': ({path, issuer}) => ({message: `${path} was issued by another CA (${issuer})`, hints: ['it is set aside beside itself before the kubelet starts']}),
	'certificate-of-other-node': ({path, commonName}) => ({message: `${path} is for ${commonName}, not for this node`, hints: ['it is set aside beside itself before the kubelet starts; check that the name or address is not mixed up']}),
	'folder-read-only': ({path}) => ({message: `${path} cannot be written: its file system is read-only`, hints: ['see: findmnt -T on that folder, and dmesg | tail for disk errors']}),
	'folder-is-file': ({path}) => ({message: `${path} cannot be made: something that is no folder stands in its way`, hints: [`look: ls -ld ${path}`]}),
	'disk-full': ({freeMiB, neededMiB}) => ({message: `only ${freeMiB} MiB are free where files go, ${neededMiB} MiB are needed`, hints: ['see: df -h; journalctl --vacuum-size=200M often helps']}),
};
