import type {NodeProblems} from '../../../core/problem/node.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems that the survey found, in English. */
export const nodeProblems: ProblemTexts<NodeProblems> = {
	'kubelet-missing': ({path}) => ({message: `there is no kubelet at ${path}`, hints: ['copy one there, or give kubelet.binary in kubenroll.yaml']}),
};
