/* What a key does in the wizard: the next state of the screen, and what is asked of the session. Pure, so that every way through it can be told as a table. */
import {listAddressNames} from '../../core/wizard/check-address-step.ts';
import {findWrongLine} from '../../core/wizard/find-wrong-line.ts';
import type {TextField} from '../../core/wizard/draft.ts';
import {findFixes} from '../../core/wizard/find-fixes.ts';
import type {WizardIntent} from '../../core/wizard/wizard-message.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {ActionId} from '../../text/screen-text.ts';
import {editText, emptyField, type FieldState, insertText} from '../components/edit-text.ts';
import {moveCursor} from '../components/move-cursor.ts';
import {popOverlay, pushOverlay, replaceOverlay} from '../components/overlay-stack.ts';
import {findAction} from '../key-map.ts';
import {changeChoice} from './change-choice.ts';
import {fieldOf} from './field-of.ts';
import {findModeAt, findModeRow, nextModeRow} from './find-mode-row.ts';
import {homeChoices} from './layout-home.ts';
import {placeCaret, placeInLine} from './layout-lines-field.ts';
import {findKubeconfigRow, listKubeconfigRows} from './list-kubeconfig-rows.ts';
import {findClusterRow, listClusterRows} from './list-cluster-rows.ts';
import {listSshRows} from './list-ssh-rows.ts';
import {focusOf, isSecret, wizardPlaceOf} from './wizard-place.ts';
import type {WizardOverlay, WizardUiState} from './wizard-ui-state.ts';

/** What pressing a key needs to know of what is on the screen. */
export type WizardSight = {
	readonly state: WizardState;
	/** How many lines the scrolled text has, and how many of them are seen at once. */
	readonly textLines: number;
	readonly pageLines: number;
};

/** The next state of the screen, and what is asked of the session or the terminal. */
export type WizardPressed = {
	readonly ui: WizardUiState;
	readonly intents?: readonly WizardIntent[];
	/** Passwords to hold in memory, before the intents. */
	readonly passwords?: readonly {readonly kind: 'ssh' | 'sudo'; readonly password: string}[];
	readonly leave?: 'quit' | 'suspend' | 'board';
};

const stay = (ui: WizardUiState): WizardPressed => ({ui});
const push = (ui: WizardUiState, overlay: WizardOverlay): WizardPressed => stay({...ui, overlays: pushOverlay(ui.overlays, overlay)});
const pop = (ui: WizardUiState): WizardPressed => stay({...ui, overlays: popOverlay(ui.overlays)});
const ask = (ui: WizardUiState, ...intents: readonly WizardIntent[]): WizardPressed => ({ui, intents});
/** To another step: its list begins at the top, and what was only looked at is forgotten. */
const go = (ui: WizardUiState, ...intents: readonly WizardIntent[]): WizardPressed => ask({...ui, scroll: 0, modeAt: undefined}, ...intents);

const isAtMode = ({stage}: WizardState): boolean => stage.status === 'editing' && stage.step === 'mode';

const kindOf = (row: 'ssh' | 'sudoPassword'): 'ssh' | 'sudo' => (row === 'ssh' ? 'ssh' : 'sudo');

const setField = (ui: WizardUiState, name: TextField, field: FieldState): WizardPressed => ask({...ui, carets: {...ui.carets, [name]: field}}, {type: 'type-text', field: name, text: field.text});

const moveInField = (state: WizardState, ui: WizardUiState, name: TextField, field: FieldState): WizardPressed => (field.text === state.draft[name] ? stay({...ui, carets: {...ui.carets, [name]: field}}) : setField(ui, name, field));

const moveLine = (state: WizardState, ui: WizardUiState, step: 1 | -1): WizardPressed => {
	const field = fieldOf(state, ui, 'nodes');
	const lines = field.text.split('\n');
	const {line, column} = placeCaret(field);
	const to = Math.max(0, Math.min(lines.length - 1, line + step));
	return stay({...ui, carets: {...ui.carets, nodes: {...field, caret: placeInLine(field.text, to, column)}}});
};

const moveClusterRow = (state: WizardState, ui: WizardUiState, step: 1 | -1): WizardPressed => {
	const rows = listClusterRows(state);
	const index = Math.max(0, Math.min(rows.length - 1, (ui.clusterRow ?? findClusterRow(state)) + step));
	const row = rows[index];
	const moved = {...ui, clusterRow: index};
	const source = row?.kind === 'offline' || (row?.kind === 'field' && row.field !== 'kubeconfig') ? 'offline' : 'kubeconfig';
	const choose: readonly WizardIntent[] = state.draft.source === source ? [] : [{type: 'choose', choice: {source}}];
	if (row?.kind === 'kubeconfig') {
		return ask(moved, ...choose, {type: 'choose-kubeconfig', ...row.choice});
	}
	// The field for another file begins empty, not with one that stands above it.
	const isListed = row?.kind === 'field' && row.field === 'kubeconfig' && findKubeconfigRow(state) < listKubeconfigRows(state).length;
	return ask(moved, ...choose, ...(isListed ? [{type: 'choose-kubeconfig', path: ''} as const] : []));
};

