import {randomBytes} from 'node:crypto';
import type {Readable} from 'node:stream';
import {execa} from 'execa';
import {type Gathering, gatherOutput} from './gather-output.ts';
import {encodeScript, readyLine, refusals, sudoPrompt} from './remote-command.ts';

/** Most bytes that a node may answer to one script on one stream, in MiB. */
export const outputLimitMiB = 8;
const outputLimit = outputLimitMiB * 1024 * 1024;
// What a login may print before the script speaks: banners, profiles.
const preambleLimit = 256 * 1024;

/** One login on one node through one ssh. */
export type SessionSetup = {
	/** Of ssh, the remote command last. */
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly sudoPassword?: string;
};

/** What a script reads: a text, or so many bytes of a stream behind one. */
export type SessionInput = {readonly text: string; readonly rest?: {readonly stream: Readable; readonly bytes: number}};

/** One script, and what it reads. */
export type SessionWork = {
	readonly script: string;
	readonly input?: SessionInput;
	/** Of the login too, where that is still to come. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
};

/** How it ended; everything but `wasReady` with an exit code below 255 is a failure for the caller to explain. */
export type WorkEnd = {
	readonly end: 'exited' | 'timed-out' | 'cancelled' | 'too-large' | 'not-started';
	/** 255 where the script did not come to its end. */
	readonly exitCode: number;
	/** The far end said that it is ready: what came on standard output after it is the script's own. */
	readonly wasReady: boolean;
	readonly cameBySudo: boolean;
	/** Of the whole session. */
	readonly sudoPrompts: number;
	readonly refusal?: keyof typeof refusals;
	readonly stdout: string;
	/** Before it was ready: ssh's, sudo's and the login's words; after: the script's. */
	readonly stderr: string;
	readonly sentAtMs: number;
	/** When the script's own output began. */
	readonly firstByteAtMs: number;
	readonly endedAtMs: number;
};

/** A login that stays: scripts run in it one after the other. */
export type Session = {
	/** Runs one script; call it when the one before has ended. Never rejects. */
	work(work: SessionWork): Promise<WorkEnd>;
	/** False once it can take no other: it is over, or was broken off. */
	isOpen(): boolean;
	/** Ends it, by force where it does not end by itself. */
	close(): Promise<void>;
};

// PAM modules may ask in their own words, where sudo's -p does not reach.
const foreignPrompt = /pass(?:word|code|phrase)[^\n]*:[^\S\n]*$/i;

const countPrompts = (text: string): number => text.split(sudoPrompt).length - 1 + (foreignPrompt.test(text.replaceAll(sudoPrompt, '')) ? 1 : 0);

// What ssh may take to say goodbye.
const patienceMs = 2000;

type InHand = {readonly out: Gathering; readonly err: Gathering; readonly begin: () => void; readonly end: (how: WorkEnd['end']) => void; firstByteAtMs: number};

/** Starts ssh, and answers sudo once if it asks. Nothing is sent before the far end is ready. The caller closes it. */
export const openSession = (setup: SessionSetup): Session => {
	const ending = new AbortController();
	const subprocess = execa('ssh', setup.args, {
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: false,
		reject: false,
		// A session of its own: a Ctrl-C at the terminal reaches kubenroll, which ends its work whole; and old versions of ssh use askpass only without a terminal.
		detached: true,
		env: setup.environment,
		cancelSignal: ending.signal,
		forceKillAfterDelay: 1000,
	});
	const {stdin} = subprocess;
	const mark = randomBytes(12).toString('hex');
	let ready: RegExpExecArray | undefined;
	let preamble = Buffer.alloc(0);
	let [beforeReady, sudoPrompts, isOpen] = ['', 0, true];
	let inHand: InHand | undefined;

	const breakOff = (how: WorkEnd['end']): void => {
		isOpen = false;
		ending.abort();
		inHand?.end(how);
	};
	const settle = (): void => {
		if (inHand?.out.exitCode() !== undefined && inHand.err.exitCode() !== undefined) {
			inHand.end('exited');
		}
	};
	const takeOutput = (chunk: Buffer): void => {
		if (inHand === undefined || chunk.length === 0) {
			return;
		}
		inHand.firstByteAtMs ||= Date.now();
		inHand.out.take(chunk);
		settle();
	};
	// The far end may be gone before it has read everything; its exit code tells more than EPIPE.
	stdin.on('error', () => {});
	subprocess.stdout.on('data', (chunk: Buffer) => {
		if (ready === undefined) {
			preamble = Buffer.concat([preamble, chunk]);
			ready = readyLine.exec(preamble.toString('latin1')) ?? undefined;
			if (ready !== undefined) {
				takeOutput(preamble.subarray(ready.index + ready[0].length));
				inHand?.begin();
			}
		} else {
			takeOutput(chunk);
		}
		if ((inHand?.out.size() ?? 0) > outputLimit || (ready === undefined && preamble.length > preambleLimit)) {
			breakOff('too-large');
		}
	});
	subprocess.stderr.on('data', (chunk: Buffer) => {
		inHand?.err.take(chunk);
		settle();
		if ((inHand?.err.size() ?? 0) > outputLimit) {
			breakOff('too-large');
			return;
		}
		if (ready !== undefined) {
			return;
		}
		beforeReady += chunk.toString('latin1');
		const prompts = countPrompts(beforeReady);
		if (prompts > sudoPrompts) {
			sudoPrompts = prompts;
			// A second prompt means that the password was wrong: end of input makes sudo give up instead of counting further attempts.
			if (prompts === 1 && setup.sudoPassword !== undefined) {
				stdin.write(`${setup.sudoPassword}\n`);
			} else {
				stdin.end();
			}
		}
	});
	// A jump host's own shared connection that goes into the background keeps standard error open in OpenSSH before 8.5 (its bug 1988).
	subprocess.nodeChildProcess.once('exit', () => {
		setTimeout(() => subprocess.stderr.destroy(), 500).unref();
	});
	let exitCode = 255;
	const over = subprocess.then((result) => {
		isOpen = false;
		// Before it was ready, the far end's own exit code tells why; after, only the line at the end counts.
		exitCode = ready === undefined ? (result.exitCode ?? 255) : 255;
		inHand?.end(result.code === 'ENOENT' || result.code === 'EACCES' ? 'not-started' : 'exited');
	});

	const send = ({script, input = {text: ''}}: SessionWork): void => {
		const {text, rest} = input;
		stdin.write(encodeScript(script, mark, Buffer.byteLength(text) + (rest?.bytes ?? 0)) + text);
		if (rest === undefined) {
			return;
		}
		let left = rest.bytes;
		rest.stream.on('data', (chunk: Buffer) => {
			left -= chunk.length;
		});
		// The far end would wait for the bytes that are missing.
		rest.stream.on('error', () => breakOff('exited'));
		rest.stream.once('end', () => {
			if (left !== 0) {
				breakOff('exited');
			}
		});
		rest.stream.pipe(stdin, {end: false});
	};

	return {
		async work(work) {
			const sentAtMs = Date.now();
			const done = Promise.withResolvers<WorkEnd['end']>();
			const hand: InHand = {out: gatherOutput(mark), err: gatherOutput(mark), begin: () => send(work), end: done.resolve, firstByteAtMs: 0};
			inHand = hand;
			const deadline = setTimeout(() => breakOff('timed-out'), work.timeoutMs);
			const cancel = (): void => breakOff('cancelled');
			work.signal?.addEventListener('abort', cancel, {once: true});
			if (work.signal?.aborted === true) {
				cancel();
			} else if (ready !== undefined) {
				hand.begin();
			}
			const end = await done.promise;
			clearTimeout(deadline);
			work.signal?.removeEventListener('abort', cancel);
			inHand = undefined;
			work.input?.rest?.stream.destroy();
			const endedAtMs = Date.now();
			const spoken = preamble.toString('latin1');
			const refusal = ready === undefined ? (['noSudo', 'notRoot'] as const).find((key) => spoken.includes(refusals[key])) : undefined;
			return {
				end,
				exitCode: hand.out.exitCode() ?? exitCode,
				wasReady: ready !== undefined,
				cameBySudo: ready?.[1] === 'sudo',
				sudoPrompts,
				...(refusal === undefined ? {} : {refusal}),
				stdout: hand.out.text(),
				stderr: hand.err.text().replaceAll(sudoPrompt, ''),
				sentAtMs,
				firstByteAtMs: hand.firstByteAtMs || endedAtMs,
				endedAtMs,
			};
		},
		isOpen: () => isOpen,
		async close() {
			isOpen = false;
			stdin.end();
			const patience = setTimeout(() => ending.abort(), patienceMs);
			await over;
			clearTimeout(patience);
		},
	};
};
