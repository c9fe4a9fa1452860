import {randomBytes} from 'node:crypto';
import {execa} from 'execa';
import {awaitReady} from './await-ready.ts';
import {wordPrefix} from './remote-command.ts';
import {runScript, type ScriptRun} from './run-script.ts';
import type {SessionWork, WorkEnd} from './session-work.ts';

/** One login on one node through one ssh. */
export type SessionSetup = {
	/** Of ssh, the remote command last. */
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** Only where sudo may ask for it. */
	readonly sudoPassword?: string;
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

const startSsh = ({args, environment}: SessionSetup, cancelSignal: AbortSignal) =>
	execa('ssh', args, {
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		encoding: 'buffer',
		buffer: false,
		reject: false,
		// A session of its own: a Ctrl-C at the terminal reaches kubenroll, which ends its work whole; and old versions of ssh use askpass only without a terminal.
		detached: true,
		env: environment,
		cancelSignal,
		forceKillAfterDelay: 1000,
	});

/** Starts ssh, and answers sudo once if it asks. Nothing is sent before the far end is ready. The caller closes it. */
export const openSession = (setup: SessionSetup): Session => {
	const ending = new AbortController();
	const subprocess = startSsh(setup, ending.signal);
	const {stdin, stdout, stderr, nodeChildProcess} = subprocess;
	const word = `${wordPrefix}${randomBytes(12).toString('hex')}`;
	let isOpen = true;
	let sshExitCode = 255;
	let scripts = 0;
	let startError: string | undefined;
	let running: ScriptRun | undefined;

	const greeting = awaitReady((times) => {
		// A second prompt means that the password was wrong: end of input makes sudo give up instead of counting further attempts.
		if (times === 1 && setup.sudoPassword !== undefined) {
			stdin.write(`${setup.sudoPassword}\n`);
		} else {
			stdin.end();
		}
	});
	const shut = (): void => {
		isOpen = false;
	};
	const hangUp = (): void => {
		shut();
		stdin.end();
	};
	const breakOff = (how: WorkEnd['end']): void => {
		shut();
		ending.abort();
		running?.end(how);
	};

	// The far end may be gone before it has read everything; its exit code tells more than EPIPE.
	stdin.on('error', () => {});
	stdout.once('end', shut);
	stdout.on('data', (chunk: Buffer) => {
		if (ending.signal.aborted) {
			return;
		}
		if (greeting.isReady()) {
			running?.takeOutput(chunk);
			return;
		}
		greeting.takeOutput(chunk);
		if (greeting.isMerged()) {
			breakOff('merged');
		} else if (greeting.isReady()) {
			running?.begin();
		} else if (greeting.isEndless()) {
			breakOff('too-large');
		}
	});
	stderr.on('data', (chunk: Buffer) => {
		if (ending.signal.aborted) {
			return;
		}
		if (greeting.isReady()) {
			running?.takeErrors(chunk);
		} else {
			greeting.takeErrors(chunk);
		}
	});
	nodeChildProcess.once('exit', () => {
		shut();
		// A jump host's own shared connection that goes into the background keeps standard error open in OpenSSH before 8.5 (its bug 1988).
		setTimeout(() => stderr.destroy(), 500).unref();
	});
	const over = subprocess.then(({exitCode = 255, code}) => {
		shut();
		sshExitCode = exitCode;
		startError = nodeChildProcess.pid === undefined ? code : undefined;
		running?.end(startError === undefined ? 'exited' : 'not-started');
	});

	return {
		async work(work) {
			scripts += 1;
			const run = runScript(work, {stdin, mark: {word, number: scripts}, breakOff, hangUp});
			running = run;
			if (work.signal?.aborted === true) {
				breakOff('cancelled');
			} else if (!isOpen) {
				run.end('exited');
			} else if (greeting.isReady()) {
				run.begin();
			}
			const end = await run.ended;
			running = undefined;
			const {exitCode, wasSent, hasBegun, ...said} = run.result();
			const wasReady = greeting.isReady();
			const refusal = greeting.refusal();
			return {
				...said,
				end,
				...(startError === undefined ? {} : {startError}),
				// Before it was ready, the far end's own exit code tells why; after, only the line at the end counts.
				exitCode: exitCode ?? (wasReady ? 255 : sshExitCode),
				wasReady,
				// Below 255, the far end ended by itself, and all that it said has come.
				mayHaveBegun: hasBegun || (wasSent && sshExitCode === 255),
				cameBySudo: greeting.cameBySudo(),
				sudoPrompts: greeting.sudoPrompts(),
				...(refusal === undefined ? {} : {refusal}),
				stderr: wasReady ? said.stderr : greeting.words(),
			};
		},
		isOpen: () => isOpen,
		async close() {
			hangUp();
			const patience = setTimeout(() => ending.abort(), patienceMs);
			await over;
			clearTimeout(patience);
		},
	};
};
