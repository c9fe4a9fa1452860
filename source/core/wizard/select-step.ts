import type {StepId} from './step.ts';
import type {WizardState} from './wizard-state.ts';

/** The step that a state is at; undefined on the home screen. */
export const selectStep = ({stage}: WizardState): StepId | undefined => {
	switch (stage.status) {
		case 'home': {
			return undefined;
		}
		case 'editing': {
			return stage.step;
		}
		case 'surveying':
		case 'interrupted': {
			return 'survey';
		}
		case 'reviewing': {
			return 'review';
		}
		case 'running': {
			return 'run';
		}
		case 'finished': {
			return 'summary';
		}
	}
};
