import type {ComponentName, Restart} from './component.ts';

/** One file of a change: what must be there now, and what will be. Its new text lies in the change's folder as `new-INDEX`. */
export type ChangedFile = {
	readonly path: string;
	/** SHA-256 that was seen; empty where there was no file. */
	readonly beforeSha256: string;
	readonly afterSha256: string;
	readonly mode: number;
	readonly owner: string;
	/** A file that is there keeps its own mode and owner; these are for one that is new. */
	readonly keepsMode: boolean;
};

/** The run that a change belongs to: what is changed on several hosts is one thing to whoever wants it back. */
export type ChangeRun = {
	/** Begins with the time at which it began, by the clock of the machine that kubenroll ran on: for people, and for nothing else. */
	readonly id: string;
	/** Its place among the runs: one more than that of any that the hosts knew of when it began, so no clock is needed to tell which was later. From 1 on. */
	readonly number: number;
	/** Every host that the run changes, in its order. */
	readonly hosts: readonly string[];
};

/** One component of one host: its files, the flags that are new in them, and who restarts it. */
export type HostChange = {
	/** Names this change and no other, in letters, digits and dashes; the backups end in it. */
	readonly id: string;
	readonly run: ChangeRun;
	readonly component: ComponentName;
	readonly restart: Exclude<Restart, {readonly how: 'none'}>;
	readonly files: readonly ChangedFile[];
	/** Flags as they will be given, such as `--enable-bootstrap-token-auth=true`: the program itself says whether it knows them. */
	readonly newFlags: readonly string[];
};

/** The folder of the change that a host is in, or was in last; nobody but root sees into it. */
export const changeFolder = '/var/lib/kubenroll/change';

/** Changes that the same run made on the host before, one folder each: with several components it takes more than one step back. */
export const earlierFolder = '/var/lib/kubenroll/earlier';

/** Id and number of the last run whose change of the host was confirmed and is not the last any more. */
export const finishedFile = '/var/lib/kubenroll/finished';

/** Seconds without a word of kubenroll after which a host is on its own. */
export const patienceSeconds = 45;
