import type {WriteStream} from 'node:tty';
import type {Sink} from '../headless/sink.ts';

const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

// https://no-color.org: set and not empty.
const wantsColour = (stream: WriteStream, noColour: boolean): boolean => stream.isTTY && !noColour && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

/**
 * Opens stdout and stderr for reporters. Who stops reading (`| head`) is no error, nor is a terminal that went away: the run goes on.
 * Any other failure to write to stdout, such as a full disk, calls `onFailure`, for the result is lost.
 */
export const openSinks = (noColour: boolean, onFailure: (error: Error) => void): {readonly stdout: Sink; readonly stderr: Sink} => {
	process.stdout.on('error', (error) => {
		if (!isBrokenPipe(error)) {
			onFailure(error);
		}
	});
	process.stderr.on('error', () => undefined);
	const open = (stream: WriteStream): Sink => ({
		write: (text) => {
			stream.write(text);
		},
		// A log keeps its sentences on one line, so that they can be searched.
		columns: stream.isTTY ? Math.min(120, Math.max(40, stream.columns)) : Number.POSITIVE_INFINITY,
		hasColour: wantsColour(stream, noColour),
	});
	return {stdout: open(process.stdout), stderr: open(process.stderr)};
};
