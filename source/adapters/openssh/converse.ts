import type {Readable} from 'node:stream';
import {execa} from 'execa';
import {encodeScript, readyLine, refusals, sudoPrompt} from './remote-command.ts';

/** Most bytes that a node may answer on one stream, in MiB. */
export const outputLimitMiB = 8;
const outputLimit = outputLimitMiB * 1024 * 1024;
// What a login may print before the script speaks: banners, profiles.
const preambleLimit = 256 * 1024;

/** One script on one node through one ssh. */
export type Conversation = {
	/** Of ssh, the remote command last. */
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly script: string;
	/** Goes before `input`, on the same stream. */
	readonly head?: string;
	readonly input?: string | Readable;
	readonly sudoPassword?: string;
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
};

/** How it ended; everything but `wasReady` with an exit code below 255 is a failure for the caller to explain. */
export type ConversationEnd = {
	readonly end: 'exited' | 'timed-out' | 'cancelled' | 'too-large' | 'not-started';
	readonly exitCode: number;
	/** The far end said that it is ready: what came on standard output after it is the script's own. */
	readonly wasReady: boolean;
	readonly cameBySudo: boolean;
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

// PAM modules may ask in their own words, where sudo's -p does not reach.
const foreignPrompt = /pass(?:word|code|phrase)[^\n]*:[^\S\n]*$/i;

const countPrompts = (text: string): number => text.split(sudoPrompt).length - 1 + (foreignPrompt.test(text.replaceAll(sudoPrompt, '')) ? 1 : 0);

/** Starts ssh, answers sudo once if it asks, hands over script and input when the far end is ready, and gathers what comes back. Never rejects. */
export const converse = async (conversation: Conversation): Promise<ConversationEnd> => {
	const sentAtMs = Date.now();
	const overflow = new AbortController();
	const signals = [overflow.signal, ...(conversation.signal === undefined ? [] : [conversation.signal])];
	const subprocess = execa('ssh', conversation.args, {
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: false,
		reject: false,
		// A session of its own: a Ctrl-C at the terminal reaches kubenroll, which ends its work whole; and old versions of ssh use askpass only without a terminal.
		detached: true,
		env: conversation.environment,
		timeout: conversation.timeoutMs,
		cancelSignal: AbortSignal.any(signals),
		forceKillAfterDelay: 1000,
	});

	const out: Buffer[] = [];
	const err: Buffer[] = [];
	let [outBytes, errBytes, firstByteAtMs, sudoPrompts] = [0, 0, 0, 0];
	let ready: RegExpExecArray | undefined;
	let preamble = Buffer.alloc(0);
	let beforeReady = '';

	const keepOutput = (chunk: Buffer): void => {
		if (chunk.length > 0) {
			firstByteAtMs ||= Date.now();
			outBytes += chunk.length;
			out.push(chunk);
		}
	};
	const handOver = (): void => {
		subprocess.stdin.write(encodeScript(conversation.script) + (conversation.head ?? ''));
		const {input = ''} = conversation;
		if (typeof input === 'string') {
			subprocess.stdin.end(input);
		} else {
			input.on('error', () => subprocess.stdin.destroy());
			input.pipe(subprocess.stdin);
		}
	};
	// The far end may be gone before it has read everything; its exit code tells more than EPIPE.
	subprocess.stdin.on('error', () => {});
	subprocess.stdout.on('data', (chunk: Buffer) => {
		if (ready === undefined) {
			preamble = Buffer.concat([preamble, chunk]);
			ready = readyLine.exec(preamble.toString('latin1')) ?? undefined;
			if (ready !== undefined) {
				keepOutput(preamble.subarray(ready.index + ready[0].length));
				handOver();
			}
		} else {
			keepOutput(chunk);
		}
		if (outBytes > outputLimit || (ready === undefined && preamble.length > preambleLimit)) {
			overflow.abort();
		}
	});
	subprocess.stderr.on('data', (chunk: Buffer) => {
		errBytes += chunk.length;
		if (errBytes > outputLimit) {
			overflow.abort();
			return;
		}
		err.push(chunk);
		if (ready !== undefined) {
			return;
		}
		beforeReady += chunk.toString('latin1');
		const prompts = countPrompts(beforeReady);
		if (prompts > sudoPrompts) {
			sudoPrompts = prompts;
			// A second prompt means that the password was wrong: end of input makes sudo give up instead of counting further attempts.
			if (prompts === 1 && conversation.sudoPassword !== undefined) {
				subprocess.stdin.write(`${conversation.sudoPassword}\n`);
			} else {
				subprocess.stdin.end();
			}
		}
	});
	// A shared connection that goes into the background keeps standard error open in OpenSSH before 8.5 (its bug 1988).
	subprocess.nodeChildProcess.once('exit', () => {
		setTimeout(() => subprocess.stderr.destroy(), 500).unref();
	});

	const result = await subprocess;
	if (typeof conversation.input === 'object') {
		conversation.input.destroy();
	}
	const endedAtMs = Date.now();
	const spoken = preamble.toString('latin1');
	const refusal = ready === undefined ? (['noSudo', 'notRoot'] as const).find((key) => spoken.includes(refusals[key])) : undefined;
	return {
		end: endOf(result, overflow.signal.aborted),
		exitCode: result.exitCode ?? 255,
		wasReady: ready !== undefined,
		cameBySudo: ready?.[1] === 'sudo',
		sudoPrompts,
		...(refusal === undefined ? {} : {refusal}),
		stdout: Buffer.concat(out).toString('utf8'),
		stderr: Buffer.concat(err).toString('utf8').replaceAll(sudoPrompt, ''),
		sentAtMs,
		firstByteAtMs: firstByteAtMs || endedAtMs,
		endedAtMs,
	};
};

const endOf = (result: {readonly isCanceled: boolean; readonly timedOut: boolean; readonly code?: string | undefined}, isTooLarge: boolean): ConversationEnd['end'] => {
	if (isTooLarge) {
		return 'too-large';
	}
	if (result.isCanceled) {
		return 'cancelled';
	}
	if (result.timedOut) {
		return 'timed-out';
	}
	return result.code === 'ENOENT' || result.code === 'EACCES' ? 'not-started' : 'exited';
};
