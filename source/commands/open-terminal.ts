import type {Terminal} from '../ui/terminal.ts';
import {hasUnicode} from './choose-front-end.ts';

/** The terminal of this process, for screens. `hasColour` as the flags and NO_COLOR say. */
export const openTerminal = (hasColour: boolean): Terminal => ({
	stdin: process.stdin,
	stdout: process.stdout,
	look: {hasColour, hasUnicode: hasUnicode(process.env)},
	nowMs: () => Date.now(),
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
