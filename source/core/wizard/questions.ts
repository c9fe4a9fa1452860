import type {Answers, ApiServerAddress, NodeAnswers} from '../answers/answers.ts';
import {formatApiServerAddress, readApiServerAddress} from '../answers/api-server-address.ts';
import {accept, type Reading} from '../answers/field-reading.ts';
import {listMasters, needsMasters} from '../control-plane/list-masters.ts';
import type {ClusterFacts} from '../facts/cluster-facts.ts';
import {foundFor} from './check.ts';
import type {WizardState} from './wizard-state.ts';

// The key of a question changes exactly when its answer may: an answer with another key is to another question.

/** Names the question of the cluster; undefined while no kubeconfig is chosen. */
export const clusterKey = ({draft, round}: WizardState): string | undefined => (draft.source === 'offline' || draft.kubeconfig.trim() === '' ? undefined : JSON.stringify([draft.kubeconfig.trim(), draft.context, draft.mode, round]));

/** Names the question of the CA certificate, where there is no cluster to ask; undefined while no file is named. */
export const caKey = ({draft, round}: WizardState): string | undefined => (draft.source === 'kubeconfig' || draft.caFile.trim() === '' ? undefined : JSON.stringify([draft.caFile.trim(), round]));

/** What kubelets shall dial: as typed, else the kubeconfig's server. */
export const readAddress = (state: WizardState): Reading<ApiServerAddress> => {
	const typed = state.draft.apiServer.trim();
	const server = typed === '' ? foundFor(state.cluster, clusterKey(state))?.server : undefined;
	return server === undefined ? readApiServerAddress(typed) : accept(server);
};

/** Names the question of the address; undefined while there is none to dial, or no cluster to hold it against. */
export const addressKey = (state: WizardState): string | undefined => {
	const reading = readAddress(state);
	const key = clusterKey(state);
	return reading.isValid && foundFor(state.cluster, key) !== undefined ? JSON.stringify([formatApiServerAddress(reading.value), key]) : undefined;
};

// Where the file names no masters and the run needs them, the cluster has to tell first; undefined until then, none where it cannot be asked.
const findEndpoints = (state: WizardState, answers: Answers): ClusterFacts['apiServerEndpoints'] | undefined => {
	const key = clusterKey(state);
	const isNeeded = needsMasters(answers) && answers.cluster.controlPlane.length === 0;
	return !isNeeded || key === undefined || (state.cluster.state === 'failed' && state.cluster.key === key) ? [] : foundFor(state.cluster, key)?.facts.apiServerEndpoints;
};

/** The hosts that show their keys before any login, nodes first, then masters that are no nodes; undefined until the answers are sound and the cluster has told which masters there are. */
export const listHosts = (state: WizardState): readonly NodeAnswers[] | undefined => {
	const {answers, file} = state;
	if (answers?.text !== file.text || answers?.reading.isValid !== true) {
		return undefined;
	}
	const {answers: sound} = answers.reading;
	const endpoints = findEndpoints(state, sound);
	return endpoints === undefined ? undefined : [...sound.nodes, ...listMasters(sound, endpoints).filter((master) => !sound.nodes.includes(master))];
};

/** Names the question of the host keys; undefined until it is known which hosts there are. */
export const hostKeysKey = (state: WizardState): string | undefined => {
	const hosts = listHosts(state);
	if (hosts === undefined || state.answers?.reading.isValid !== true) {
		return undefined;
	}
	const {ssh} = state.answers.reading.answers;
	return JSON.stringify([hosts.map(({name, address, port, hostKeys}) => [name, address, port, hostKeys]), ssh.port, ssh.configFile, state.round]);
};

/** How many hosts show keys that wait for a person. */
export const countNewKeys = (state: WizardState): number => foundFor(state.hostKeys, hostKeysKey(state))?.fresh.length ?? 0;
