import {constants} from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The stop that a signal asks for. */
export type Stop = {
	readonly signal: AbortSignal;
	/** 128 + the signal's number (POSIX shells), once one came. */
	readonly exitCode: () => number | undefined;
	readonly end: () => void;
};

const restoreTerminal = (): void => {
	if (process.stdin.isTTY) {
		process.stdin.setRawMode(false);
	}
	if (process.stderr.isTTY) {
		// DECTCEM: a prompt may have hidden the cursor.
		process.stderr.write('\u001B[?25h\n');
	}
};

/** Turns the first signal into an abort, so that what is in hand is finished; a second SIGINT ends the process at once. */
export const stopOnSignal = (onFirst: () => void): Stop => {
	const abort = new AbortController();
	let exitCode: number | undefined;
	const listen = (name: NodeJS.Signals): void => {
		if (exitCode === undefined) {
			exitCode = 128 + constants.signals[name];
			onFirst();
			abort.abort();
		} else if (name === 'SIGINT') {
			restoreTerminal();
			process.exit(exitCode);
		}
	};
	for (const name of signals) {
		process.on(name, listen);
	}
	return {
		signal: abort.signal,
		exitCode: () => exitCode,
		end: () => {
			for (const name of signals) {
				process.off(name, listen);
			}
		},
	};
};
