import type {ApiServerAddress, KubeletPaths} from '../answers/answers.ts';
import {nodeUserPrefix} from '../csr/common-name.ts';
import type {CertificateFacts, ClusterFacts} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import {canonicalIp} from '../net/ip-address.ts';
import type {ReenrollReason} from '../problem/plan.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

/**
 * What a host holds to show the cluster who it is. `valid`: a client certificate of this cluster for this name, and a kubeconfig to
 * use it with. `none` and `expired` let a kubelet bootstrap again by itself; `stale` does not: the kubelet would go on using it.
 */
export type Credentials = {readonly state: 'valid' | 'none' | 'expired'} | {readonly state: 'stale'; readonly reason: Exclude<ReenrollReason, 'not-ready-node'>; readonly detail: string};

// A certificate that ends sooner is as good as ended: bootstrapping takes minutes.
const leastLifeMs = 5 * 60 * 1000;

/** True where a certificate lasts for more than five minutes from now. */
export const isAlive = (certificate: CertificateFacts, nowMs: number): boolean => Date.parse(certificate.notAfter) - nowMs > leastLifeMs;

/** The common name that every certificate of a kubelet has: kubernetes pkg/apis/certificates/helpers.go. */
export const nodeCommonName = (name: string): string => `${nodeUserPrefix}${name}`;

/** Host and port of a `https://…` URL in one comparable text; undefined for what is none. */
export const hostPortOf = (url: string): string | undefined => {
	const [, host, port = '443'] = /^https:\/\/(\[[^\]]+\]|[^:/?#[\]]+)(?::(\d+))?(?:[/?#]|$)/i.exec(url) ?? [];
	return host === undefined ? undefined : comparableAddress({host: host.replace(/^\[|\]$/g, ''), port: Number(port)});
};

/** An address in one comparable text. */
export const comparableAddress = ({host, port}: ApiServerAddress): string => `${canonicalIp(host) ?? host.toLowerCase()} ${port}`;

const isOtherCluster = (kubeconfig: NonNullable<NodeFacts['kubeconfig']>, cluster: ClusterFacts, apiServer: ApiServerAddress): boolean => {
	if (kubeconfig.caSha256.length > 0) {
		const known = new Set([...cluster.servingCa, ...cluster.clientCa].map(({sha256}) => sha256));
		return !kubeconfig.caSha256.some((sha256) => known.has(sha256));
	}
	const servers = new Set([comparableAddress(apiServer), ...cluster.apiServerEndpoints.map(comparableAddress), hostPortOf(cluster.server)]);
	return !servers.has(hostPortOf(kubeconfig.server));
};

/** Judges what the survey found of a host's own credentials. The kubelet's rules: kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go, isClientConfigStillValid. */
export const assessCredentials = (input: {
	readonly name: string;
	readonly facts: NodeFacts;
	readonly isClientCertificateOurs: boolean;
	readonly cluster: ClusterFacts;
	readonly apiServer: ApiServerAddress;
	readonly paths: KubeletPaths;
	readonly nowMs: number;
}): Credentials => {
	const {clientCertificate: certificate, kubeconfig} = input.facts;
	const isLiving = certificate !== undefined && isAlive(certificate, input.nowMs);
	if (isLiving && !input.isClientCertificateOurs) {
		return {state: 'stale', reason: 'other-cluster', detail: escapeControls(certificate.issuer)};
	}
	if (kubeconfig !== undefined && isOtherCluster(kubeconfig, input.cluster, input.apiServer)) {
		return {state: 'stale', reason: 'other-cluster', detail: escapeControls(kubeconfig.server)};
	}
	if (isLiving && certificate.commonName !== nodeCommonName(input.name)) {
		return {state: 'stale', reason: 'other-node', detail: escapeControls(certificate.commonName)};
	}
	if (isLiving && kubeconfig !== undefined) {
		return {state: 'valid'};
	}
	if (kubeconfig?.embedsCredentials === true) {
		return {state: 'stale', reason: 'own-credentials', detail: input.paths.kubeconfig};
	}
	return {state: certificate === undefined ? 'none' : 'expired'};
};

// Where a kubelet looks for a key pair: k8s.io/client-go util/certificate/certificate_store.go; kubelet.crt: kubernetes cmd/kubelet/app/server.go.
const clientPairs = ['kubelet-client-current.pem', 'kubelet-client.crt', 'kubelet-client.key', 'kubelet-client.key.tmp'];
const servingPairs = ['kubelet-server-current.pem', 'kubelet-server.crt', 'kubelet-server.key', 'kubelet.crt', 'kubelet.key'];

const inFolder = (folder: string, names: readonly string[]): readonly string[] => names.map((name) => `${folder.replace(/\/+$/, '')}/${name}`);

/** The files that make a kubelet somebody else: what is set aside before a host is enrolled afresh. Those that the survey saw missing are left out. */
export const listCredentialFiles = (paths: KubeletPaths, facts: NodeFacts, kinds: {readonly client: boolean; readonly serving: boolean}): readonly string[] => {
	const missing = new Set(facts.files.filter(({exists}) => !exists).map(({path}) => path));
	return [...(kinds.client ? [paths.kubeconfig, ...inFolder(paths.certificates, clientPairs)] : []), ...(kinds.serving ? inFolder(paths.certificates, servingPairs) : [])].filter((path) => !missing.has(path));
};
