import {checkAddressStep} from './check-address-step.ts';
import {checkClusterStep} from './check-cluster-step.ts';
import {checkFilesStep} from './check-files-step.ts';
import {checkModeStep} from './check-mode-step.ts';
import {checkNodesStep} from './check-nodes-step.ts';
import {checkHostKeysStep, checkSshStep} from './check-ssh-step.ts';
import {type Finding, say, tell} from './finding.ts';
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

// What is wrong elsewhere in the file comes up where the file is first needed whole.
const checkFile = ({file, answers, isRestored}: WizardState, step: EditingStep): readonly Finding[] => {
	const isUnsound = (step === 'host-keys' || step === 'files') && answers?.text === file.text && answers?.reading.isValid === false;
	return [...(isRestored ? [say('note', 'file', 'draft-restored', {})] : []), ...[...file.problems, ...(isUnsound ? answers.reading.problems : [])].map((problem) => tell('file', problem))];
};

/** Everything there is to say of a step as it stands now; changes with every stroke and every answer. */
export const checkStep = (state: WizardState, step: EditingStep): readonly Finding[] => [...checkFile(state, step), ...checks[step](state)];
