// The most that timers take: 24 days.
const longestMs = 2 ** 31 - 1;

/** Stops the process as a shell's job control does; resolves once it goes on (fg). */
export const stopJob = async (): Promise<void> =>
	new Promise((resolve) => {
		// Between two questions nothing else may be waited for, and a listener for signals does not keep Node.js alive.
		const alive = setTimeout(() => undefined, longestMs);
		process.once('SIGCONT', () => {
			clearTimeout(alive);
			resolve();
		});
		// The whole job, as a terminal driver does: what runs beside us in a pipe stops too. SIGSTOP, since SIGTSTP is listened to.
		process.kill(0, 'SIGSTOP');
	});
