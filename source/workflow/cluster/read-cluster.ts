import type {Answers} from '../../core/answers/answers.ts';
import {assessCluster, listSteps} from '../../core/facts/assess-cluster.ts';
import type {CertificateFacts, ClusterFacts, KubernetesVersion} from '../../core/facts/cluster-facts.ts';
import {listPermissions, type PermissionStep} from '../../core/facts/list-permissions.ts';
import {parseNodeObject} from '../../core/facts/parse-node-object.ts';
import {usualClusterDomain} from '../../core/facts/usual-cluster-domain.ts';
import {parseKubernetesVersion} from '../../core/kubernetes-versions/kubernetes-version.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {Pki} from '../../ports/pki.ts';
import {askCluster, type Questions, type Reading, valueOf} from './ask-cluster.ts';
import {identifyUser} from './identify-user.ts';
import {type Accessor, readBindings, readBootstrapAccess, readBootstrapAuthentication, readTokens} from './read-bootstrap.ts';
import {readNetwork} from './read-network.ts';

/** What reading a cluster takes; `steps` are those whose permissions are asked for, all that the answers lead to unless told otherwise. */
export type ReadClusterInput = {
	readonly api: ClusterApi;
	readonly pki: Pki;
	readonly clock: Clock;
	readonly answers: Answers;
	readonly signal?: AbortSignal;
	readonly steps?: readonly PermissionStep[];
	/** Who has asked for certificates: whether somebody else approves theirs is asked with their own rights (P32). */
	readonly requesters?: readonly Accessor[];
};

/** The cluster as it is, and all that is wrong with it. */
export type ClusterRead = {
	readonly facts: ClusterFacts;
	readonly problems: readonly Problem[];
	/** The API server's clock minus ours, in milliseconds, good to a second; undefined where it did not tell. */
	readonly clockSkewMs: number | undefined;
};

const readVersion = async ({api, clock, signal}: ReadClusterInput): Promise<{readonly version: KubernetesVersion; readonly clockSkewMs: number | undefined}> => {
	const sentAtMs = clock.nowMs();
	const {status, body, serverTimeMs} = await api.call('GET', '/version', undefined, signal === undefined ? {} : {signal});
	// The Date header is cut to whole seconds, so the server's time is half a second later on average.
	const clockSkewMs = serverTimeMs === undefined ? undefined : Math.round(serverTimeMs + 500 - (sentAtMs + clock.nowMs()) / 2);
	const gitVersion = typeof body === 'object' && body !== null && 'gitVersion' in body && typeof body.gitVersion === 'string' ? body.gitVersion : '';
	const version = parseKubernetesVersion(gitVersion);
	if (version !== undefined) {
		return {version, clockSkewMs};
	}
	const {url, user} = api.server;
	throw new Failure(status === 401 ? problem('cluster-unauthorized', url, {server: url, user: escapeControls(user)}) : problem('cluster-answer-unreadable', url, {doing: 'GET /version', status, detail: 'unexpected-shape'}));
};

// kube-apiserver publishes its --client-ca-file there: kubernetes pkg/controlplane/controller/clusterauthenticationtrust.
const readClientCa = async ({get}: Questions, pki: Pki): Promise<{readonly state: Reading<unknown>['state']; readonly certificates: readonly CertificateFacts[]}> => {
	const reading = await get('/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication');
	const configMap = valueOf(reading);
	const data: unknown = typeof configMap === 'object' && configMap !== null && 'data' in configMap ? configMap.data : undefined;
	const pem: unknown = typeof data === 'object' && data !== null && 'client-ca-file' in data ? data['client-ca-file'] : undefined;
	return {state: reading.state, certificates: typeof pem === 'string' ? pki.readCertificates(pem) : []};
};

/**
 * Reads all of the cluster that decisions need, everything at once and changing nothing. Only what one may: a missing permission leaves its facts empty and
 * becomes a problem with the way to grant it. Rejects with Failure only where the server cannot be reached, does not know the user or is no Kubernetes.
 */
export const readCluster = async (input: ReadClusterInput): Promise<ClusterRead> => {
	const {api, pki, answers, signal, steps = listSteps(answers)} = input;
	const questions = askCluster(api, signal);
	const [{version, clockSkewMs}, identity, permissions, clientCa, network, nodes, bootstrapAccess, bindings, tokens, bootstrapTokenAuthentication] = await Promise.all([
		readVersion(input),
		identifyUser(questions, api.server),
		api.review(listPermissions(steps)),
		readClientCa(questions, pki),
		readNetwork(questions),
		questions.list('/api/v1/nodes'),
		readBootstrapAccess(questions, input.requesters),
		readBindings(questions),
		readTokens(questions),
		readBootstrapAuthentication(questions),
	]);
	const nodeObjects = (valueOf(nodes) ?? []).map(parseNodeObject);
	const facts: ClusterFacts = {
		...network,
		server: api.server.url,
		version,
		...(identity === undefined ? {} : {identity}),
		permissions,
		clientCa: clientCa.certificates,
		servingCa: pki.readCertificates(api.server.caPem),
		podCidrs: [...new Set(nodeObjects.flatMap(({podCidrs}) => podCidrs))],
		clusterDomain: network.clusterDomain ?? usualClusterDomain,
		nodes: nodeObjects,
		bootstrapAccess,
		bootstrapBindings: bindings.bootstrapBindings,
		bootstrapTokenAuthentication,
		tokens: tokens ?? [],
		managedBindings: bindings.managedBindings,
		unread: [...(nodes.state === 'read' ? [] : (['nodes'] as const)), ...(tokens === undefined ? (['tokens'] as const) : []), ...(bindings.all === undefined ? (['bindings'] as const) : [])],
	};
	const problems = assessCluster({facts, answers, bindings: bindings.all, clientCaState: clientCa.state, hasClusterDomain: network.clusterDomain !== undefined, steps, user: identity?.username ?? api.server.user});
	return {facts, problems, clockSkewMs};
};
