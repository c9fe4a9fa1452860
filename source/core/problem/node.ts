/** Problems that the survey found on a node. Subject: the node's name. */
export type NodeProblems = {
	'survey-unreadable': {readonly detail: string};

	'kubelet-missing': {readonly path: string; /** Where another kubelet was found. */ readonly elsewhere?: string};
	'kubelet-not-running-here': {readonly path: string};
	'kubelet-version-unknown': {readonly path: string};
	'kubelet-newer': {readonly version: string; readonly serverVersion: string};
	'kubelet-too-old': {readonly version: string; readonly serverVersion: string; /** `1.33` */ readonly oldest: string};
	'kubelet-masked': Readonly<Record<never, never>>;

	'runtime-missing': {readonly tried: readonly string[]};
	'runtime-down': {readonly name: string; readonly endpoint: string};
	'runtime-too-old': {readonly name: string; readonly version: string; readonly minimum: string; readonly kubeletVersion: string};
	'runtime-cri-disabled': {readonly file: string};
	'cgroup-driver-differs': {readonly runtime: string; readonly runtimeDriver: string; readonly kubeletDriver: string};
	'cgroup-v1': {readonly kubeletVersion: string};
	'swap-on': Readonly<Record<never, never>>;
	'systemd-missing': Readonly<Record<never, never>>;

	'clock-skewed': {readonly seconds: number};
	'hostname-differs': {readonly hostname: string};
	'node-address-not-local': {readonly address: string; readonly addresses: readonly string[]};
	'machine-id-shared': {readonly machineId: string; readonly others: readonly string[]};
	'host-key-shared': {readonly fingerprint: string; readonly others: readonly string[]};

	'folder-read-only': {readonly path: string};
	'folder-is-file': {readonly path: string};
	'disk-full': {readonly freeMiB: number; readonly neededMiB: number};

	'kubelet-newer-than-tables': {readonly minor: number; readonly newest: number};
	'kubelet-older-than-tables': {readonly minor: number; readonly oldest: number};
	'client-ca-missing': {readonly path: string};
	/** `since`: the minor that brings the field; unset where none is known to. */
	'kubelet-field-unknown': {readonly field: string; readonly minor: number; readonly since?: number};
	'kubelet-field-misshapen': {readonly field: string; readonly kind: 'boolean' | 'integer' | 'number' | 'string' | 'duration' | 'list' | 'object'};
	'kubelet-config-not-understood': {readonly path: string};
	'feature-gate-refused': {readonly gate: string; readonly minor: number; readonly since: number};
	'kubelet-label-refused': {readonly labels: readonly string[]};

	/** `reason` is one of UnitDefect; `detail` the piece of the unit that is meant. */
	'unit-not-understood': {
		readonly path: string;
		readonly reason: 'no-command' | 'several-commands' | 'wrapper' | 'syntax' | 'loose-backslash' | 'comment-backslash' | 'unreadable' | 'environment-file-missing' | 'variable' | 'positional' | 'split-flag' | 'unsafe-value';
		readonly detail: string;
	};
	'unit-other-binary': {readonly path: string; readonly expected: string};
	'unit-path-changed': {readonly flag: string; readonly was: string; readonly now: string; /** `kubelet.paths.config` */ readonly setting: string};
	'unit-runtime-changed': {readonly was: string; readonly now: string};
	'unit-flag-refused': {readonly flag: string; readonly minor: number; readonly since?: number};
	'unit-flag-overrides': {readonly flag: string; readonly was: string; readonly field: string; readonly configured: string};
	'unit-flag-unknown': {readonly flag: string; readonly minor: number};
};
