/* What a key does on the review, the run and the summary: the next state of the screen, and what is asked of the session. Pure. */
import type {ReviewRow} from '../../core/board/list-review-rows.ts';
import type {RunRow} from '../../core/board/list-run-rows.ts';
import {editText} from '../components/edit-text.ts';
import {moveCursor} from '../components/move-cursor.ts';
import {popOverlay, pushOverlay, replaceOverlay} from '../components/overlay-stack.ts';
import {findAction, type KeyPlace} from '../key-map.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import type {RunOverlay, RunUiState} from './run-ui-state.ts';
import type {ActionId} from '../../text/screen-text.ts';

/** What pressing a key needs to know of what is on the screen. */
export type RunSight = {
	readonly stage: 'review' | 'run' | 'summary';
	/** Rows of the review while that is shown, else of the nodes. */
	readonly review: readonly ReviewRow[];
	readonly nodes: readonly RunRow[];
	/** It is a step of the wizard, with steps before and a home after it. */
	readonly isInWizard: boolean;
	readonly pageRows: number;
	readonly textLines: number;
};

/** Where else one may go from a run that is part of the wizard; `nodes` are those to try again. */
export type RunGoal = {readonly to: 'back' | 'home' | 'board'} | {readonly to: 'retry'; readonly nodes: readonly string[]};

/** The next state, and what is asked of the session, the terminal or the wizard. */
export type RunPressed = {readonly ui: RunUiState; readonly goal?: RunGoal; readonly intent?: 'confirm' | 'abort'; readonly leave?: 'quit' | 'suspend'};

const stay = (ui: RunUiState): RunPressed => ({ui});
const push = (ui: RunUiState, overlay: RunOverlay): RunPressed => ({ui: {...ui, overlays: pushOverlay(ui.overlays, overlay)}});
const pop = (ui: RunUiState): RunUiState => ({...ui, overlays: popOverlay(ui.overlays)});
const replace = (ui: RunUiState, overlay: RunOverlay): RunPressed => ({ui: {...ui, overlays: replaceOverlay(ui.overlays, overlay)}});

/** The place whose keys count. */
export const placeOfRun = ({overlays}: RunUiState, {stage, isInWizard}: Pick<RunSight, 'stage' | 'isInWizard'>): KeyPlace => overlays.at(-1)?.place ?? (!isInWizard || stage === 'run' ? stage : stage === 'review' ? 'wizard-review' : 'wizard-summary');

const keysOf = ({stage, review, nodes}: RunSight): readonly {readonly key: string}[] => (stage === 'review' ? review : nodes);

const toggle = (open: ReadonlySet<string>, key: string): ReadonlySet<string> => (open.has(key) ? new Set([...open].filter((each) => each !== key)) : new Set([...open, key]));

const openRow = (ui: RunUiState, row: ReviewRow | undefined): RunPressed => {
	if (row === undefined) {
		return stay(ui);
	}
	switch (row.kind) {
		case 'cluster':
		case 'node': {
			return stay({...ui, openKeys: toggle(ui.openKeys, row.key)});
		}
		case 'object':
		case 'file': {
			return push(ui, {place: 'diff', key: row.key, scroll: 0});
		}
		case 'problem': {
			return push(ui, {place: 'details', node: row.problem.subject, scroll: 0});
		}
		case 'set-aside': {
			return stay(ui);
		}
	}
};

const retry = (ui: RunUiState, rows: readonly (RunRow | undefined)[]): RunPressed => {
	const nodes = rows.flatMap((row) => (row === undefined || row.status === 'ready' || row.status === 'unchanged' ? [] : [row.name]));
	return nodes.length === 0 ? stay(ui) : {ui, goal: {to: 'retry', nodes}};
};

