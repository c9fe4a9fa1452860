import {randomBytes} from 'node:crypto';
import type {Readable} from 'node:stream';
import {execa} from 'execa';
import {awaitReady} from './await-ready.ts';
import {type Gathering, gatherOutput} from './gather-output.ts';
import {encodeScript, type refusals} from './remote-command.ts';

/** Most bytes that a node may answer to one script on one stream, in MiB. */
export const outputLimitMiB = 8;
const outputLimit = outputLimitMiB * 1024 * 1024;

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
	/** The script's; where the login did not become ready: the last words of ssh, sudo and the login. */
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
	let isOpen = true;
	let inHand: InHand | undefined;
	const greeting = awaitReady((times) => {
		// A second prompt means that the password was wrong: end of input makes sudo give up instead of counting further attempts.
		if (times === 1 && setup.sudoPassword !== undefined) {
			stdin.write(`${setup.sudoPassword}\n`);
		} else {
			stdin.end();
		}
	});

	const breakOff = (how: WorkEnd['end']): void => {
		isOpen = false;
		ending.abort();
		inHand?.end(how);
	};
	const settle = (hand: InHand): void => {
		if (hand.out.exitCode() !== undefined && hand.err.exitCode() !== undefined) {
			hand.end('exited');
		} else if (hand.out.size() > outputLimit || hand.err.size() > outputLimit) {
			breakOff('too-large');
		}
	};
	// The far end may be gone before it has read everything; its exit code tells more than EPIPE.
	stdin.on('error', () => {});
	subprocess.stdout.on('data', (chunk: Buffer) => {
		if (ending.signal.aborted) {
			return;
		}
		if (!greeting.isReady()) {
			greeting.takeOutput(chunk);
			if (greeting.isReady()) {
				inHand?.begin();
			} else if (greeting.isEndless()) {
				breakOff('too-large');
			}
		} else if (inHand !== undefined) {
			inHand.firstByteAtMs ||= Date.now();
			inHand.out.take(chunk);
			settle(inHand);
		}
	});
	subprocess.stderr.on('data', (chunk: Buffer) => {
		if (ending.signal.aborted) {
			return;
		}
		if (!greeting.isReady()) {
			greeting.takeErrors(chunk);
		} else if (inHand !== undefined) {
			inHand.err.take(chunk);
			settle(inHand);
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
		exitCode = greeting.isReady() ? 255 : (result.exitCode ?? 255);
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
			} else if (greeting.isReady()) {
				hand.begin();
			}
			const end = await done.promise;
			clearTimeout(deadline);
			work.signal?.removeEventListener('abort', cancel);
			inHand = undefined;
			work.input?.rest?.stream.destroy();
			const endedAtMs = Date.now();
			const refusal = greeting.refusal();
			return {
				end,
				exitCode: hand.out.exitCode() ?? exitCode,
				wasReady: greeting.isReady(),
				cameBySudo: greeting.cameBySudo(),
				sudoPrompts: greeting.sudoPrompts(),
				...(refusal === undefined ? {} : {refusal}),
				stdout: hand.out.text(),
				stderr: greeting.isReady() ? hand.err.text() : greeting.words(),
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
