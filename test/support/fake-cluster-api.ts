import type {ApiResponse, ClusterApi, KubernetesObject, WatchEvent} from '../../source/ports/cluster-api.ts';

/** One call that a test expects, and what it answers: a response, or an error to reject with. */
export type ExpectedCall = {readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string; readonly answer: ApiResponse | Error};

export type FakeScript = {
	/** In the order in which they must come. */
	readonly calls?: readonly ExpectedCall[];
	readonly lists?: Readonly<Record<string, readonly KubernetesObject[]>>;
	readonly watches?: Readonly<Record<string, readonly WatchEvent<KubernetesObject>[]>>;
};

/** A cluster that does what its script says and throws on everything else; `sent` has the bodies of calls in order. */
export const fakeClusterApi = (script: FakeScript): ClusterApi & {readonly sent: readonly unknown[]; readonly unused: () => readonly ExpectedCall[]} => {
	const expected = [...(script.calls ?? [])];
	const sent: unknown[] = [];
	return {
		server: {url: 'https://10.0.0.100:6443', host: '10.0.0.100', port: 6443, caPem: '', context: 'fake', user: 'fake', kubeconfig: 'fake'},
		sent,
		unused: () => expected,
		call: async (method, path, body) => {
			const next = expected.shift();
			if (next?.method !== method || next.path !== path) {
				throw new Error(`unexpected ${method} ${path}`);
			}
			sent.push(body);
			if (next.answer instanceof Error) {
				throw next.answer;
			}
			return next.answer;
		},
		list: async (path) => {
			const objects = script.lists?.[path];
			if (objects === undefined) {
				throw new Error(`unexpected list of ${path}`);
			}
			return objects;
		},
		watch: async function* (path) {
			const events = script.watches?.[path];
			if (events === undefined) {
				throw new Error(`unexpected watch of ${path}`);
			}
			yield* events;
		},
		review: async () => {
			throw new Error('unexpected review');
		},
		close: () => undefined,
	};
};
