import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {readStatusMessage} from '../../core/untrusted/status-message.ts';
import type {ApiPath, ApiResponse, CallOptions, ClusterApi, KubernetesObject} from '../../ports/cluster-api.ts';

/** What came of one read: one may not look, or there is nothing (also where the server does not know such an API). */
export type Reading<T> = {readonly state: 'read'; readonly value: T} | {readonly state: 'forbidden' | 'absent'};

/** Reads of a cluster of which each may be forbidden without spoiling the others. All reject with Failure where the answer is any other. */
export type Questions = {
	readonly get: (path: ApiPath) => Promise<Reading<unknown>>;
	readonly list: (path: ApiPath) => Promise<Reading<readonly KubernetesObject[]>>;
	/** For reviews, which are created to be answered: 201. */
	readonly post: (path: ApiPath, body: unknown) => Promise<Reading<unknown>>;
};

/** The value that was read, or undefined. */
export const valueOf = <T>(reading: Reading<T>): T | undefined => (reading.state === 'read' ? reading.value : undefined);

/** Readies the reads of one run. */
export const askCluster = (api: ClusterApi, signal?: AbortSignal): Questions => {
	const options: CallOptions = signal === undefined ? {} : {signal};
	const {url, user} = api.server;
	const read = ({status, body}: ApiResponse, doing: string): Reading<unknown> => {
		switch (status) {
			case 200:
			case 201:
				return {state: 'read', value: body};
			case 403:
				return {state: 'forbidden'};
			case 404:
				return {state: 'absent'};
			case 401:
				throw new Failure(problem('cluster-unauthorized', url, {server: url, user: escapeControls(user)}, {cause: readStatusMessage(body)}));
			default:
				throw new Failure(problem('cluster-call-failed', url, {doing, status}, {cause: readStatusMessage(body)}));
		}
	};
	return {
		get: async (path) => read(await api.call('GET', path, undefined, options), `GET ${path}`),
		post: async (path, body) => read(await api.call('POST', path, body, options), `POST ${path}`),
		list: async (path) => {
			try {
				return {state: 'read', value: await api.list(path, options)};
			} catch (error) {
				const codes = error instanceof Failure ? error.problems.map(({code}) => code) : [];
				if (codes.includes('cluster-forbidden')) {
					return {state: 'forbidden'};
				}
				if (codes.includes('cluster-not-found')) {
					return {state: 'absent'};
				}
				throw error;
			}
		},
	};
};
