import type {NodeProblems} from '../../../core/problem/node.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 节点勘察发现的问题。 */
export const nodeProblems: ProblemTexts<NodeProblems> = {
	'kubelet-missing': ({path}) => ({message: `${path} 处没有 kubelet`, hints: ['把 kubelet 复制过去，或在 kubenroll.yaml 里写 kubelet.binary']}),
};
