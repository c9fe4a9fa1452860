import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {Clock} from '../../source/ports/clock.ts';
import type {ApiResponse, CallOptions, ClusterApi, KubernetesObject} from '../../source/ports/cluster-api.ts';

/** A call as the fake got it. */
export type FakeCall = {readonly method: string; readonly path: string; readonly body: unknown; readonly options: CallOptions};

/** Answers by `METHOD /path` without the query: a response, or what makes one. */
export type FakeRoutes = Readonly<Record<string, Partial<ApiResponse> | ((call: FakeCall) => Partial<ApiResponse>)>>;

const statusCodes: Readonly<Record<number, 'cluster-forbidden' | 'cluster-not-found'>> = {403: 'cluster-forbidden', 404: 'cluster-not-found'};

/** A ClusterApi over a table of routes, which fails on what it does not expect. `denied` are the permissions that reviews refuse, as `verb resource`. */
export const fakeCluster = (routes: FakeRoutes, {denied = [], server = {}}: {readonly denied?: readonly string[]; readonly server?: Partial<ClusterApi['server']>} = {}) => {
	const calls: FakeCall[] = [];
	const call: ClusterApi['call'] = async (method, path, body, options = {}) => {
		const asked = {method, path, body, options};
		calls.push(asked);
		const route = routes[`${method} ${path.replace(/\?.*$/, '')}`];
		if (route === undefined) {
			throw new Error(`unexpected ${method} ${path}`);
		}
		return {status: 200, body: {}, ...(typeof route === 'function' ? route(asked) : route)};
	};
	const api: ClusterApi = {
		server: {url: 'https://10.0.0.100:6443', host: '10.0.0.100', port: 6443, caPem: 'serving', context: 'lab', user: 'admin', kubeconfig: '/admin.conf', ...server},
		call,
		list: async (path, options) => {
			const {status, body} = await call('GET', path, undefined, options);
			if (status !== 200) {
				const code = statusCodes[status] ?? 'cluster-not-found';
				throw new Failure(code === 'cluster-forbidden' ? problem(code, 'cluster', {doing: path, user: 'admin'}) : problem(code, 'cluster', {path}));
			}
			return (body as {items: readonly KubernetesObject[]}).items;
		},
		watch: () => {
			throw new Error('unexpected watch');
		},
		review: async (permissions) => permissions.map((permission) => ({...permission, isAllowed: !denied.includes(`${permission.verb} ${permission.resource}`)})),
		close: () => {},
	};
	return {api, calls};
};

/** A clock that moves only when somebody sleeps. */
export const fakeClock = (startMs = Date.parse('2026-03-01T12:00:00Z')): Clock => {
	let nowMs = startMs;
	return {
		nowMs: () => nowMs,
		sleep: async (durationMs) => {
			nowMs += durationMs;
		},
	};
};
