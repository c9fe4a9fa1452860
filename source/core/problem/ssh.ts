/** Whom ssh could not work on; `command` is the ssh command line to paste, without a remote command. */
export type SshTarget = {readonly address: string; readonly port: number; readonly command: string};

/** Problems of reaching a node or running work on it. Subject: the node's name. */
export type SshProblems = {
	'ssh-missing': {readonly program: string};
	'ssh-not-started': {readonly program: string};
	'ssh-config-invalid': {readonly command: string};
	'ssh-config-endless': {readonly command: string; readonly seconds: number};
	'ssh-address-unsafe': {readonly field: 'address' | 'user'; readonly value: string};
	'ssh-unreachable': SshTarget;
	'ssh-refused': SshTarget;
	'ssh-silent': SshTarget & {readonly seconds: number};
	'ssh-name-unknown': SshTarget;
	'ssh-closed-early': SshTarget;
	'ssh-algorithms': SshTarget & {readonly offered: string};
	'ssh-jump-failed': SshTarget & {readonly via: string};
	'ssh-permission-denied': SshTarget & {readonly user: string; readonly methods: readonly string[]};
	'ssh-password-wrong': SshTarget & {readonly user: string};
	'ssh-too-many-keys': SshTarget;
	'ssh-host-key-unknown': {readonly address: string; /** `SHA256:…` of what the host shows now; empty where that is not known. */ readonly fingerprints: readonly string[]; /** Of each fingerprint, as ssh-keygen names it: ED25519; unset where that is not known. */ readonly keyTypes?: readonly string[]};
	'ssh-host-key-changed': {readonly address: string; readonly fingerprints: readonly string[]; readonly keyTypes?: readonly string[]; /** The known_hosts file that says otherwise, and the name in it. */ readonly file: string; readonly name: string};
	'ssh-host-key-unexpected': {readonly address: string; readonly fingerprints: readonly string[]; readonly keyTypes?: readonly string[]; readonly expected: readonly string[]};
	'ssh-connection-lost': SshTarget;
	'ssh-timeout': SshTarget & {readonly seconds: number};
	'ssh-output-too-large': {readonly limitMiB: number};
	'ssh-cancelled': Readonly<Record<never, never>>;
	'ssh-no-shell': SshTarget & {readonly user: string};
	'ssh-streams-merged': SshTarget & {readonly user: string};
	'ssh-failed': SshTarget;

	'root-needed': SshTarget & {readonly user: string};
	'sudo-missing': SshTarget & {readonly user: string};
	'sudo-password-needed': SshTarget & {readonly user: string};
	'sudo-password-wrong': SshTarget & {readonly user: string};
	'sudo-not-allowed': SshTarget & {readonly user: string};
	'sudo-needs-terminal': SshTarget & {readonly user: string};
	'sudo-failed': SshTarget & {readonly user: string};

	'file-changed-meanwhile': {readonly path: string};
	'file-system-full': {readonly path: string};
	'file-system-read-only': {readonly path: string};
	'file-in-the-way': {readonly path: string};
	'file-link-unsafe': {readonly path: string};
	'file-owner-unknown': {readonly path: string; readonly owner: string};
	'file-not-permitted': {readonly path: string};
	'file-not-written': {readonly path: string};
	'file-arrived-damaged': {readonly path: string};
	'file-unreadable-here': {readonly path: string};
};
