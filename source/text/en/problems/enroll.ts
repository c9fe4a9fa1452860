import type {EnrollProblems} from '../../../core/problem/enroll.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems of planning and of the run, in English. */
export const enrollProblems: ProblemTexts<EnrollProblems> = {
	'run-cancelled': ({phase}) => ({message: `cancelled during ${phase}`, hints: ['run the same command again: it goes on from here']}),
};
