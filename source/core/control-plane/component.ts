// What is known of the programs of a control plane on one host: plain data, made by parse-control-plane.ts out of what
// workflow/control-plane/read-control-plane.ts read. Everything here is as the host said it: escape it before showing it, quote it before a shell sees it.
import type {UnitDefect} from '../artifacts/unit/read-service-command.ts';
import type {CertificateFacts, KubernetesVersion} from '../facts/cluster-facts.ts';
import type {FileFacts, NodeFacts} from '../facts/node-facts.ts';
import type {Problem} from '../problem/problem.ts';

/** The programs that are looked for on a host of the control plane; the scheduler has no part in enrolling. */
export const componentNames = ['kube-apiserver', 'kube-controller-manager', 'etcd', 'kubelet'] as const;

/** A program of the control plane, spelled as its binary is. */
export type ComponentName = (typeof componentNames)[number];

/** A file that flags are written in. Content is always told: it holds no key; of a unit that looks as if it did, `content` is undefined. */
export type SourceFile = FileFacts & {
	/** Host's clock, milliseconds since the epoch; 0 where the file is not there. */
	readonly modifiedAtMs: number;
	/** Why not even root could write it: mounted read-only, or `chattr +i`; undefined where nothing is in the way. */
	readonly obstacle?: 'read-only' | 'immutable';
	/** Where a symbolic link leads: that file is the one to edit. */
	readonly linkTarget?: string;
	/** Other units that read this environment file too: a flag written here would reach their programs as well. */
	readonly sharedWith?: readonly string[];
};

/** How a component is kept running, and where that is written. */
export type Setup =
	/** `files` as `systemctl cat` orders them: the unit, then drop-ins, then environment files. `needsReload`: systemd has not read them since they changed. */
	| {readonly kind: 'systemd'; readonly unit: string; readonly files: readonly SourceFile[]; readonly needsReload: boolean; readonly isActive: boolean}
	/** A manifest in a kubelet's static pod folder. */
	| {readonly kind: 'static-pod'; readonly manifest: SourceFile}
	/** A process that something else than systemd and kubelet started; `supervisor` is the name of its parent. */
	| {readonly kind: 'other'; readonly supervisor: string};

/** One flag, without dashes and with `_` as `-`. Of several of one name all are told, in order: `resolveFlag` says what holds. */
export type Flag = {readonly name: string; readonly value: string};

/** Where a flag stands: in `content` of the source file at `path`. */
export type FlagPlace = {readonly path: string; /** From 1. */ readonly line: number; /** UTF-16 offsets of the word or of the first and last one of two, `end` exclusive. */ readonly start: number; readonly end: number};

/** A flag as it is written. `isOpaque`: a specifier such as `%H` in it cannot be told. */
export type WrittenFlag = Flag & {readonly isOpaque: boolean; readonly place: FlagPlace};

/** Why what is written cannot be read for certain, and so is never edited. */
export type SourceDefect = Omit<UnitDefect, 'reason'> & {readonly reason: UnitDefect['reason'] | 'no-container' | 'not-yaml' | 'unknown-way'};

/** The flags that the next start would have. */
export type WrittenFlags =
	| {readonly isUnderstood: true; readonly binary: string; readonly flags: readonly WrittenFlag[]}
	| {readonly isUnderstood: false; readonly defect: SourceDefect};

/** The process as it runs: /proc/PID. */
export type ComponentProcess = {
	readonly pid: number;
	/** `user:group` that it runs as: files that only it may read belong to them. */
	readonly owner: string;
	readonly binary: string;
	/** Host's clock, milliseconds since the epoch, to a second. */
	readonly startedAtMs: number;
	readonly flags: readonly Flag[];
};

/** A file that a running or written flag points to. Of keys and tokens nothing but this is told. */
export type ReferencedFile = Pick<FileFacts, 'path' | 'exists' | 'mode' | 'owner' | 'sha256'> & {
	/** Names of the flags that point to it. */
	readonly flags: readonly string[];
	/** 0 where it is not there. */
	readonly modifiedAtMs: number;
	/** The user that the component runs as may read it, as far as mode and owner tell. */
	readonly isReadable: boolean;
};

/** Who restarts a component, and with what: the unit's name, or the manifest whose folder the kubelet watches. `none`: nobody that kubenroll knows. */
export type Restart = {readonly how: 'systemd'; readonly unit: string} | {readonly how: 'static-pod'; readonly manifest: string} | {readonly how: 'none'};

/** A flag that runs otherwise than it is written; undefined: is not there. */
export type FlagDrift = {readonly flag: string; readonly running?: string; readonly written?: string};

/** Whether the process is what its files say. */
export type Staleness = {
	/** Edited and not restarted, flag by flag. Empty where either side is not known. */
	readonly drifts: readonly FlagDrift[];
	/** Files that are read once, at the start, and are newer than the process: that of --token-auth-file. */
	readonly newerFiles: readonly {readonly flag: string; readonly path: string}[];
};

/** One component on one host: how it runs, what it was told, where that is written, and how it is restarted. */
export type Component = {
	/** Name of its host in `MasterFacts`. */
	readonly host: string;
	readonly name: ComponentName;
	/** `BINARY --version`; undefined where it did not tell. */
	readonly version?: KubernetesVersion;
	readonly setup: Setup;
	/** undefined: it does not run. */
	readonly process?: ComponentProcess;
	readonly written: WrittenFlags;
	readonly files: readonly ReferencedFile[];
	readonly restart: Restart;
	readonly staleness: Staleness;
};

/** A file of a control-plane host: that it is there, and the certificates in it. */
export type MasterFile = Pick<FileFacts, 'path' | 'exists' | 'mode' | 'owner' | 'sha256'> & {
	readonly certificates: readonly CertificateFacts[];
	/** Path of a key beside it that fits the first certificate, where the host has an openssl to tell. */
	readonly pairedKey?: string;
};

/** One host of the control plane as one read-only session saw it. */
export type MasterFacts = {
	readonly name: string;
	/** What ssh dials. */
	readonly address: string;
	readonly hostname: string;
	readonly privilege: NodeFacts['privilege'];
	/** Canonical addresses of its interfaces, without prefix length and loopback. */
	readonly addresses: readonly string[];
	/** The address that kubelets dial stands on one of its interfaces, and other hosts serve as well: it is changed last. */
	readonly holdsVip: boolean;
	/** Host's clock minus ours, in milliseconds. */
	readonly clockSkewMs: number;
	readonly components: readonly Component[];
	/** What was looked at because a flag names it, or because it lies where guides put the key of a certificate. */
	readonly files: readonly MasterFile[];
	/** Structured configuration of who is let in and what is allowed (--authentication-config, --authorization-config), by path. */
	readonly configs: ReadonlyMap<string, string>;
	/** What kept this look from being whole: programs that run twice, and the like. */
	readonly problems: readonly Problem[];
	/**
	 * The text of the file behind --token-auth-file. Secret: it stays in memory, and goes into no plan, event or log. Undefined where there is none,
	 * where it is not readable, or where it was not asked for.
	 */
	readonly tokenFile?: {readonly path: string; readonly content: string};
	/** The same file where it is longer than any token file, so that its text was not asked for: the flag names something else, or somebody appends to it. */
	readonly oversizedTokenFile?: {readonly path: string; readonly bytes: number};
};

/** The component of a name on a host; undefined where it has none. */
export const findComponent = (master: MasterFacts, name: ComponentName): Component | undefined => master.components.find((component) => component.name === name);
