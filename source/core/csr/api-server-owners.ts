import type {Answers} from '../answers/answers.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import type {NodeFacts} from '../facts/node-facts.ts';
import {canonicalIp} from '../net/ip-address.ts';
import type {JudgeContext} from './judge-context.ts';
import {foldDnsName} from './dns-name.ts';
import {declaredAddresses, uplinkAddresses} from './planned-node.ts';

type Host = JudgeContext['controlPlane'][number];

/** What is known of the API servers' names and addresses. */
export type ApiServerInput = {
	readonly answers: Answers;
	readonly cluster: ClusterFacts;
	readonly nodeFacts: ReadonlyMap<string, NodeFacts>;
	/** What the API server's name resolves to; nothing where it is an IP address. */
	readonly resolvedAddresses: readonly string[];
};

/** Who owns which of them: a host's own, or the VIP's and so nobody's (P22). */
export type ApiServerOwners = {readonly controlPlane: readonly Host[]; readonly reserved: readonly string[]};

// One spelling for names and addresses alike.
const normalize = (text: string): string => canonicalIp(text) ?? foldDnsName(text);

const hostOf = (url: string): string => (/^https?:\/\/(?:\[([^\]]+)\]|([^:/]+))/.exec(url) ?? []).slice(1).find((part) => part !== undefined) ?? '';

// A planned node that is a control-plane host goes by its node's name, whatever cluster.controlPlane calls it.
const listHosts = ({answers}: ApiServerInput): readonly Host[] => {
	const planned = answers.nodes
		.filter(({isControlPlane}) => isControlPlane)
		.map((node): Host => ({name: node.name, addresses: [...new Set([node.name, node.address, ...node.dnsNames, ...declaredAddresses(node)].map(normalize))]}));
	const named = answers.cluster.controlPlane.map(({name, address}): Host => {
		const addresses = [name, ...(address === undefined ? [] : [address])].map(normalize);
		const same = planned.find((host) => host.name === name || addresses.some((candidate) => host.addresses.includes(candidate)));
		return {name: same?.name ?? name, addresses};
	});
	return [...planned, ...named];
};

/**
 * Tells control-plane hosts' own addresses from those that float. What the operator declared as a host's is that host's; the API server address is
 * nobody's otherwise, even where SSH sees it on a master just now (kubernetes/kubernetes#96981). An endpoint behind the kubernetes Service is its
 * host's where SSH sees it there, since API servers advertise their own addresses.
 */
export const assignApiServerAddresses = (input: ApiServerInput): ApiServerOwners => {
	const {answers, cluster, nodeFacts, resolvedAddresses} = input;
	const hosts = listHosts(input);
	const isDeclared = (text: string): boolean => hosts.some(({addresses}) => addresses.includes(text));
	const floating = [...(answers.cluster.apiServer === undefined ? [] : [answers.cluster.apiServer.host]), hostOf(cluster.server), ...resolvedAddresses]
		.map(normalize)
		.filter((text) => text !== '' && !isDeclared(text));
	const advertised = cluster.apiServerEndpoints.map(({host}) => normalize(host)).filter((text) => !isDeclared(text) && !floating.includes(text));
	const seen = answers.nodes
		.filter(({isControlPlane}) => isControlPlane)
		.map(({name}): Host => {
			const facts = nodeFacts.get(name);
			const uplinks = facts === undefined ? [] : uplinkAddresses(facts);
			return {name, addresses: advertised.filter((text) => uplinks.includes(text))};
		});
	const owned = new Set(seen.flatMap(({addresses}) => addresses));
	return {controlPlane: [...hosts, ...seen.filter(({addresses}) => addresses.length > 0)], reserved: [...new Set([...floating, ...advertised.filter((text) => !owned.has(text))])]};
};
