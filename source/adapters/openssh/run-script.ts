import type {Writable} from 'node:stream';
import {gatherOutput} from './gather-output.ts';
import {type Gift, giveFile} from './give-file.ts';
import {encodeScript, type ScriptMark} from './remote-command.ts';
import type {SessionWork, Unread, WorkEnd} from './session-work.ts';

/** Most bytes that a node may answer to one script on one stream, in MiB. */
export const outputLimitMiB = 8;
const outputLimit = outputLimitMiB * 1024 * 1024;

/** One script in a session. */
export type ScriptRun = {
	/** Sends it: the far end waits for scripts. */
	begin(): void;
	takeOutput(chunk: Buffer): void;
	takeErrors(chunk: Buffer): void;
	/** Ends it from here; the first end counts. */
	end(how: WorkEnd['end']): void;
	/** Never rejects. */
	readonly ended: Promise<WorkEnd['end']>;
	/** What it left, once it has ended; undefined exit code: it did not come to its end. */
	result(): Pick<WorkEnd, 'stdout' | 'stderr' | 'unread' | 'sentAtMs' | 'firstByteAtMs' | 'endedAtMs'> & {readonly exitCode: number | undefined; readonly wasSent: boolean; readonly hasBegun: boolean};
};

/** What a script has of the session that it runs in. */
export type ScriptRoom = {
	readonly stdin: Writable;
	readonly mark: ScriptMark;
	/** Ends the session at once, and the script in it. */
	readonly breakOff: (how: WorkEnd['end']) => void;
	/** Ends the session once the far end has read what is under way to it. */
	readonly hangUp: () => void;
};

/** Prepares one script; its time runs from now on. */
export const runScript = ({script, input = {text: ''}, timeoutMs, signal}: SessionWork, {stdin, mark, breakOff, hangUp}: ScriptRoom): ScriptRun => {
	const sentAtMs = Date.now();
	const out = gatherOutput(mark);
	const errors = gatherOutput(mark);
	const done = Promise.withResolvers<WorkEnd['end']>();
	let gift: Gift | undefined;
	let unread: Unread | undefined;
	let wasSent = false;
	let firstByteAtMs: number | undefined;
	let endedAtMs = sentAtMs;

	const cancel = (): void => breakOff('cancelled');
	const deadline = setTimeout(() => breakOff('timed-out'), timeoutMs);
	signal?.addEventListener('abort', cancel, {once: true});
	const end = (how: WorkEnd['end']): void => {
		clearTimeout(deadline);
		signal?.removeEventListener('abort', cancel);
		gift?.stop();
		endedAtMs = Date.now();
		done.resolve(how);
	};
	const settle = (): void => {
		if (out.exitCode() !== undefined && errors.exitCode() !== undefined) {
			end('exited');
		} else if (out.size() > outputLimit || errors.size() > outputLimit) {
			breakOff('too-large');
		} else if (errors.exitCode() !== undefined && gift?.isWhole() === false) {
			// It ended before it had read the file (the disk is full, the file was there): the far end is to wait for no more of it.
			gift.stop();
			hangUp();
		}
	};
	return {
		begin() {
			wasSent = true;
			stdin.write(encodeScript(script, mark, Buffer.byteLength(input.text) + (input.rest?.bytes ?? 0)) + input.text);
			if (input.rest !== undefined) {
				gift = giveFile(input.rest, stdin, (reason) => {
					unread = reason;
					breakOff('input-failed');
				});
			}
		},
		takeOutput(chunk) {
			out.take(chunk);
			if (out.size() > 0) {
				firstByteAtMs ??= Date.now();
			}
			settle();
		},
		takeErrors(chunk) {
			errors.take(chunk);
			settle();
		},
		end,
		ended: done.promise,
		result: () => ({
			exitCode: out.exitCode(),
			wasSent,
			hasBegun: out.hasBegun() || errors.hasBegun(),
			...(unread === undefined ? {} : {unread}),
			stdout: out.hasBegun() ? out.text() : '',
			stderr: errors.text(),
			sentAtMs,
			firstByteAtMs: firstByteAtMs ?? endedAtMs,
			endedAtMs,
		}),
	};
};
