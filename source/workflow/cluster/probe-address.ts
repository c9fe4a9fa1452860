import type {ApiServerAddress} from '../../core/answers/answers.ts';
import {assessAddress, assessEndpoints, type Dialling} from '../../core/facts/assess-address.ts';
import type {AddressFacts, ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {formatHostPort} from '../../core/facts/format-host-port.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem, type Problem} from '../../core/problem/problem.ts';
import type {Clock} from '../../ports/clock.ts';
import type {ClusterApi} from '../../ports/cluster-api.ts';
import type {EndpointProbe} from '../../ports/endpoint-probe.ts';

/** What probing takes: the address that kubelets will dial, and the cluster as it was read. */
export type ProbeAddressInput = {
	readonly api: ClusterApi;
	readonly probe: EndpointProbe;
	readonly clock: Clock;
	readonly apiServer: ApiServerAddress;
	readonly cluster: Pick<ClusterFacts, 'servingCa' | 'apiServerEndpoints'>;
	readonly signal?: AbortSignal;
};

/** What the address showed (undefined where it could not be dialled), every endpoint behind it, and all that is wrong with them. */
export type ProbedAddress = {readonly facts: AddressFacts | undefined; readonly endpoints: readonly Dialling[]; readonly problems: readonly Problem[]};

const timeoutMs = 10_000;

const dial = async ({api, probe, signal}: ProbeAddressInput, {host, port}: ApiServerAddress): Promise<Dialling> => {
	try {
		return {host, port, facts: await probe.probe({host, port}, {caPem: api.server.caPem, timeoutMs, ...(signal === undefined ? {} : {signal})})};
	} catch (error) {
		if (error instanceof Failure && error.kind !== 'cancelled') {
			return {host, port, problems: error.problems};
		}
		throw error;
	}
};

const uidOf = (body: unknown): string | undefined => {
	const metadata: unknown = typeof body === 'object' && body !== null && 'metadata' in body ? body.metadata : undefined;
	return typeof metadata === 'object' && metadata !== null && 'uid' in metadata && typeof metadata.uid === 'string' ? metadata.uid : undefined;
};

// The uid of kube-system tells clusters apart (kubernetes/enhancements KEP-2149); called only after the address has shown a certificate of the CA.
const isOtherCluster = async ({api, signal}: ProbeAddressInput, apiServer: ApiServerAddress): Promise<boolean> => {
	if (apiServer.host === api.server.host && apiServer.port === api.server.port) {
		return false;
	}
	const options = {timeoutMs, ...(signal === undefined ? {} : {signal})};
	const path = '/api/v1/namespaces/kube-system';
	const [ours, theirs] = await Promise.all([api.call('GET', path, undefined, options), api.call('GET', path, undefined, {...options, server: apiServer})].map(async (call) => call.then(({body}) => uidOf(body), () => undefined)));
	return ours !== undefined && theirs !== undefined && ours !== theirs;
};

/** Dials the address that kubelets will use, and each API server behind it, all at once; changes nothing. Rejects only when cancelled. */
export const probeAddress = async (input: ProbeAddressInput): Promise<ProbedAddress> => {
	const {apiServer, clock, cluster, api} = input;
	const [address, ...endpoints] = await Promise.all([apiServer, ...cluster.apiServerEndpoints].map(async (target) => dial(input, target)));
	const endpointProblems = assessEndpoints(endpoints);
	if (address === undefined || !('facts' in address)) {
		return {facts: undefined, endpoints, problems: [...(address?.problems ?? []), ...endpointProblems]};
	}
	const {facts} = address;
	const isOther = facts.isTrusted && facts.isNamed && (await isOtherCluster(input, apiServer));
	const {host, port} = apiServer;
	return {
		facts,
		endpoints,
		problems: [
			...assessAddress(facts, cluster.servingCa, clock.nowMs()),
			...(isOther ? [problem('address-other-cluster', formatHostPort(apiServer), {host, port, kubeconfigServer: api.server.url})] : []),
			...endpointProblems,
		],
	};
};
