/** What becomes of something that is missing: the plan changes it, it would if nothing were in the way, a plan in which a node needs it will, or it is left to the operator. */
export type ChangeStanding = 'planned' | 'refused' | 'deferred' | 'left';

/** Problems of reading hosts of the control plane, of what their programs are told, and of editing that. Subject: the host's name, or `control plane`. */
export type ControlPlaneProblems = {
	/** The run goes on without knowing what these hosts' programs are told. */
	'masters-unread': {readonly masters: readonly string[]};
	/** An API server answers there that no host read here has. */
	'master-unlisted': {readonly endpoint: string};
	'master-survey-unreadable': {readonly detail: string};
	'component-missing': {readonly component: string};
	'component-stopped': {readonly component: string; readonly path: string};
	/** A static pod of a host whose kubelet does not run: nobody would notice a changed manifest, or start the pod again. */
	'pod-kubelet-stopped': {readonly component: string};
	/** Processes of one program beside each other: which one the files start is not certain. */
	'component-twice': {readonly component: string; readonly pids: readonly string[]};

	/** `reason` is one of SourceDefect; `detail` the piece of the file that is meant. */
	'component-not-understood': {
		readonly component: string;
		readonly path: string;
		readonly reason:
			| 'no-command' | 'several-commands' | 'wrapper' | 'syntax' | 'loose-backslash' | 'comment-backslash' | 'unreadable' | 'environment-file-missing'
			| 'variable' | 'positional' | 'split-flag' | 'unsafe-value' | 'no-container' | 'not-yaml' | 'unknown-way';
		readonly detail: string;
	};
	/** The flag stands more than once, so that an edit of one place may not be what was meant. */
	'flag-given-twice': {readonly component: string; readonly flag: string; readonly path: string};
	/** A variable or specifier makes the flag's text. */
	'flag-has-variable': {readonly component: string; readonly flag: string; readonly path: string; readonly text: string};
	'source-not-writable': {readonly path: string; readonly obstacle: 'read-only' | 'immutable'};
	/** The flag stands in a file that other units read too. */
	'source-shared': {readonly flag: string; readonly path: string; readonly units: readonly string[]};
	/** Something else writes the file, by what it says itself. */
	'source-generated': {readonly path: string; readonly marker: string};
	/** The edit, read back, was not what was wanted; nothing is written. */
	'source-edit-uncertain': {readonly component: string; readonly path: string};

	/** It runs otherwise than it is written; each drift as `--flag: running → written`, parts that are not set left empty. */
	'component-stale': {readonly component: string; readonly drifts: readonly {readonly flag: string; readonly running?: string; readonly written?: string}[]};
	/** A file that is read at the start only has changed since. */
	'flag-file-newer': {readonly component: string; readonly flag: string; readonly path: string};
	'flag-file-missing': {readonly component: string; readonly flag: string; readonly path: string};
	'flag-file-unreadable': {readonly component: string; readonly flag: string; readonly path: string; readonly mode: string; readonly owner: string};
	/** `values` by host; empty where the flag is not set. */
	'flags-differ': {readonly component: string; readonly flag: string; readonly values: readonly {readonly host: string; readonly value: string}[]};
	/** The program of this minor does not start with the flag; `instead` is what took its place. */
	'component-flag-refused': {readonly component: string; readonly flag: string; readonly minor: number; readonly since: number; readonly instead?: string};

	'bootstrap-token-auth-unset': {readonly component: string; readonly standing: ChangeStanding};
	'token-auth-file-unset': {readonly component: string; readonly standing: ChangeStanding};
	/** A controller that has a part in enrolling is off; all but csrsigning are off by Kubernetes' default. */
	'controller-off': {readonly component: string; readonly controller: 'csrsigning' | 'tokencleaner' | 'bootstrapsigner'; readonly standing: ChangeStanding};
	/** `found`: a pair that the plan would use; undefined: where the CA's key is, the plan cannot know. */
	'signing-files-unset': {readonly component: string; readonly standing: ChangeStanding; readonly found?: {readonly certificate: string; readonly key: string}};
	'signing-files-half': {readonly component: string; readonly set: string; readonly unset: string};
	/** Certificates signed here are not accepted by the API server. */
	'signing-ca-untrusted': {readonly component: string; readonly certificate: string; readonly clientCa: string};
	/** `found`: the CA that the controller-manager of this host signs with. */
	'client-ca-unset': {readonly component: string; readonly standing: ChangeStanding; readonly found?: string};
	'node-restriction-off': {readonly component: string; readonly standing: ChangeStanding};
	'node-authorizer-off': {readonly component: string; readonly modes: readonly string[]; readonly standing: ChangeStanding};
	/** A structured configuration of authorization has no authorizer of type Node. */
	'node-authorizer-not-configured': {readonly component: string; readonly path: string};
	'authorizer-allows-all': {readonly component: string};
	'service-account-credentials-off': {readonly component: string; readonly standing: ChangeStanding};
	/** What the API server lets in or allows is written in this file, which is read and never changed. */
	'structured-config': {readonly component: string; readonly flag: string; readonly path: string};
	/** The mode needs changes on these masters, and the answers forbid any. */
	'control-plane-changes-forbidden': {readonly masters: readonly string[]};
	/** Changes that enrolling needs cannot be made on these masters, so none is made on any. */
	'control-plane-blocked': {readonly masters: readonly string[]};
};
