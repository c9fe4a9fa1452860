import {checkAddressStep} from './check-address-step.ts';
import {checkClusterStep} from './check-cluster-step.ts';
import {checkFile} from './check-file.ts';
import {checkFilesStep} from './check-files-step.ts';
import {checkModeStep} from './check-mode-step.ts';
import {checkNodesStep} from './check-nodes-step.ts';
import {checkHostKeysStep, checkSshStep} from './check-ssh-step.ts';
import {findMendingStep} from './find-mending-step.ts';
import {type Finding, say} from './finding.ts';
import type {EditingStep} from './step.ts';
import type {WizardState} from './wizard-state.ts';

const checks: Readonly<Record<EditingStep, (state: WizardState) => readonly Finding[]>> = {
	cluster: checkClusterStep,
	mode: checkModeStep,
	address: checkAddressStep,
	nodes: checkNodesStep,
	ssh: checkSshStep,
	'host-keys': checkHostKeysStep,
	files: checkFilesStep,
};

const tellWhere = (state: WizardState): readonly Finding[] => {
	const step = findMendingStep(state);
	return step === undefined ? [] : [say('note', 'file', 'file-mended-at', {step})];
};

/** Everything there is to say of a step as it stands now; changes with every stroke and every answer. */
export const checkStep = (state: WizardState, step: EditingStep): readonly Finding[] => [...checkFile(state, step), ...tellWhere(state), ...checks[step](state)];
