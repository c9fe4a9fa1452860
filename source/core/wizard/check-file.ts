import {type Finding, say, tell} from './finding.ts';
import type {EditingStep} from './step.ts';
import type {WizardState} from './wizard-state.ts';

/** Whether a step needs kubenroll.yaml whole. */
export const readsFile = (step: EditingStep): boolean => step === 'host-keys' || step === 'files';

/** What there is to say of the file beside the fields of a step. What is wrong elsewhere in it comes up where it is first needed whole. */
export const checkFile = ({file, answers, isRestored}: WizardState, step: EditingStep): readonly Finding[] => {
	const isUnsound = readsFile(step) && answers?.text === file.text && answers?.reading.isValid === false;
	return [...(isRestored ? [say('note', 'file', 'draft-restored', {})] : []), ...[...file.problems, ...(isUnsound ? answers.reading.problems : [])].map((problem) => tell('file', problem))];
};
