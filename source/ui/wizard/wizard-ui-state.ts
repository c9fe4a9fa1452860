import type {TextField} from '../../core/wizard/draft.ts';
import type {Mode} from '../../core/answers/answers.ts';
import type {ModeRow} from '../../core/wizard/mode-rows.ts';
import {emptyField, type FieldState} from '../components/edit-text.ts';
import type {OverlayStack} from '../components/overlay-stack.ts';
import type {KeyPlace} from '../key-map.ts';

/** What lies over a step. */
export type WizardOverlay =
	| {readonly place: 'help'; readonly of: KeyPlace; readonly scroll: number}
	| {readonly place: 'explain'; readonly scroll: number}
	| {readonly place: 'details'; readonly scroll: number}
	| {readonly place: 'stop'};

/** A row of the SSH form. */
export type SshRow = 'user' | 'identityFile' | 'login' | 'ssh' | 'sudo' | 'sudoPassword';

/** What a screen remembers by itself: carets, rows, overlays, and passwords until they are handed over. What was answered is the session's. */
export type WizardUiState = {
	readonly overlays: OverlayStack<WizardOverlay>;
	/** Where the caret was put, and in which text: in any other text it stands at the end. */
	readonly carets: Partial<Readonly<Record<TextField, FieldState>>>;
	/** Row of the list of kubeconfigs; the last one is the field. undefined: where the chosen one is. */
	readonly clusterRow?: number;
	readonly homeRow: number;
	readonly modeRow: ModeRow;
	/** The mode that the cursor is at, which is not chosen by that; undefined: the chosen one. */
	readonly modeAt: Mode | undefined;
	readonly sshRow: SshRow;
	readonly passwords: Readonly<Record<'ssh' | 'sudo', FieldState>>;
	/** First line shown of a list. */
	readonly scroll: number;
};

/** A screen that nobody has touched. */
export const initialWizardUi: WizardUiState = {overlays: [], carets: {}, homeRow: 0, modeRow: 'mode', modeAt: undefined, sshRow: 'user', passwords: {ssh: emptyField, sudo: emptyField}, scroll: 0};
