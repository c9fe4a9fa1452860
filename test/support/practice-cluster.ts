/* A cluster in memory that answers what a run asks of it, signs what is approved, and tells watches of it. Anything it does not know throws. */
import {Failure} from '../../source/core/problem/failure.ts';
import {problem} from '../../source/core/problem/problem.ts';
import type {ApiResponse, CallOptions, ClusterApi, KubernetesObject} from '../../source/ports/cluster-api.ts';
import {type LiveWatch, liveWatch} from './live-watch.ts';

import {certificateFacts} from './plan-facts.ts';

/** The one CA of the practice cluster. */
export const caPem = certificateFacts().pem;

export type PracticeCluster = {
	readonly api: ClusterApi;
	/** Every call that was to change something, as `METHOD path`, in order. */
	readonly changes: readonly string[];
	/** Answers these instead of the cluster: by `METHOD path`, the path cut at `?`. */
	readonly answers: Map<string, Partial<ApiResponse> | Error>;
	/** Called before each call is answered. */
	onCall: (call: string) => void | Promise<void>;
	/** Called when a request has got its certificate. */
	onIssued: (csr: KubernetesObject) => void;
	/** Stores an object, as somebody else would; watches hear of it. */
	readonly put: (collection: Collection, object: KubernetesObject) => void;
	readonly names: (collection: Collection) => readonly string[];
	readonly get: (collection: Collection, name: string) => KubernetesObject | undefined;
	/** Ends every watch of the collection as one that may no longer be looked at. */
	readonly forbidWatch: (collection: 'csrs' | 'nodes') => void;
};

const collections = {
	bindings: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
	secrets: '/api/v1/namespaces/kube-system/secrets',
	csrs: '/apis/certificates.k8s.io/v1/certificatesigningrequests',
	nodes: '/api/v1/nodes',
} as const;

type Collection = keyof typeof collections;

const items = (...objects: readonly unknown[]): {readonly body: unknown} => ({body: {items: objects}});
const collectionNames: readonly Collection[] = ['bindings', 'secrets', 'csrs', 'nodes'];

type Review = {readonly spec: {readonly user: string; readonly resourceAttributes: {readonly subresource?: string}}};

const fixed: Readonly<Record<string, Partial<ApiResponse>>> = {
	'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': {status: 201, body: {status: {userInfo: {username: 'kubernetes-admin', groups: ['system:masters']}}}},
	'GET /api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication': {body: {data: {'client-ca-file': caPem}}},
	'GET /api/v1/namespaces/default/services/kubernetes': {body: {metadata: {name: 'kubernetes'}, spec: {clusterIP: '10.96.0.1'}}},
	'GET /apis/networking.k8s.io/v1/servicecidrs': items({metadata: {name: 'kubernetes'}, spec: {cidrs: ['10.96.0.0/16']}}),
	'GET /api/v1/namespaces/kube-system/services': items({metadata: {name: 'kube-dns'}, spec: {clusterIP: '10.96.0.10'}}),
	'GET /api/v1/namespaces/kube-system/configmaps/coredns': {body: {data: {Corefile: '.:53 {\n kubernetes cluster.local\n}'}}},
	'GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices': items({endpoints: [{addresses: ['10.0.0.100']}], ports: [{name: 'https', port: 6443}]}),
	'GET /api/v1/namespaces/kube-system/pods': items(),
};

