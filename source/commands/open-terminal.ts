import type {Terminal} from '../ui/terminal.ts';
import {hasUnicode} from './choose-front-end.ts';
import type {Invocation} from './invocation.ts';

/** The terminal of this process, for screens; colours as the flags and NO_COLOR say. */
export const openTerminal = ({stdout, output, tour}: Pick<Invocation, 'stdout' | 'output' | 'tour'>): Terminal => ({
	stdin: tour?.stdin ?? process.stdin,
	stdout: process.stdout,
	look: {hasColour: stdout.hasColour, hasUnicode: hasUnicode(process.env)},
	nowMs: () => Date.now(),
	hold: output.hold,
	stopProcess: async () =>
		new Promise((resolve) => {
			process.once('SIGCONT', () => resolve());
			// The whole job, as a terminal driver does: what runs beside us in a pipe stops too. SIGSTOP, since SIGTSTP is listened to.
			process.kill(0, 'SIGSTOP');
		}),
	onStopAsked: (listener) => {
		process.on('SIGTSTP', listener);
		return () => process.off('SIGTSTP', listener);
	},
});
