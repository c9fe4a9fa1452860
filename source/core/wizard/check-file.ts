import type {Problem} from '../problem/problem.ts';
import {type Finding, say, tell} from './finding.ts';
import type {EditingStep} from './step.ts';
import type {WizardState} from './wizard-state.ts';

/** Whether a step needs kubenroll.yaml whole. */
export const readsFile = (step: EditingStep): boolean => step === 'host-keys' || step === 'files';

/** Why kubenroll.yaml cannot be used as it stands now; undefined where it can, and while it is being read. */
export const findFileProblems = ({file, answers}: Pick<WizardState, 'file' | 'answers'>): readonly Problem[] | undefined => (answers?.text === file.text && answers?.reading.isValid === false ? answers.reading.problems : undefined);

/** What there is to say of the file beside the fields of a step. What is wrong elsewhere in it comes up where it is first needed whole. */
export const checkFile = (state: WizardState, step: EditingStep): readonly Finding[] => {
	const unsound = readsFile(step) ? (findFileProblems(state) ?? []) : [];
	return [...(state.isRestored ? [say('note', 'file', 'draft-restored', {})] : []), ...[...state.file.problems, ...unsound].map((problem) => tell('file', problem))];
};
