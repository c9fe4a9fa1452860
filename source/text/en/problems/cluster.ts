import type {ClusterProblems} from '../../../core/problem/cluster.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems of reading the cluster, in English. */
export const clusterProblems: ProblemTexts<ClusterProblems> = {
	'kubeconfig-missing': ({path}) => ({message: `there is no kubeconfig at ${path}`, hints: ['name one with --kubeconfig']}),
};
