/* A practice API server for one test, used as kubenroll uses it: by its kubeconfig and through the real adapter. */
import {openCluster} from '../../../source/adapters/kubernetes/open-cluster.ts';
import type {ApiServerOptions, KubeconfigRequest, PracticeApiServer} from '../../../source/sandbox/api-server/practice-api-server.ts';
import {startApiServer} from '../../../source/sandbox/api-server/start-api-server.ts';
import type {ClusterApi} from '../../../source/ports/cluster-api.ts';
import {openFolder} from '../../adapters/kubernetes/kubeconfig-folder.ts';
import {buildRequest, kubeletSubject} from '../../support/build-request.ts';

/** A client that gives up waiting soon, so that breaks are quickly mended. */
const timing = {idleMs: 60_000, minWatchMs: 5000, veryShortMs: 1, firstBackOffMs: 5, maxBackOffMs: 20, resetAfterMs: 1000};

export type Practice = {readonly server: PracticeApiServer; readonly connect: (request?: KubeconfigRequest) => Promise<ClusterApi>; readonly [Symbol.asyncDispose]: () => Promise<void>};

/** Starts a server whose controllers don't dawdle. */
export const openPractice = async (options: ApiServerOptions = {}): Promise<Practice> => {
	const folder = openFolder();
	const server = await startApiServer({...options, controllers: {lagMs: 0, perSecond: Number.POSITIVE_INFINITY, ...options.controllers}});
	const opened: ClusterApi[] = [];
	return {
		server,
		connect: async (request) => {
			const api = await openCluster({kubeconfig: folder.write(`kubeconfig-${opened.length}`, await server.kubeconfig(request)), env: {}, home: folder.path, timing});
			opened.push(api);
			return api;
		},
		[Symbol.asyncDispose]: async () => {
			for (const api of opened) {
				api.close();
			}
			await server.close();
			folder[Symbol.dispose]();
		},
	};
};

/** A request to be put, of a kubelet. */
export const kubeletRequest = (name: string, spec: object = {}) => ({
	metadata: {name},
	spec: {request: Buffer.from(buildRequest({subject: kubeletSubject()})).toString('base64'), signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth'], ...spec},
});

/** Resolves when the object of that name is as hoped, told by the server's own watch: nothing is waited for that is not there. */
export const nextState = async (api: ClusterApi, name: string, isDone: (object: {readonly [field: string]: unknown}) => boolean) => {
	const stop = new AbortController();
	for await (const event of api.watch('/apis/certificates.k8s.io/v1/certificatesigningrequests', stop.signal)) {
		const items = event.type === 'synced' ? event.items : event.type === 'put' ? [event.item] : [];
		const found = items.find((item) => item.metadata.name === name && isDone(item));
		if (found !== undefined) {
			stop.abort();
			return found;
		}
	}
	throw new Error(`the watch ended before ${name} was as hoped`);
};
