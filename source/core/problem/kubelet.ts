/** Why a kubelet does not get on, read from its own log. Subject: the node's name. The log line is the problem's cause. */
export type KubeletProblems = {
	/** It ended and none of the causes below was recognised. */
	'kubelet-stopped': {readonly restarts: number};
	/** systemd refused to start or enable the unit. */
	'kubelet-unit-failed': {readonly unit: string};
	'kubelet-token-refused': {readonly server: string};
	'kubelet-request-forbidden': {readonly user: string};
	'kubelet-anonymous': {readonly path: string};
	'kubelet-request-denied': {readonly reason: string};
	'kubelet-request-failed': {readonly reason: string};
	'kubelet-request-timed-out': {readonly minutes: number};
	'kubelet-unknown-authority': {readonly authority: string};
	'kubelet-name-mismatch': {readonly valid: string; readonly wanted: string};
	'kubelet-clock-wrong': {readonly detail: string};
	'kubelet-server-unreachable': {readonly server: string};
	'kubelet-no-credentials': {readonly path: string};
	'kubelet-node-renamed': {readonly was: string};
	'kubelet-unknown-flag': {readonly flag: string};
	'kubelet-config-rejected': {readonly detail: string};
	'kubelet-cgroup-v1': {readonly field: string};
	'kubelet-swap-on': {readonly field: string};
	'kubelet-runtime-down': {readonly endpoint: string};
	'kubelet-runtime-without-cri': {readonly endpoint: string};
	'kubelet-registration-refused': {readonly detail: string};
	'kubelet-current-not-symlink': {readonly path: string};
	'kubelet-address-in-use': {readonly address: string};
};
