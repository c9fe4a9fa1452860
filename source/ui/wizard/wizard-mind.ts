import {checkStep} from '../../core/wizard/check-step.ts';
import {pasteIntoWizard, pressWizard} from './press-wizard.ts';

/** What the wizard judges and obeys with. It reads YAML and knows every field, which takes longer to load than a first frame to draw: it comes behind that. */
export type WizardMind = {readonly checkStep: typeof checkStep; readonly pressWizard: typeof pressWizard; readonly pasteIntoWizard: typeof pasteIntoWizard};

/** All of it. */
export const wizardMind: WizardMind = {checkStep, pressWizard, pasteIntoWizard};
