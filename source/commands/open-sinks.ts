import type {WriteStream} from 'node:tty';
import type {Sink} from '../headless/sink.ts';
import {choosesColour} from './choose-colour.ts';

const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

/** Keeps output back while a screen is up, for a line in between would break it. */
export type OutputHold = {
	/** Keeps back from now on; `close` takes the screen down. Returns what lets the lines go again, once the screen is down. */
	readonly hold: (close: () => void) => () => void;
	/** Takes a screen down that is up, for what must be said at once. */
	readonly interrupt: () => void;
};

/**
 * Opens stdout and stderr for reporters. Who stops reading (`| head`) is no error, nor is a terminal that went away: the run goes on.
 * Any other failure to write to stdout, such as a full disk, calls `onFailure`, for the result is lost.
 */
export const openSinks = (noColour: boolean, onFailure: (error: Error) => void): {readonly stdout: Sink; readonly stderr: Sink; readonly output: OutputHold} => {
	process.stdout.on('error', (error) => {
		if (!isBrokenPipe(error)) {
			onFailure(error);
		}
	});
	process.stderr.on('error', () => undefined);
	let kept: (() => void)[] | undefined;
	let closeScreen = (): void => undefined;
	const letGo = (): void => {
		const lines = kept ?? [];
		kept = undefined;
		closeScreen = () => undefined;
		for (const write of lines) {
			write();
		}
	};
	const output: OutputHold = {
		hold: (close) => {
			kept ??= [];
			closeScreen = close;
			return letGo;
		},
		interrupt: () => {
			closeScreen();
			letGo();
		},
	};
	const open = (stream: WriteStream): Sink => ({
		write: (text) => {
			if (kept === undefined) {
				stream.write(text);
			} else {
				kept.push(() => stream.write(text));
			}
		},
		// A log keeps its sentences on one line, so that they can be searched.
		columns: stream.isTTY ? Math.min(120, Math.max(40, stream.columns)) : Number.POSITIVE_INFINITY,
		hasColour: choosesColour({isTerminal: stream.isTTY, noColour, env: process.env}),
	});
	return {stdout: open(process.stdout), stderr: open(process.stderr), output};
};
