import * as z from 'zod';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {ApiPath, CallOptions, KubernetesObject} from '../../ports/cluster-api.ts';
import {type Question, readAnswer, statusProblem} from './read-answer.ts';
import type {SendRequest} from './send-request.ts';

// client-go's page: k8s.io/client-go tools/pager/pager.go, defaultPageSize.
const pageSize = 500;

// A continue token runs out with etcd's compaction, 5 minutes by default; then the list starts again, but not for ever.
const maxRestarts = 3;

const record = z.looseObject({metadata: z.looseObject({name: z.string()})});
const pageSchema = z.object({kind: z.string().optional(), apiVersion: z.string().optional(), metadata: z.object({resourceVersion: z.string().default(''), continue: z.string().optional()}), items: z.array(record).nullish()});

/** A whole list, and the version from which a watch follows it. */
export type ObjectList = {readonly items: readonly KubernetesObject[]; readonly resourceVersion: string};

/** Adds parameters to a path that may have some. */
export const withQuery = (path: ApiPath, query: Readonly<Record<string, string>>): ApiPath => `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;

/** Reads every page of a list; what has no metadata.name is refused. Rejects with Failure on any status but 200. */
export const listObjects = async (send: SendRequest, path: ApiPath, question: Question, options: CallOptions = {}): Promise<ObjectList> => {
	for (let restarts = 0; ; restarts += 1) {
		const items: KubernetesObject[] = [];
		let next: string | undefined = '';
		let resourceVersion = '';
		while (next !== undefined) {
			const query = {limit: String(pageSize), ...(next === '' ? {} : {continue: next})};
			const answer = await readAnswer(await send({method: 'GET', path: withQuery(path, query), options}), question);
			if (answer.status === 410 && next !== '' && restarts < maxRestarts) {
				break;
			}
			if (answer.status !== 200) {
				throw new Failure(statusProblem(answer, question));
			}
			const page = pageSchema.safeParse(answer.body);
			if (!page.success) {
				throw new Failure(problem('cluster-answer-unreadable', question.server, {doing: question.doing, status: answer.status, detail: 'unexpected-shape'}));
			}
			// zod has checked metadata.name; the rest of an object is read by the parsers of core.
			items.push(...((page.data.items ?? []) as KubernetesObject[]));
			resourceVersion = page.data.metadata.resourceVersion;
			next = page.data.metadata.continue === '' ? undefined : page.data.metadata.continue;
		}
		if (next === undefined) {
			return {items, resourceVersion};
		}
	}
};