const actions: Partial<Record<ActionId, (ui: RunUiState, sight: RunSight) => RunPressed>> = {
	fold: (ui, {review}) => openRow(ui, review[ui.cursor.index]),
	diff: (ui, {review}) => {
		const row = review[ui.cursor.index];
		return row?.kind === 'file' || row?.kind === 'object' ? push(ui, {place: 'diff', key: row.key, scroll: 0}) : stay(ui);
	},
	confirm: (ui) => push(ui, {place: 'confirm'}),
	look: (ui, {nodes}) => {
		const row = nodes[ui.cursor.index];
		return row === undefined ? stay(ui) : push(ui, {place: 'details', node: row.name, scroll: 0});
	},
	problems: (ui) => push(ui, {place: 'details', node: undefined, scroll: 0}),
	filter: (ui) => push(ui, {place: 'filter', field: {text: ui.filter, caret: splitCharacters(ui.filter).length}}),
	back: (ui) => stay({...ui, filter: ''}),
	stop: (ui) => push(ui, {place: 'stop'}),
	'leave-step': (ui) => ({ui, goal: {to: 'back'}}),
	home: (ui) => ({ui, goal: {to: 'home'}}),
	'open-board': (ui) => ({ui, goal: {to: 'board'}}),
	retry: (ui, {nodes}) => retry(ui, [nodes[ui.cursor.index]]),
	'retry-all': (ui, {nodes}) => retry(ui, nodes),
};

const pressBare = (ui: RunUiState, action: ActionId, sight: RunSight): RunPressed => {
	const keys = keysOf(sight);
	const move = moveCursor(action, ui.cursor.index, keys.length, sight.pageRows);
	return move === undefined ? (actions[action]?.(ui, sight) ?? stay(ui)) : stay({...ui, cursor: {key: keys[move]?.key, index: move}});
};

const pressOverlay = (ui: RunUiState, overlay: RunOverlay, action: ActionId, {pageRows, textLines}: RunSight): RunPressed => {
	if ('scroll' in overlay) {
		const scroll = moveCursor(action, overlay.scroll, textLines - pageRows + 1, pageRows);
		return scroll === undefined ? stay(action === 'look' || action === 'help' ? pop(ui) : ui) : replace(ui, {...overlay, scroll});
	}
	if (overlay.place === 'confirm' && action === 'yes') {
		return {ui: {...pop(ui), isConfirmed: true, cursor: {key: undefined, index: 0}}, intent: 'confirm'};
	}
	if (overlay.place === 'stop' && action === 'yes') {
		return {ui: {...pop(ui), isStopping: true}, intent: 'abort'};
	}
	return stay(overlay.place === 'filter' && action === 'submit' ? pop(ui) : ui);
};

const withFilter = (ui: RunUiState, field: Extract<RunOverlay, {place: 'filter'}>['field']): RunUiState => ({...ui, filter: field.text, overlays: replaceOverlay(ui.overlays, {place: 'filter', field})});

/** What one stroke does. */
export const pressRun = (ui: RunUiState, stroke: string, sight: RunSight): RunPressed => {
	const overlay = ui.overlays.at(-1);
	const field = overlay?.place === 'filter' ? editText(overlay.field, stroke) : undefined;
	if (field !== undefined) {
		return stay(withFilter(ui, field));
	}
	const place = placeOfRun(ui, sight);
	const action = findAction(place, stroke);
	if (overlay !== undefined && (action === 'back' || (stroke === 'ctrl-c' && overlay.place !== 'stop'))) {
		return stay(overlay.place === 'filter' ? {...pop(ui), filter: ''} : pop(ui));
	}
	if (action === undefined) {
		return stay(ui);
	}
	if (action === 'quit' || action === 'suspend') {
		return {ui, leave: action};
	}
	if (action === 'help' && overlay?.place !== 'help') {
		return push(ui, {place: 'help', of: place, scroll: 0});
	}
	return overlay === undefined ? pressBare(ui, action, sight) : pressOverlay(ui, overlay, action, sight);
};

/** What a paste does: it is typed as a whole, where there is a field. */
export const pasteOnRun = (ui: RunUiState, text: string): RunUiState => {
	const overlay = ui.overlays.at(-1);
	const field = overlay?.place === 'filter' ? editText(overlay.field, text.replaceAll(/\s+/g, ' ')) : undefined;
	return field === undefined ? ui : withFilter(ui, field);
};
