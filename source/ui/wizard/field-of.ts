import type {TextField} from '../../core/wizard/draft.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {FieldState} from '../components/edit-text.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

/** A text field with its caret, which stands at the end until it is moved, and again once something else has changed the text. */
export const fieldOf = ({draft}: Pick<WizardState, 'draft'>, {carets}: WizardUiState, field: TextField): FieldState => {
	const text = draft[field];
	const placed = carets[field];
	return placed?.text === text ? placed : {text, caret: splitCharacters(text).length};
};
