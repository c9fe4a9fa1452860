import type {WizardState} from '../core/wizard/wizard-state.ts';
import type {Text} from './catalog.ts';
import {knowLogins} from './know-logins.ts';

/** What knowLogins does, with the answers that the wizard has: the same text where they are not sound yet. */
export const knowWizardLogins = (text: Text, {answers}: {readonly answers?: WizardState['answers']}): Text => (answers?.reading.isValid === true ? knowLogins(text, answers.reading.answers) : text);
