import type {ClusterProblems} from '../../../core/problem/cluster.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** 读取集群时的问题。 */
export const clusterProblems: ProblemTexts<ClusterProblems> = {
	'kubeconfig-missing': ({path}) => ({message: `${path} 处没有 kubeconfig`, hints: ['用 --kubeconfig 指定']}),
};
