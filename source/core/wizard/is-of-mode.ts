import type {Problem} from '../problem/problem.ts';

/** Problems of the cluster that the Mode step tells: the Cluster step passes them by. */
export const isOfMode = ({code}: Problem): boolean => code.startsWith('bootstrap-auth-');
