/** Problems of changing hosts of the control plane. Subject: the host's name. Words of programs, where there are any, are the cause. */
export type ChangeProblems = {
	/** Its API server could not be asked at its own address before the change, so that nobody would see it come back; or it answered that it is not ready as it is. */
	'apiserver-unwatchable': {readonly endpoint: string; readonly isSilent: boolean};
	/** Other API servers do not answer: with this one restarted there might be none. */
	'apiservers-down': {readonly others: readonly string[]};
	/** A read through etcd takes the host's API server so much longer than an answer without. */
	'etcd-slow': {readonly milliseconds: number};
	/** An earlier change on the host has neither been finished nor undone; `isGuarded`: the host is still at it by itself. */
	'change-unsettled': {readonly component: string; readonly state: string; readonly isGuarded: boolean; readonly paths: readonly string[]};
	/** Its change is well, and the run that made it stopped before `hosts` had theirs. */
	'change-unfinished': {readonly component: string; readonly hosts: readonly string[]};
	/** Another kubenroll has begun a change of its own on the host at the same time. */
	'change-overtaken': {readonly component: string};
	/** A change was to be taken back, and the host does not say that it was: somebody else may have ended it, or begun one of his own. */
	'change-undo-unknown': {readonly component: string};
	/** Somebody else wrote into these files after the change of them had begun: which text shall hold is for them to say. Commands are for the host, one a file. */
	'change-files-edited': {readonly component: string; readonly paths: readonly string[]; readonly compareCommands: readonly string[]; readonly keepCommand: string; readonly restoreCommands: readonly string[]};
	/** No change was cut short on any host, and none belongs to a run that stopped at another one. */
	'change-nothing-to-undo': Readonly<Record<never, never>>;
	/** The change could not be put on the host, or not be begun there. */
	'change-not-begun': {readonly component: string};
	/** The program of the host says that it would not start with these flags. */
	'change-flags-refused': {readonly component: string; readonly flags: readonly string[]};
	/** systemd says that the changed unit is broken. */
	'change-unit-refused': {readonly unit: string};
	/** systemd would not so much as begin to restart the unit with the change; the old files are back. */
	'change-restart-refused': {readonly unit: string};
	'component-ended': {readonly component: string; readonly logCommand: string};
	/** `waitsFor`: the old process would not go, or no new one came; the API server's checks that fail; a controller-manager that leads. */
	'component-not-ready': {readonly component: string; readonly seconds: number; readonly waitsFor: 'process' | 'answer' | 'checks' | 'leader'; readonly checks: readonly string[]; readonly logCommand: string};
	/** What the change was to bring is not there although the program answers. */
	'change-without-effect': {readonly component: string};
	/** Whoever was watching lost the host; it undoes the change by itself unless it hears of kubenroll again within so many seconds. */
	'change-host-lost': {readonly component: string; readonly seconds: number};
	/** The host heard nothing of kubenroll for too long, and undid the change by itself. */
	'change-undone-alone': {readonly component: string; readonly seconds: number};
	/** The old files are back, and the program runs with them. */
	'change-undone': {readonly component: string; readonly paths: readonly string[]};
	/** The old files are back, and the program still does not answer. */
	'change-undone-not-ready': {readonly component: string; readonly paths: readonly string[]; readonly logCommand: string};
	/** The old files could not be put back; `commands` do it by hand, where they are known. */
	'change-undo-failed': {readonly component: string; readonly commands: readonly string[]};
	/** The run ends at this host: those before it keep their change, those that were to come after it are not touched. */
	'change-stopped': {readonly changed: readonly string[]; readonly untouched: readonly string[]};
	/** The API server is to restart while the address that kubelets dial stands on its host: told before confirm. */
	'address-lost-ahead': Readonly<Record<never, never>>;
	/** The address that kubelets dial does not answer just now, while this host restarts. */
	'address-lost-now': {readonly address: string};
	/** While this host restarted, the address that kubelets dial did not answer for so long: something before the API servers still sent to it. */
	'address-lost-meanwhile': {readonly address: string; readonly seconds: number};
	/** Whether a controller-manager leads could not be asked. */
	'leader-unknown': {readonly status: number};
};
