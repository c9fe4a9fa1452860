import type {ApiServerAddress} from '../answers/answers.ts';
import {formatApiServerAddress, readApiServerAddress} from '../answers/api-server-address.ts';
import {accept, type Reading} from '../answers/field-reading.ts';
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

/** Names the question of the host keys; undefined until the answers are read and sound. */
export const hostKeysKey = ({answers, file, round}: WizardState): string | undefined => {
	if (answers?.text !== file.text || answers?.reading.isValid !== true) {
		return undefined;
	}
	const {nodes, ssh} = answers.reading.answers;
	return JSON.stringify([nodes.map(({name, address, port, hostKeys}) => [name, address, port, hostKeys]), ssh.port, ssh.configFile, round]);
};

/** How many hosts show keys that wait for a person. */
export const countNewKeys = (state: WizardState): number => foundFor(state.hostKeys, hostKeysKey(state))?.fresh.length ?? 0;
