import type {ConfigProblems} from '../../../core/problem/config.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems in what the operator wrote, in English. */
export const configProblems: ProblemTexts<ConfigProblems> = {
	'config-missing': ({path}) => ({message: `there is no ${path}`, hints: ['write one, or name it with --config']}),
};
