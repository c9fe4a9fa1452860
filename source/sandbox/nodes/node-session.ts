import type {Readable, Writable} from 'node:stream';

/** One command that runs on a practice node. */
export type NodeSession = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** The exit code; 255 where the command did not come to run. Never rejects. */
	readonly ended: Promise<number>;
	readonly kill: () => void;
};