export const practiceCluster = (nowMs: () => number): PracticeCluster => {
	const stores: Record<Collection, Map<string, KubernetesObject>> = {bindings: new Map(), secrets: new Map(), csrs: new Map(), nodes: new Map()};
	const watches: Record<'csrs' | 'nodes', LiveWatch[]> = {csrs: [], nodes: []};
	const changes: string[] = [];
	let version = 1;

	const put = (collection: Collection, object: KubernetesObject): void => {
		version += 1;
		const stored = {...object, metadata: {uid: `uid-${version}`, creationTimestamp: new Date(nowMs()).toISOString(), ...object.metadata, resourceVersion: String(version)}};
		stores[collection].set(object.metadata.name, stored);
		if (collection === 'csrs' || collection === 'nodes') {
			watches[collection].forEach((watch) => watch.tell({type: 'put', item: stored}));
		}
	};

	const findSecret = (token: string): KubernetesObject | undefined => {
		const [id = '', secret = ''] = token.split('.');
		const found = stores.secrets.get(`bootstrap-token-${id}`);
		return (found?.['stringData'] as Record<string, string> | undefined)?.['token-secret'] === secret ? found : undefined;
	};

	const approve = (name: string, body: unknown): Partial<ApiResponse> => {
		const {status, metadata} = body as {status: {conditions: readonly unknown[]}; metadata: {resourceVersion: string}};
		const csr = stores.csrs.get(name);
		if (csr === undefined || metadata.resourceVersion !== csr.metadata.resourceVersion) {
			return {status: csr === undefined ? 404 : 409};
		}
		put('csrs', {...csr, status});
		const issued = {...csr, status: {...status, certificate: Buffer.from('pem').toString('base64')}};
		put('csrs', issued);
		cluster.onIssued(issued);
		return {body: issued};
	};

	const answerCollection = (collection: Collection, method: string, rest: string, body: unknown): Partial<ApiResponse> => {
		const store = stores[collection];
		const [name = '', subresource] = rest.split('/').filter(Boolean).map(decodeURIComponent);
		if (name === '') {
			if (method === 'GET') {
				return items(...[...store.values()].map((object) => ('stringData' in object ? {...object, data: Object.fromEntries(Object.entries(object['stringData'] as Record<string, string>).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))} : object)));
			}
			put(collection, body as KubernetesObject);
			return {status: 201, body: {}};
		}
		if (subresource === 'approval') {
			return approve(name, body);
		}
		const object = store.get(name);
		if (object === undefined) {
			return {status: 404, body: {}};
		}
		if (method === 'DELETE') {
			store.delete(name);
		} else if (method === 'PUT') {
			put(collection, body as KubernetesObject);
		}
		return {body: object};
	};

	const answer = (method: string, path: string, body: unknown, options: CallOptions): Partial<ApiResponse> => {
		const key = `${method} ${path}`;
		if (key === 'GET /version') {
			return {body: {gitVersion: 'v1.36.3'}, serverTimeMs: nowMs()};
		}
		// Whether a token is taken hangs on its Secret; what one may do, on the bindings.
		if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
			return {status: options.token === undefined || findSecret(options.token) !== undefined ? 201 : 401};
		}
		if (path === '/apis/authorization.k8s.io/v1/subjectaccessreviews') {
			const {user, resourceAttributes} = (body as Review).spec;
			const name = resourceAttributes.subresource === undefined ? 'kubenroll:node-bootstrapper' : 'kubenroll:node-renewal';
			return {status: 201, body: {status: {allowed: resourceAttributes.subresource !== 'nodeclient' && stores.bindings.has(name) && user !== ''}}};
		}
		const known = fixed[key];
		if (known !== undefined) {
			return known;
		}
		const collection = collectionNames.find((each) => path === collections[each] || path.startsWith(`${collections[each]}/`));
		if (collection === undefined) {
			throw new Error(`unexpected ${key}`);
		}
		return answerCollection(collection, method, path.slice(collections[collection].length), body);
	};

	const call: ClusterApi['call'] = async (method, longPath, body, options = {}) => {
		const path = longPath.replace(/\?.*$/, '');
		const key = `${method} ${path}`;
		await cluster.onCall(key);
		if (options.signal?.aborted === true) {
			throw new Failure([], 'cancelled');
		}
		if (method !== 'GET' && !path.includes('reviews')) {
			changes.push(key);
		}
		const scripted = cluster.answers.get(key);
		if (scripted instanceof Error) {
			throw scripted;
		}
		return {status: 200, body: {}, ...(scripted ?? answer(method, path, body, options))};
	};

	const cluster: PracticeCluster = {
		changes,
		answers: new Map(),
		onCall: () => {},
		onIssued: () => {},
		put,
		names: (collection) => [...stores[collection].keys()],
		get: (collection, name) => stores[collection].get(name),
		forbidWatch: (collection) => watches[collection].forEach((watch) => watch.fail(new Failure(problem('cluster-forbidden', 'cluster', {doing: `watch ${collection}`, user: 'admin'})))),
		api: {
			server: {url: 'https://10.0.0.100:6443', host: '10.0.0.100', port: 6443, caPem, context: 'practice', user: 'admin', kubeconfig: '/admin.conf'},
			call,
			list: async (path, options) => ((await call('GET', path, undefined, options)).body as {items: readonly KubernetesObject[]}).items,
			watch: (path, signal) => {
				const collection = path === collections.csrs ? 'csrs' : 'nodes';
				const watch = liveWatch();
				watches[collection].push(watch);
				watch.tell({type: 'synced', items: [...stores[collection].values()]});
				return watch.watch(signal);
			},
			review: async (permissions) => permissions.map((permission) => ({...permission, isAllowed: true})),
			close: () => {},
		},
	};
	return cluster;
};
