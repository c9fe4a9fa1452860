import type {refusals} from './remote-command.ts';

/** So many bytes of a file of this machine. */
export type FilePart = {readonly file: string; readonly bytes: number};

/** What a script reads: a text, and a file behind it. */
export type SessionInput = {readonly text: string; readonly rest?: FilePart};

/** One script, and what it reads. */
export type SessionWork = {
	readonly script: string;
	readonly input?: SessionInput;
	/** Of the login too, where that is still to come. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
};

/** A file that could not be read to its end, and why. */
export type Unread = {readonly file: string; readonly cause: string};

/** How it ended; everything but `wasReady` with an exit code below 255 is a failure for the caller to explain. */
export type WorkEnd = {
	readonly end: 'exited' | 'timed-out' | 'cancelled' | 'too-large' | 'merged' | 'not-started' | 'input-failed';
	/** Of `not-started`: the error's code. */
	readonly startError?: string;
	/** 255 where the script did not come to its end. */
	readonly exitCode: number;
	/** The far end said that it is ready. */
	readonly wasReady: boolean;
	/** False: the script did not run, not even in part. */
	readonly mayHaveBegun: boolean;
	readonly cameBySudo: boolean;
	/** Of the whole session. */
	readonly sudoPrompts: number;
	readonly refusal?: keyof typeof refusals;
	/** Of `input-failed`. */
	readonly unread?: Unread;
	readonly stdout: string;
	/** The script's; where it did not begin: the last words of ssh, sudo and the login. */
	readonly stderr: string;
	readonly sentAtMs: number;
	/** When the script's own output began. */
	readonly firstByteAtMs: number;
	readonly endedAtMs: number;
};
