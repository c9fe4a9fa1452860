/* What the practice cluster and the process of its gates tell each other; plain data. */
import type {TreeEntry} from './enter-tree.ts';
import type {Gate} from './gatehouse.ts';
import type {SshKeyPair} from './serve-ssh.ts';

/** What the practice cluster asks of the gates. The first one begins; `stop` is the last. */
export type GatehouseOrder =
	| {readonly type: 'begin'; readonly entry: TreeEntry; readonly clientKey: SshKeyPair}
	| {readonly type: 'open'; readonly gate: Gate}
	| {readonly type: 'run'; readonly name: string; readonly command: string}
	| {readonly type: 'answer'; readonly id: number; readonly text: string}
	| {readonly type: 'stop'};

/** What they tell. */
export type GatehouseNews =
	| {readonly type: 'opened'; readonly name: string; readonly port: number}
	/** A stand-in in a session of a node asks its machine; wants an `answer`. */
	| {readonly type: 'asked'; readonly id: number; readonly name: string; readonly request: string}
	/** An error of the simulation, with its stack. */
	| {readonly type: 'bug'; readonly stack: string};
