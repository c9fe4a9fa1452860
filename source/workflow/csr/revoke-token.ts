import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import {type Decision, noPlan} from '../../core/record/record.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
import {deleteObject} from '../enroll/change-objects.ts';
import {policyVersion} from './approval-condition.ts';

/**
 * Takes a bootstrap token away by deleting its Secret: from then on nobody gets in with it, and what was filed with it is no longer PASS (P13). Returns
 * the line for the log. Rejects with Failure `object-refused`, or where no answer came.
 */
export const revokeToken = async ({api, clock}: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, {secretName, node}: Pick<TokenFacts, 'secretName' | 'node'>, {operator, reason = '', signal}: {readonly operator: string; readonly reason?: string; readonly signal?: AbortSignal}): Promise<Decision> => {
	await deleteObject(api, 'Secret', secretName, 'kube-system', signal === undefined ? {} : {signal});
	return {
		at: new Date(clock.nowMs()).toISOString(),
		request: escapeControls(secretName),
		...(node === undefined ? {} : {node: escapeControls(node)}),
		kind: 'token',
		decision: 'revoked',
		verdict: '',
		rules: ['P25'],
		plan: noPlan,
		operator,
		policy: policyVersion,
		...(reason.trim() === '' ? {} : {reason: escapeControls(reason.trim())}),
	};
};
