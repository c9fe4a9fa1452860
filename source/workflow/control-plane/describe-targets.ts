import type {Answers, ApiServerAddress} from '../../core/answers/answers.ts';
import {usualPort} from '../../core/answers/api-server-address.ts';
import {findComponent, type MasterFacts} from '../../core/control-plane/component.ts';
import {findFlag} from '../../core/control-plane/find-flag.ts';
import {listMasters} from '../../core/control-plane/list-masters.ts';
import type {ClusterFacts} from '../../core/facts/cluster-facts.ts';
import {canonicalIp} from '../../core/net/ip-address.ts';
import type {MasterRead} from '../../core/plan/plan-control-plane.ts';
import {nodeAddress} from '../survey/node-address.ts';
import type {MasterTarget} from './watch-host.ts';

const comparable = (host: string): string => canonicalIp(host) ?? host.toLowerCase();

const findEndpoint = (facts: MasterFacts, endpoints: ClusterFacts['apiServerEndpoints']): ApiServerAddress | undefined => {
	const component = findComponent(facts, 'kube-apiserver');
	if (component === undefined) {
		return undefined;
	}
	const own = new Set([facts.address, ...facts.addresses].map(comparable));
	// Where the cluster does not tell, the apiserver answers at the address that ssh dials, unless it was bound to another one.
	return endpoints.find(({host}) => own.has(comparable(host))) ?? {host: facts.address, port: Number(findFlag(component, 'secure-port') ?? usualPort)};
};

/** Whom a change of the control plane works with, by name: every host that was read. */
export const describeTargets = (answers: Answers, masters: readonly MasterRead[], endpoints: ClusterFacts['apiServerEndpoints']): ReadonlyMap<string, MasterTarget> => {
	const hosts = listMasters(answers, endpoints);
	return new Map(
		masters.flatMap(({name, facts}) => {
			const host = hosts.find((each) => each.name === name);
			return facts === undefined || host === undefined ? [] : [[name, {name, node: nodeAddress(host, answers), endpoint: findEndpoint(facts, endpoints)}] as const];
		}),
	);
};
