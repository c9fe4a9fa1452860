import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {CallOptions, ClusterApi} from '../../ports/cluster-api.ts';
import {checkKubeconfig} from './check-kubeconfig.ts';
import {findKubeconfig, type KubeconfigSearch} from './find-kubeconfig.ts';
import {listObjects} from './list-objects.ts';
import {readAnswer} from './read-answer.ts';
import {readKubeconfig} from './read-kubeconfig.ts';
import {reviewPermissions} from './review-permissions.ts';
import {openTransport} from './send-request.ts';
import {openSignIn} from './sign-in.ts';
import {watchObjects} from './watch-objects.ts';
import type {WatchTiming} from './watch-timing.ts';

/** Which kubeconfig to use, and how watches keep time (client-go's way unless told otherwise). */
export type OpenClusterOptions = KubeconfigSearch & {readonly context?: string | undefined; readonly timing?: WatchTiming};

/**
 * Finds, reads and checks the kubeconfig and readies its user; dials nothing yet. Every request goes out over node:https with the kubeconfig's CA and an
 * agent of our own, its answer is the server's JSON as it is. Rejects with Failure (`kubeconfig-…`, `client-certificate-…`). The caller closes it.
 */
export const openCluster = async (options: OpenClusterOptions): Promise<ClusterApi> => {
	const chosen = readKubeconfig(findKubeconfig(options), options.context);
	const checked = checkKubeconfig(chosen, Date.now());
	const [asUser, asNobody] = await Promise.all([openSignIn(chosen), openSignIn({...chosen, user: {}})]);
	const {send, close} = openTransport(checked, {asUser, asNobody});
	const who = {server: chosen.cluster.server, user: escapeControls(checked.certificateIdentity?.username ?? chosen.userName)};
	const call: ClusterApi['call'] = async (method, path, body, callOptions: CallOptions = {}) => {
		const answer = await send({method, path, body, options: callOptions});
		return readAnswer(answer, {...who, doing: `${method} ${path}`});
	};
	return {
		server: {
			url: chosen.cluster.server,
			host: checked.host,
			port: checked.port,
			caPem: checked.caPem,
			context: chosen.context,
			user: chosen.userName,
			kubeconfig: chosen.path,
			...(checked.certificateIdentity === undefined ? {} : {certificateIdentity: checked.certificateIdentity}),
		},
		call,
		list: async (path, callOptions) => (await listObjects(send, path, {...who, doing: `list ${path}`}, callOptions)).items,
		watch: (path, signal) => watchObjects(send, path, {...who, doing: `watch ${path}`}, signal, options.timing),
		review: (permissions) => reviewPermissions((path, body) => call('POST', path, body), permissions, who),
		close,
	};
};
