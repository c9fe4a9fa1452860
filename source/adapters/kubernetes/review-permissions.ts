import * as z from 'zod';
import type {PermissionFact} from '../../core/facts/cluster-facts.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {ApiResponse} from '../../ports/cluster-api.ts';
import {type Question, statusProblem} from './read-answer.ts';

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const concurrency = 8;
const answerSchema = z.object({status: z.object({allowed: z.boolean()})});

const bodyOf = ({verb, group, resource, namespace, name}: Omit<PermissionFact, 'isAllowed'>): unknown => {
	const [kind, subresource] = resource.split('/');
	return {
		apiVersion: 'authorization.k8s.io/v1',
		kind: 'SelfSubjectAccessReview',
		spec: {resourceAttributes: {verb, group, resource: kind, ...(subresource === undefined ? {} : {subresource}), ...(namespace === undefined ? {} : {namespace}), ...(name === undefined ? {} : {name})}},
	};
};

/** Asks for each permission whether the kubeconfig's user has it, eight at once; order is kept. Every user may ask (ClusterRole system:basic-user). Rejects with Failure. */
export const reviewPermissions = async (
	post: (path: string, body: unknown) => Promise<ApiResponse>,
	permissions: readonly Omit<PermissionFact, 'isAllowed'>[],
	question: Omit<Question, 'doing'>,
): Promise<readonly PermissionFact[]> => {
	const answers: PermissionFact[] = [];
	const queue = permissions.entries();
	const work = async (): Promise<void> => {
		for (const [index, permission] of queue) {
			const answer = await post(path, bodyOf(permission));
			const parsed = answerSchema.safeParse(answer.body);
			if (answer.status !== 201 || !parsed.success) {
				throw new Failure(statusProblem(answer, {...question, doing: `POST ${path}`}));
			}
			answers[index] = {...permission, isAllowed: parsed.data.status.allowed};
		}
	};
	await Promise.all(Array.from({length: concurrency}, work));
	return answers;
};
