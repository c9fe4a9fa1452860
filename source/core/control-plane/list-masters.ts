import type {Answers, MasterAnswers, Mode, NodeAnswers} from '../answers/answers.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import {isLoopback} from '../net/is-loopback.ts';

/** True where the run cannot do without the hosts of the control plane, so that they are looked for where the file names none. */
export const needsMasters = ({mode, tokenFile}: {readonly mode: Mode; readonly tokenFile: {readonly retire: boolean}}): boolean => mode === 'token-file' || tokenFile.retire;

/**
 * The hosts of the control plane that ssh is to reach, as nodes are reached: those that the file names, else, where the mode cannot do without,
 * the addresses at which the cluster's API servers answer. One that is a node as well is reached as that node is. Empty: nobody looks.
 */
export const listMasters = (answers: Answers, endpoints: ClusterFacts['apiServerEndpoints']): readonly NodeAnswers[] => {
	const {controlPlane} = answers.cluster;
	const found: readonly MasterAnswers[] = controlPlane.length > 0 || !needsMasters(answers) ? controlPlane : endpoints.filter(({host}) => !isLoopback(host)).map(({host}) => ({name: host, address: host}));
	return found.map(
		({name, address = name, hostKeys = [], ...login}): NodeAnswers =>
			answers.nodes.find((node) => node.name === name || node.address === address) ?? {name, address, ...login, addresses: [], dnsNames: [], labels: {}, taints: [], hostKeys, isControlPlane: true, mayReenroll: false},
	);
};
