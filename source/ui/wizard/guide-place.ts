import {selectStep} from '../../core/wizard/select-step.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {GuidePlace} from '../components/guide.ts';

/** The screen of the wizard that a tour speaks about. */
export const guidePlaceOf = (state: WizardState): GuidePlace => {
	const {stage} = state;
	const isAdding = stage.status === 'editing' && stage.errand === 'add-nodes' && stage.step === 'nodes';
	return isAdding ? 'more-nodes' : (selectStep(state) ?? 'home');
};
