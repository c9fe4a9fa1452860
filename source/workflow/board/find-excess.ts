import {problem, type Problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';

/** Tells where the board is watched by somebody who may do anything (P31): that is more than it needs. Rejects with Failure where the server does not answer. */
export const findExcess = async ({review, server}: Pick<ClusterApi, 'review' | 'server'>): Promise<readonly Problem[]> => {
	const [all] = await review([{verb: '*', group: '*', resource: '*', neededFor: 'requests'}]);
	return all?.isAllowed === true ? [problem('access-excessive', 'cluster', {user: escapeControls(server.certificateIdentity?.username ?? server.user)}, {severity: 'notice'})] : [];
};
