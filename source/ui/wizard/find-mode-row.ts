import type {Mode} from '../../core/answers/answers.ts';
import {listModeRows, type ModeRow} from '../../core/wizard/mode-rows.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

/** The row of the Mode step that the cursor is in: the mode itself where its row is no longer asked. */
export const findModeRow = (state: WizardState, {modeRow}: WizardUiState): ModeRow => (listModeRows(state).includes(modeRow) ? modeRow : 'mode');

/** The mode that the cursor is at within its row. */
export const findModeAt = ({draft}: WizardState, {modeAt}: WizardUiState): Mode => modeAt ?? draft.mode;

/** The row before or after it, where there is one. */
export const nextModeRow = (state: WizardState, ui: WizardUiState, step: 1 | -1): ModeRow => {
	const rows = listModeRows(state);
	return rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(findModeRow(state, ui)) + step))] ?? 'mode';
};
