import type {ConfigProblems} from '../../../core/problem/config.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 操作者所写内容中的问题。 */
export const configProblems: ProblemTexts<ConfigProblems> = {
	'config-missing': ({path}) => ({message: `找不到 ${path}`, hints: ['先写一份，或用 --config 指定路径']}),
};
