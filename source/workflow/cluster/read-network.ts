import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {findClusterDns, parseApiServerEndpoints, parseClusterDomain, parseServiceCidrs, parseServiceIps} from '../../core/facts/parse-cluster-network.ts';
import {type Questions, valueOf} from './ask-cluster.ts';

/** What of the network the cluster itself tells; `clusterDomain` is undefined where it does not. */
export type NetworkFacts = Pick<ClusterFacts, 'kubernetesServiceIps' | 'serviceCidrs' | 'clusterDns' | 'apiServerEndpoints'> & {readonly clusterDomain: string | undefined};

// ServiceCIDR is served as v1 since 1.33 and as v1beta1 since 1.31 (kubernetes/api networking/v1/types.go).
const readServiceCidrs = async ({list}: Questions): Promise<readonly string[]> => {
	for (const version of ['v1', 'v1beta1']) {
		const objects = valueOf(await list(`/apis/networking.k8s.io/${version}/servicecidrs`));
		if (objects !== undefined) {
			return parseServiceCidrs(objects);
		}
	}
	return [];
};

// EndpointSlices are v1 since 1.21; Endpoints are older, and deprecated since 1.33.
const readApiServers = async ({get, list}: Questions): Promise<ClusterFacts['apiServerEndpoints']> => {
	const slices = valueOf(await list('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes')) ?? [];
	const endpoints = parseApiServerEndpoints(slices);
	return endpoints.length > 0 ? endpoints : parseApiServerEndpoints([valueOf(await get('/api/v1/namespaces/default/endpoints/kubernetes'))]);
};

/** Reads Service range, cluster DNS, domain, and the API servers behind Service default/kubernetes; what cannot be read is left empty. */
export const readNetwork = async (questions: Questions): Promise<NetworkFacts> => {
	const [service, serviceCidrs, services, coredns, apiServerEndpoints] = await Promise.all([
		questions.get('/api/v1/namespaces/default/services/kubernetes'),
		readServiceCidrs(questions),
		questions.list('/api/v1/namespaces/kube-system/services'),
		questions.get('/api/v1/namespaces/kube-system/configmaps/coredns'),
		readApiServers(questions),
	]);
	const clusterDns = findClusterDns(valueOf(services) ?? []);
	return {kubernetesServiceIps: parseServiceIps(valueOf(service)), serviceCidrs, apiServerEndpoints, clusterDomain: parseClusterDomain(valueOf(coredns)), ...(clusterDns === undefined ? {} : {clusterDns})};
};
