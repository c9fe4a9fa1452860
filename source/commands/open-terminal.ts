import type {Terminal} from '../ui/terminal.ts';
import {hasUnicode} from './choose-front-end.ts';
import type {Invocation} from './invocation.ts';

// Raw, so that Ctrl-C is a key here too: the run goes on behind. Whoever ends the process does not wait for a key.
const awaitKey = async (): Promise<void> => {
	const {stdin} = process;
	const pressed = Promise.withResolvers<void>();
	const hear = (): void => {
		// Read to its end: only then does the stream tell of more.
		while (stdin.read() !== null) {
			pressed.resolve();
		}
	};
	const endings = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;
	stdin.setRawMode(true);
	stdin.on('readable', hear).once('end', pressed.resolve);
	endings.forEach((name) => process.once(name, pressed.resolve));
	await pressed.promise;
	endings.forEach((name) => process.off(name, pressed.resolve));
	stdin.off('readable', hear).off('end', pressed.resolve);
	stdin.setRawMode(false);
};

/** The terminal of this process, for screens; colours as the flags and NO_COLOR say. */
export const openTerminal = ({stdout, output, tour}: Pick<Invocation, 'stdout' | 'output' | 'tour'>): Terminal => ({
	stdin: tour?.terminal?.stdin ?? process.stdin,
	stdout: tour?.terminal?.stdout ?? process.stdout,
	look: {hasColour: stdout.hasColour, hasUnicode: hasUnicode(process.env)},
	nowMs: () => Date.now(),
	hold: output.hold,
	stopProcess: async () =>
		new Promise((resolve) => {
			process.once('SIGCONT', () => resolve());
			// The whole job, as a terminal driver does: what runs beside us in a pipe stops too. SIGSTOP, since SIGTSTP is listened to.
			process.kill(0, 'SIGSTOP');
		}),
	showPlain: async (plain, end) => {
		process.stdout.write(`${plain}\n${end} `);
		await awaitKey();
		process.stdout.write('\n');
	},
	onStopAsked: (listener) => {
		process.on('SIGTSTP', listener);
		return () => process.off('SIGTSTP', listener);
	},
});
