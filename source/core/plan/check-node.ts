import type {Answers, ApiServerAddress, NodeAnswers} from '../answers/answers.ts';
import type {ClusterFacts, NodeObject} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import {formatHostPort} from '../facts/format-host-port.ts';
import {canonicalIp} from '../net/ip-address.ts';
import {isLoopback} from '../net/is-loopback.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {comparableAddress, type Credentials, hostPortOf} from './assess-credentials.ts';

/** What the cluster says against a node, whatever is on its disk. */
export type NodeCheck = {
	readonly node: NodeAnswers;
	readonly answers: Answers;
	readonly apiServer: ApiServerAddress;
	readonly cluster: ClusterFacts;
	readonly facts: NodeFacts;
	readonly credentials: Credentials;
	readonly nodeObject: NodeObject | undefined;
};

const comparableHost = (host: string): string => canonicalIp(host) ?? host.toLowerCase();

// A load balancer on every node itself, or a rehearsal on one machine: what loops back tells no hosts apart.
const hostsOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(comparableHost).filter((host) => !isLoopback(host)));

/** A host that serves the API is a node only where the operator says so. */
const checkRole = ({node, answers, apiServer, cluster, facts, nodeObject}: NodeCheck): readonly Problem[] => {
	if (node.isControlPlane) {
		return [];
	}
	const claimed = hostsOf([node.name, node.address, ...node.addresses, ...node.dnsNames]);
	if (claimed.has(comparableHost(apiServer.host))) {
		return [problem('node-is-api-server', node.name, {node: node.name, address: apiServer.host})];
	}
	const owned = hostsOf(facts.interfaces.flatMap(({kind, addresses}) => (kind !== 'virtual' ? addresses.map((address) => address.split('/', 1)[0] ?? '') : [])));
	const endpoint = cluster.apiServerEndpoints.find(({host}) => claimed.has(comparableHost(host)) || owned.has(comparableHost(host)));
	const listed = answers.cluster.controlPlane.find(({name, address}) => claimed.has(comparableHost(name)) || (address !== undefined && (claimed.has(comparableHost(address)) || owned.has(comparableHost(address)))));
	const host = endpoint?.host ?? listed?.name ?? (nodeObject?.isControlPlane === true ? nodeObject.name : undefined);
	return host === undefined ? [] : [problem('node-is-control-plane', node.name, {node: node.name, host: escapeControls(host)})];
};

const checkName = ({node, credentials, nodeObject}: NodeCheck): readonly Problem[] => {
	if (nodeObject === undefined || credentials.state === 'valid') {
		return [];
	}
	if (nodeObject.ready === 'true') {
		return [problem('node-name-taken', node.name, {node: node.name})];
	}
	return node.mayReenroll || credentials.state === 'stale' ? [] : [problem('reenroll-needed', node.name, {node: node.name, reason: 'not-ready-node', detail: ''})];
};

const checkLeftovers = ({node, credentials}: NodeCheck): readonly Problem[] =>
	credentials.state === 'stale' && !node.mayReenroll ? [problem('reenroll-needed', node.name, {node: node.name, reason: credentials.reason, detail: credentials.detail})] : [];

const checkServer = ({node, answers, apiServer, facts, credentials}: NodeCheck): readonly Problem[] => {
	const server = facts.kubeconfig?.server;
	return server === undefined || credentials.state !== 'valid' || hostPortOf(server) === comparableAddress(apiServer)
		? []
		: [problem('kubeconfig-server-differs', node.name, {path: answers.kubelet.paths.kubeconfig, server: escapeControls(server), apiServer: formatHostPort(apiServer)}, {severity: 'notice'})];
};

/** Everything that speaks against enrolling this host under this name, all at once. */
export const checkNode = (check: NodeCheck): readonly Problem[] => [...checkRole(check), ...checkName(check), ...checkLeftovers(check), ...checkServer(check)];
