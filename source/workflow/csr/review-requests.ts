import type {Answers} from '../../core/answers/answers.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import {buildJudgeContext} from '../../core/csr/build-judge-context.ts';
import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import type {PermissionStep} from '../../core/facts/list-permissions.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {parseRecord} from '../../core/record/parse-record.ts';
import {readCluster} from '../cluster/read-cluster.ts';
import type {Edges} from '../operation.ts';
import {listRequests} from './list-requests.ts';

/** Every request with its judgement, outside of a run. */
export type ReviewedRequests = {
	readonly requests: readonly JudgedRequest[];
	/** Of reading the cluster: what keeps requests from passing may be among them. */
	readonly problems: readonly Problem[];
	/** By the API server's clock, milliseconds since the epoch. */
	readonly nowMs: number;
};

/** The same of a cluster that was asked, with its bootstrap tokens. */
export type ReviewedCluster = ReviewedRequests & {readonly tokens: readonly TokenFacts[]};

/** What a review knows beside the cluster. */
export type ReviewOptions = {
	readonly recordFolder: string;
	/** What the API server's name resolves to; undefined where nobody could tell. */
	readonly apiServerAddresses: readonly string[] | undefined;
	/** Steps whose permissions are asked for. */
	readonly steps: readonly PermissionStep[];
	readonly signal: AbortSignal;
};

/** Reads the cluster and judges all its requests by answers and record, for the `csr` commands. No node is asked: the record stands in for a survey. */
export const reviewRequests = async (edges: Pick<Edges, 'api' | 'pki' | 'clock' | 'files'>, answers: Answers, options: ReviewOptions): Promise<ReviewedCluster> => {
	const {api, pki, clock, files} = edges;
	const {recordFolder, apiServerAddresses, steps, signal} = options;
	const path = `${recordFolder}/record.json`;
	const [{facts, problems, clockSkewMs}, text] = await Promise.all([readCluster({api, pki, clock, answers, steps, signal}), files.read(path)]);
	const record = text === undefined ? undefined : parseRecord(path, text);
	const nowMs = clock.nowMs() + (clockSkewMs ?? 0);
	const requests = await listRequests(
		{api, pki},
		(siblings) =>
			buildJudgeContext({
				answers,
				cluster: facts,
				nodeFacts: new Map(),
				...(record === undefined ? {} : {record}),
				...(apiServerAddresses === undefined ? {} : {apiServerAddresses}),
				siblings,
				nowMs,
				clockSkewMs,
			}),
		signal,
	);
	return {requests, problems, tokens: facts.tokens, nowMs};
};
