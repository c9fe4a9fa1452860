import type {EnrollProblems} from '../../../core/problem/enroll.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 计划与执行过程中的问题。 */
export const enrollProblems: ProblemTexts<EnrollProblems> = {
	'run-cancelled': ({phase}) => ({message: `在 ${phase} 阶段被取消`, hints: ['再次运行同一命令即可继续']}),
};