const moveSshRow = (state: WizardState, ui: WizardUiState, step: 1 | -1): WizardPressed => {
	const rows = listSshRows(state.draft);
	const row = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(ui.sshRow) + step))] ?? 'user';
	return stay({...ui, sshRow: row});
};

// Past a mode is not into it: what a cluster needs for one is too much to be chosen on the way.
const moveModeRow = (state: WizardState, ui: WizardUiState, step: 1 | -1): WizardUiState => {
	const nearest = step === 1 ? 'token-file' : 'bootstrap-token';
	if (findModeRow(state, ui) === 'mode' && findModeAt(state, ui) !== nearest) {
		return {...ui, modeAt: nearest};
	}
	const modeRow = nextModeRow(state, ui, step);
	return {...ui, modeRow, modeAt: step === -1 && modeRow === 'mode' && findModeRow(state, ui) !== 'mode' ? 'token-file' : ui.modeAt};
};

const moveRow = (state: WizardState, ui: WizardUiState, step: 1 | -1): WizardPressed => {
	const {stage} = state;
	if (stage.status === 'home') {
		return stay({...ui, homeRow: Math.max(0, Math.min(homeChoices.length - 1, ui.homeRow + step))});
	}
	if (stage.status !== 'editing') {
		return stay(ui);
	}
	switch (stage.step) {
		case 'cluster': {
			return moveClusterRow(state, ui, step);
		}
		case 'mode': {
			return stay(moveModeRow(state, ui, step));
		}
		case 'nodes': {
			return moveLine(state, ui, step);
		}
		case 'ssh': {
			return moveSshRow(state, ui, step);
		}
		case 'address':
		case 'files':
		case 'host-keys': {
			return stay(ui);
		}
	}
};

const change = (state: WizardState, ui: WizardUiState, isBack: boolean): WizardPressed => {
	const choice = changeChoice(state, ui, isBack);
	return choice === undefined ? stay(ui) : ask({...ui, modeAt: undefined}, {type: 'choose', choice});
};

const nextName = (state: WizardState, ui: WizardUiState): WizardPressed => {
	const names = listAddressNames(state);
	const name = names[(names.indexOf(state.draft.apiServer) + 1) % Math.max(1, names.length)];
	return name === undefined ? stay(ui) : setField(ui, 'apiServer', {text: name, caret: name.length});
};

const goOn = (state: WizardState, ui: WizardUiState): WizardPressed => {
	const {stage} = state;
	if (stage.status === 'home') {
		const choice = homeChoices[ui.homeRow] ?? 'add-nodes';
		return choice === 'board' ? {ui, leave: 'board'} : go(ui, {type: 'begin', errand: choice});
	}
	const wrong = stage.status === 'editing' && stage.step === 'nodes' ? findWrongLine(state) : undefined;
	if (wrong !== undefined) {
		return go({...ui, carets: {...ui.carets, nodes: {text: state.draft.nodes, caret: placeInLine(state.draft.nodes, wrong - 1, Infinity)}}}, {type: 'next'});
	}
	const typed = listSshRows(state.draft).filter(isSecret).map((row) => ({kind: kindOf(row), password: ui.passwords[kindOf(row)].text})).filter(({password}) => password !== '');
	if (stage.status === 'editing' && stage.step === 'ssh' && typed.length > 0) {
		return {ui: {...ui, passwords: {ssh: emptyField, sudo: emptyField}}, passwords: typed, intents: [{type: 'next'}]};
	}
	const mode = isAtMode(state) && findModeRow(state, ui) === 'mode' ? findModeAt(state, ui) : state.draft.mode;
	return go(ui, ...(mode === state.draft.mode ? [] : [{type: 'choose', choice: {mode}} as const]), {type: 'next'});
};

// An empty line ends the list, as in any dialogue of lines.
const breakLine = (state: WizardState, ui: WizardUiState): WizardPressed => {
	const field = fieldOf(state, ui, 'nodes');
	const {line} = placeCaret(field);
	const isEmpty = (field.text.split('\n')[line] ?? '').trim() === '';
	return isEmpty ? goOn(state, ui) : setField(ui, 'nodes', insertText(field, '\n', true));
};

// At home nothing is begun, and files that are written are an end; else it is asked, once, wherever one is.
const askToLeave = ({stage, papers}: WizardState, ui: WizardUiState): WizardPressed => {
	const isOver = stage.status === 'home' || (stage.status === 'editing' && stage.step === 'files' && papers.came.state === 'found');
	return isOver ? {ui, leave: 'quit'} : push(ui, {place: 'stop'});
};

