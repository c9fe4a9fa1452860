/** Problems on the operator's own machine: its files, its lock, its terminal. Subject: the path, or `terminal`. */
export type LocalProblems = {
	'local-missing': {readonly path: string};
	'local-no-space': {readonly path: string};
	'local-read-only': {readonly path: string};
	'local-no-permission': {readonly path: string};
	'local-is-directory': {readonly path: string};
	'local-not-a-directory': {readonly path: string};
	'local-is-symlink': {readonly path: string};
	'local-not-utf8': {readonly path: string};
	'local-too-large': {readonly path: string; readonly limitMiB: number};
	/** The current folder was removed while somebody stood in it. */
	'local-folder-gone': Readonly<Record<never, never>>;
	/** Any other answer of the file system; the cause has its words. */
	'local-failed': {readonly path: string; readonly errno: string};
	/** Another kubenroll works on this folder. `isHere` is false where it runs on a host that we cannot look at. */
	locked: {readonly path: string; readonly pid: number; readonly host: string; readonly isHere: boolean};
	/** Files below the folder that an earlier run wrote and this one does not: taken away, left because somebody edited them, or left because they are of nodes that this run is not about, whose folders are named. */
	'artifacts-stale': {readonly folder: string; readonly paths: readonly string[]; readonly fate: 'removed' | 'edited' | 'others'};
	'record-broken': {readonly path: string; readonly detail: string};
	'record-too-new': {readonly path: string; readonly version: number; readonly known: number};
	'prompt-cancelled': {readonly question: string};
	'prompt-without-terminal': {readonly question: string};
};
