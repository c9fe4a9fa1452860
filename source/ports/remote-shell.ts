import type {Artifact} from '../core/artifacts/artifact.ts';
import type {Problem} from '../core/problem/problem.ts';

/** Whom to dial; unset user and port are ssh_config's to say. */
export type NodeAddress = {readonly name: string; readonly address: string; readonly user?: string; readonly port?: number};

/** POSIX sh text that holds no secret and may be shown; `asRoot` runs it through sudo where the user is not root. */
export type RemoteScript = {readonly text: string; readonly asRoot: boolean};

/** Whose rights a script had, and how it came by them. */
export type Privilege = 'root' | 'sudo' | 'sudo-with-password' | 'user';

/** What a remote command left. Output is raw bytes as UTF-8 text: sanitize before showing. */
export type CommandResult = {readonly exitCode: number; readonly stdout: string; readonly stderr: string; readonly durationMs: number; /** Our clock, ms since the epoch, when the command was sent and when its first byte came back. */ readonly sentAtMs: number; readonly firstByteAtMs: number; /** How the script ran; `user` where root was not asked for. */ readonly privilege: Privilege};

/** How one piece of work is run; without a timeout the adapter's own holds. */
export type RunOptions = {readonly signal?: AbortSignal; readonly timeoutMs?: number; /** Fed to the script's standard input after any sudo password. */ readonly input?: string};

/** A host key as the host showed it. */
export type HostKey = {readonly type: string; readonly fingerprint: string; /** `type base64`, as known_hosts holds it. */ readonly line: string};

/** What is known of a host's keys before any login. `changed`: a pinned or known key does not match what it shows. */
export type HostKeyState = {
	readonly state: 'known' | 'unknown' | 'changed' | 'unreachable';
	readonly keys: readonly HostKey[];
	/** Why nothing answered, for `unreachable`. */
	readonly problems?: readonly Problem[];
	/** Where the key that it should have shown is on file, for `changed`. */
	readonly onFile?: {readonly file: string; readonly name: string};
};

/** One file to be put in place, expecting what the survey saw. */
export type InstallFile = {readonly artifact: Artifact; /** SHA-256 hex of the content seen before, empty where none was; undefined: any. */ readonly before?: string; /** What is replaced is secret and of no use: no copy of it is kept, and any content may be replaced. */ readonly leavesNoCopy?: true};

/** What an install did, by path on the node. */
export type InstallResult = {readonly written: readonly string[]; readonly unchanged: readonly string[]; /** Where the replaced files are kept. */ readonly backups: Readonly<Record<string, string>>};

/** Runs work on one node over the system's ssh. Implementations never retry; the workflow does. They reject with Failure only. */
export type RemoteShell = {
	/** Resolves for any exit code; rejects with Failure only if the command could not be run. */
	run(node: NodeAddress, script: RemoteScript, options?: RunOptions): Promise<CommandResult>;
	/** All or nothing per file: the target holds the old or the new content, never a part; mode and owner are set before it appears; the replaced file is kept beside. */
	install(node: NodeAddress, files: readonly InstallFile[], options?: RunOptions): Promise<InstallResult>;
	/** Streams a local file to the node (a kubelet binary), checked by SHA-256 there before it appears. */
	upload(node: NodeAddress, file: {readonly source: string; readonly path: string; readonly mode: number; readonly owner: string; readonly sha256: string}, options?: RunOptions): Promise<void>;
	/**
	 * Asks hosts for their keys without logging in, all at once, by node name. With `skipsKnown`, hosts whose keys are on file are told
	 * as `known` with those keys and not asked: the login itself compares, and that saves a second handshake.
	 */
	scanHostKeys(nodes: readonly NodeAddress[], options?: RunOptions & {readonly skipsKnown?: boolean}): Promise<ReadonlyMap<string, HostKeyState>>;
	/** Writes accepted keys to the pinned file; from then on only they are accepted. */
	pinHostKeys(keys: readonly {readonly node: NodeAddress; readonly keys: readonly HostKey[]}[]): Promise<void>;
	/** Ends every login and removes the private folder. */
	close(): Promise<void>;
};
