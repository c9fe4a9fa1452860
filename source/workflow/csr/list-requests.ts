import type {Csr} from '../../core/csr/csr.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {createJudge} from '../../core/csr/judge-csr.ts';
import {parseCsr} from '../../core/csr/parse-csr.ts';
import {compareAge} from '../../core/csr/request-age.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Pki} from '../../ports/pki.ts';
import {requestsPath} from './request-paths.ts';

/** Lists and judges every request there is, the oldest first, for `csr list` and `csr show`. Rejects with Failure where they may not be listed. */
export const listRequests = async (
	{api, pki}: {readonly api: Pick<ClusterApi, 'list'>; readonly pki: Pki},
	makeContext: (siblings: readonly Csr[]) => JudgeContext,
	signal?: AbortSignal,
): Promise<readonly JudgedRequest[]> => {
	const objects = await api.list(requestsPath, signal === undefined ? {} : {signal});
	const requests = objects
		.map(parseCsr)
		.map((raw): Csr => ({raw, reading: pki.readRequest(raw.request)}))
		.sort(compareAge);
	const judge = createJudge(makeContext(requests));
	return requests.map((csr) => ({csr, judgement: judge(csr)}));
};
