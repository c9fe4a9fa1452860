import type {TextField} from '../../core/wizard/draft.ts';
import type {ModeRow} from '../../core/wizard/mode-rows.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {KeyPlace} from '../key-map.ts';
import {findModeRow} from './find-mode-row.ts';
import {type ClusterRow, findClusterRow, listClusterRows} from './list-cluster-rows.ts';
import type {SshRow, WizardUiState} from './wizard-ui-state.ts';

// Rows of the Mode step that letters go to.
const isTyped = (row: ModeRow): row is 'spareRows' | 'masters' => row === 'spareRows' || row === 'masters';

/** Whether a row of the SSH form is a password. */
export const isSecret = (row: SshRow): row is 'ssh' | 'sudoPassword' => row === 'ssh' || row === 'sudoPassword';

const clusterRowOf = (state: WizardState, ui: WizardUiState): ClusterRow | undefined => listClusterRows(state)[ui.clusterRow ?? findClusterRow(state)];

/** The place whose keys count: the topmost overlay's, else the step's. */
export const wizardPlaceOf = (state: WizardState, ui: WizardUiState): KeyPlace => {
	const overlay = ui.overlays.at(-1);
	const {stage} = state;
	if (overlay !== undefined) {
		return overlay.place;
	}
	if (stage.status !== 'editing') {
		return stage.status === 'home' ? 'home' : 'survey';
	}
	switch (stage.step) {
		case 'cluster': {
			return clusterRowOf(state, ui)?.kind === 'field' ? 'wizard-form' : 'wizard-list';
		}
		case 'mode': {
			return isTyped(findModeRow(state, ui)) ? 'wizard-form' : 'wizard-mode';
		}
		case 'address': {
			return 'wizard-field';
		}
		case 'nodes': {
			return 'wizard-lines';
		}
		case 'ssh': {
			return isSecret(ui.sshRow) ? 'wizard-secret' : 'wizard-form';
		}
		case 'host-keys': {
			return 'wizard-keys';
		}
		case 'files': {
			return 'wizard-files';
		}
	}
};

/** The text field that letters go to; undefined where letters are keys. */
export const focusOf = (state: WizardState, ui: WizardUiState): TextField | undefined => {
	const {stage} = state;
	if (stage.status !== 'editing' || ui.overlays.length > 0) {
		return undefined;
	}
	switch (stage.step) {
		case 'cluster': {
			const row = clusterRowOf(state, ui);
			return row?.kind === 'field' ? row.field : undefined;
		}
		case 'address': {
			return 'apiServer';
		}
		case 'nodes': {
			return 'nodes';
		}
		case 'ssh': {
			return ui.sshRow === 'user' || ui.sshRow === 'identityFile' ? ui.sshRow : undefined;
		}
		case 'files': {
			return 'folder';
		}
		case 'mode': {
			const row = findModeRow(state, ui);
			return isTyped(row) ? row : undefined;
		}
		case 'host-keys': {
			return undefined;
		}
	}
};
