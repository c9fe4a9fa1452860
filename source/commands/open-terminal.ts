import type {Terminal} from '../ui/terminal.ts';
import {hasUnicode} from './choose-front-end.ts';
import type {Invocation} from './invocation.ts';
import {stopJob} from './stop-job.ts';

// Raw, so that Ctrl-C is a key here too: the run goes on behind. Whoever ends the process does not wait for a key.
const awaitKey = async (): Promise<string | undefined> => {
	const {stdin, stdout} = process;
	const pressed = Promise.withResolvers<string | undefined>();
	const end = (): void => pressed.resolve(undefined);
	const resized = (): void => pressed.resolve('');
	// Whoever stops us from outside is heard as Ctrl-Z is.
	const suspend = (): void => pressed.resolve('\u001A');
	// In whatever encoding the screen left it.
	const read = (): string | Buffer | null => stdin.read();
	const hear = (): void => {
		// Read to its end: only then does the stream tell of more.
		for (let chunk = read(); chunk !== null; chunk = read()) {
			pressed.resolve(chunk.toString());
		}
	};
	const endings = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
	stdin.setRawMode(true);
	stdin.on('readable', hear).once('end', end);
	stdout.once('resize', resized);
	process.once('SIGTSTP', suspend);
	endings.forEach((name) => process.once(name, end));
	const key = await pressed.promise;
	endings.forEach((name) => process.off(name, end));
	process.off('SIGTSTP', suspend);
	stdout.off('resize', resized);
	stdin.off('readable', hear).off('end', end);
	stdin.setRawMode(false);
	return key;
};

/** The terminal of this process, for screens; colours as the flags and NO_COLOR say. */
export const openTerminal = ({stdout, output, tour}: Pick<Invocation, 'stdout' | 'output' | 'tour'>): Terminal => ({
	stdin: tour?.terminal?.stdin ?? process.stdin,
	stdout: tour?.terminal?.stdout ?? process.stdout,
	look: {hasColour: stdout.hasColour, hasUnicode: hasUnicode(process.env)},
	nowMs: () => Date.now(),
	hold: output.hold,
	stopProcess: stopJob,
	showPlain: async (plain, end) => {
		const {stdout: screen} = process;
		const {showPages} = await import('./show-pages.ts');
		await showPages(plain, {end, size: () => ({columns: screen.columns, rows: screen.rows}), write: (piece) => void screen.write(piece), awaitKey, stopProcess: stopJob});
	},
	onStopAsked: (listener) => {
		process.on('SIGTSTP', listener);
		return () => process.off('SIGTSTP', listener);
	},
});
