import type {SupersededRequest} from '../../core/csr/superseded.ts';
import type {Decision} from '../../core/record/record.ts';
import {noPlan} from '../../core/record/record.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
import {policyVersion} from './approval-condition.ts';
import {explainAnswer} from './decide-request.ts';
import {requestPath} from './request-paths.ts';

/** What came of sweeping one request away. `kept`: it changed or is gone by now, so nothing was done. */
export type SweepResult = {readonly outcome: 'deleted'; readonly decision: Decision} | {readonly outcome: 'kept'} | {readonly outcome: 'failed'; readonly problems: readonly Problem[]};

/**
 * Deletes a request whose place a newer one has taken (P24), only as it was judged. Deleted rather than denied: a denial would be held against the
 * node for an hour (P2), and nobody waits for the old one any more. Never rejects for what a cluster may answer.
 */
export const deleteSuperseded = async ({api, clock}: {readonly api: Pick<ClusterApi, 'call'>; readonly clock: Clock}, {request, newer}: SupersededRequest, {operator, signal}: {readonly operator: string; readonly signal?: AbortSignal}): Promise<SweepResult> => {
	const {csr: {raw}, judgement} = request;
	const path = requestPath(raw.name);
	if (path === undefined) {
		return {outcome: 'kept'};
	}
	try {
		const preconditions = {uid: raw.uid, resourceVersion: raw.resourceVersion};
		const response = await api.call('DELETE', path, {apiVersion: 'v1', kind: 'DeleteOptions', preconditions}, signal === undefined ? {} : {signal});
		if (response.status === 200 || response.status === 202) {
			const decision: Decision = {
				at: new Date(clock.nowMs()).toISOString(),
				request: escapeControls(raw.name),
				...(judgement.node === undefined ? {} : {node: judgement.node}),
				kind: judgement.kind,
				decision: 'deleted',
				verdict: judgement.verdict,
				rules: ['P24'],
				plan: noPlan,
				operator,
				policy: policyVersion,
				reason: `superseded by ${escapeControls(newer)}`,
			};
			return {outcome: 'deleted', decision};
		}
		const explained = explainAnswer(request, response, 'delete certificatesigningrequests.certificates.k8s.io');
		return explained.outcome === 'refused' ? {outcome: 'failed', problems: [explained.problem]} : {outcome: 'kept'};
	} catch (error) {
		if (error instanceof Failure) {
			return {outcome: 'failed', problems: error.problems};
		}
		throw error;
	}
};