const actions: Partial<Record<ActionId, (sight: WizardSight, ui: WizardUiState, stroke: string) => WizardPressed>> = {
	next: ({state}, ui) => goOn(state, ui),
	onward: ({state}, ui) => goOn(state, ui),
	write: ({state}, ui) => goOn(state, ui),
	'new-line': ({state}, ui) => breakLine(state, ui),
	back: (_sight, ui) => go(ui, {type: 'back'}),
	up: ({state}, ui) => moveRow(state, ui, -1),
	down: ({state}, ui) => moveRow(state, ui, 1),
	'field-up': ({state}, ui) => moveRow(state, ui, -1),
	'field-down': ({state}, ui) => moveRow(state, ui, 1),
	'next-section': ({state}, ui) => stay({...ui, modeRow: nextModeRow(state, ui, 1)}),
	change: ({state}, ui, stroke) => change(state, ui, stroke === 'left'),
	names: ({state}, ui) => nextName(state, ui),
	explain: (_sight, ui) => push(ui, {place: 'explain', scroll: 0}),
	whole: (_sight, ui) => push(ui, {place: 'details', scroll: 0}),
	'look-again': (_sight, ui) => ask(ui, {type: 'look-again'}),
	accept: (_sight, ui) => ask(ui, {type: 'accept-host-keys'}),
	fix: ({state: {stage}}, ui) => (stage.status === 'surveying' && stage.run.plan !== undefined && findFixes(stage.run.plan).length > 0 ? go(ui, {type: 'apply-fixes'}) : stay(ui)),
	cancel: ({state}, ui) => askToLeave(state, ui),
	quit: ({state}, ui) => askToLeave(state, ui),
	suspend: (_sight, ui) => ({ui, leave: 'suspend'}),
};

const pressInOverlay = (ui: WizardUiState, overlay: WizardOverlay, action: ActionId, sight: WizardSight): WizardPressed => {
	if (overlay.place === 'stop') {
		return action === 'yes' || action === 'cancel' ? {ui, leave: 'quit'} : stay(ui);
	}
	const scroll = moveCursor(action, overlay.scroll, sight.textLines - sight.pageLines + 1, sight.pageLines);
	return scroll === undefined ? (action === overlay.place || action === 'look' ? pop(ui) : stay(ui)) : stay({...ui, overlays: replaceOverlay(ui.overlays, {...overlay, scroll})});
};

const typeSecret = (ui: WizardUiState, stroke: string): WizardPressed | undefined => {
	if (!isSecret(ui.sshRow)) {
		return undefined;
	}
	const kind = kindOf(ui.sshRow);
	const field = editText(ui.passwords[kind], stroke);
	return field === undefined ? undefined : stay({...ui, passwords: {...ui.passwords, [kind]: field}});
};

/** What one stroke does. */
export const pressWizard = (ui: WizardUiState, stroke: string, sight: WizardSight): WizardPressed => {
	const {state} = sight;
	const overlay = ui.overlays.at(-1);
	const place = wizardPlaceOf(state, ui);
	const action = findAction(place, stroke);
	if (overlay !== undefined) {
		if (action === 'quit' || (stroke === 'ctrl-c' && overlay.place !== 'stop')) {
			return askToLeave(state, ui);
		}
		return action === 'suspend' ? {ui, leave: 'suspend'} : action === 'back' ? pop(ui) : action === undefined ? stay(ui) : pressInOverlay(ui, overlay, action, sight);
	}
	const focus = focusOf(state, ui);
	// Space, left and right are text in a field of text, and a change in a row of choices.
	if (action !== undefined && !(action === 'change' && focus !== undefined)) {
		const isScrolled = place === 'wizard-keys' || place === 'survey' || (place === 'home' && action !== 'up' && action !== 'down');
		const scroll = isScrolled ? moveCursor(action, ui.scroll, sight.textLines - sight.pageLines + 1, sight.pageLines) : undefined;
		return scroll !== undefined ? stay({...ui, scroll}) : action === 'help' ? push(ui, {place: 'help', of: place, scroll: 0}) : (actions[action]?.(sight, ui, stroke) ?? stay(ui));
	}
	if (focus === undefined) {
		return (place === 'wizard-secret' ? typeSecret(ui, stroke) : undefined) ?? stay(ui);
	}
	const field = editText(fieldOf(state, ui, focus), stroke, focus === 'nodes');
	return field === undefined ? stay(ui) : moveInField(state, ui, focus, field);
};

/** What a paste does: it goes whole into the field that is there, its lines kept where the field has lines. */
export const pasteIntoWizard = (ui: WizardUiState, text: string, {state}: WizardSight): WizardPressed => {
	const focus = focusOf(state, ui);
	if (focus !== undefined) {
		return setField(ui, focus, insertText(fieldOf(state, ui, focus), focus === 'nodes' ? text : text.trim(), focus === 'nodes'));
	}
	if (wizardPlaceOf(state, ui) === 'wizard-secret' && isSecret(ui.sshRow)) {
		const kind = kindOf(ui.sshRow);
		return stay({...ui, passwords: {...ui.passwords, [kind]: insertText(ui.passwords[kind], text.replaceAll(/[\r\n]+$/g, ''), false)}});
	}
	return stay(ui);
};
