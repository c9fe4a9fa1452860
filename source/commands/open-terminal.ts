import {createInterface} from 'node:readline';
import type {Terminal} from '../ui/terminal.ts';
import {hasUnicode} from './choose-front-end.ts';
import type {Invocation} from './invocation.ts';

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
		process.stdout.write(`${plain}\n`);
		const lines = createInterface({input: process.stdin, output: process.stdout});
		// Ctrl-C and the end of the input are as good as Enter here.
		const left = Promise.withResolvers<void>();
		lines.once('line', () => left.resolve()).once('SIGINT', () => left.resolve()).once('close', () => left.resolve());
		lines.setPrompt(`${end} `);
		lines.prompt();
		await left.promise;
		lines.close();
	},
	onStopAsked: (listener) => {
		process.on('SIGTSTP', listener);
		return () => process.off('SIGTSTP', listener);
	},
});
