import type {WizardIntent} from '../../core/wizard/wizard-message.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {findModeAt, findModeRow} from './find-mode-row.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

type Choice = Extract<WizardIntent, {type: 'choose'}>['choice'];

const sudoOrder = ['auto', 'ask', 'never'] as const;

const approvalOrder = ['guarded', 'manual', 'classic'] as const;

const changesOrder = ['needed', 'advised', 'none'] as const;

const after = <One>(choices: readonly One[], chosen: One, isBack: boolean): One => choices[(choices.indexOf(chosen) + (isBack ? choices.length - 1 : 1)) % choices.length] ?? chosen;

const changeModeRow = (state: WizardState, ui: WizardUiState, isBack: boolean): Choice | undefined => {
	const {draft} = state;
	switch (findModeRow(state, ui)) {
		case 'mode': {
			const at = findModeAt(state, ui);
			return {mode: at !== draft.mode ? at : at === 'token-file' ? 'bootstrap-token' : 'token-file'};
		}
		case 'rows': {
			return {rows: draft.rows === 'shared' ? 'per-node' : 'shared'};
		}
		case 'retire': {
			return {retire: !draft.retire};
		}
		case 'changes': {
			return {controlPlaneChanges: after(changesOrder, draft.controlPlaneChanges, isBack)};
		}
		case 'approval': {
			return {approval: after(approvalOrder, draft.approval, isBack)};
		}
		case 'spareRows':
		case 'masters': {
			return undefined;
		}
	}
};

const changeSshRow = ({draft}: WizardState, {sshRow}: WizardUiState, isBack: boolean): Choice | undefined =>
	sshRow === 'login' ? {login: draft.login === 'keys' ? 'password' : 'keys'} : sshRow === 'sudo' ? {sudo: after(sudoOrder, draft.sudo, isBack)} : undefined;

/** What the row with the cursor is changed to, the next one or the one before; undefined where it has nothing to choose from. */
export const changeChoice = (state: WizardState, ui: WizardUiState, isBack: boolean): Choice | undefined => (state.stage.status === 'editing' && state.stage.step === 'mode' ? changeModeRow : changeSshRow)(state, ui, isBack);
