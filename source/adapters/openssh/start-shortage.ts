import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';

// errno(3) of fork, pipe and open: what passes once fewer programs run.
const shortages: readonly (string | undefined)[] = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

/** Tells by the code of an error whether a program was not started because too much is open here, on this machine. */
export const isStartShortage = (code: string | undefined): code is string => shortages.includes(code);

/** Throws `ssh-not-started` where a program ended with the code of a shortage; called before anything is made of what it said. */
export const refuseShortage = (node: string, program: string, code: string | undefined): void => {
	if (isStartShortage(code)) {
		throw new Failure(problem('ssh-not-started', node, {program}, {cause: code}));
	}
};

/** Tells what `refuseShortage` throws from other errors: it is worth another try once less is open. */
export const wasRefusedForShortage = (error: unknown): boolean => error instanceof Failure && error.problems.some(({code}) => code === 'ssh-not-started');
