/* What a key does on the review, the run and the summary: the next state of the screen, and what is asked of the session. Pure. */
import type {ReviewRow} from '../../core/board/list-review-rows.ts';
import {type RunLine, rowsOfLine} from '../../core/board/group-run-rows.ts';
import type {RunRow} from '../../core/board/list-run-rows.ts';
import {editText, type FieldState, insertText} from '../components/edit-text.ts';
import {moveCursor} from '../components/move-cursor.ts';
import {popOverlay, pushOverlay, replaceOverlay} from '../components/overlay-stack.ts';
import {findAction, type KeyPlace} from '../key-map.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import type {RunOverlay, RunUiState} from './run-ui-state.ts';
import type {ActionId} from '../../text/screen-text.ts';

/** What pressing a key needs to know of what is on the screen. */
export type RunSight = {
	readonly stage: 'review' | 'run' | 'summary';
	readonly review: readonly ReviewRow[];
	/** The nodes as they are shown, and all of them that the filter lets through. */
	readonly lines: readonly RunLine[];
	readonly nodes: readonly RunRow[];
	/** Which half of the end is shown. */
	readonly part: 'nodes' | 'summary';
	readonly isGrouped: boolean;
	/** It is a step of the wizard, with steps before and a home after it. */
	readonly isInWizard: boolean;
	readonly pageRows: number;
	readonly textLines: number;
};

/** What else may be asked for: other steps of the wizard, files instead of a run, nodes to be tried again, what was run on a node as plain text. */
export type RunGoal =
	| {readonly to: 'back' | 'home' | 'board' | 'save-plan'}
	| {readonly to: 'export'; readonly folder: string}
	| {readonly to: 'retry'; readonly nodes: readonly string[]}
	| {readonly to: 'log'; readonly node: string};

/** The next state, and what is asked of the session, the terminal or the wizard. */
export type RunPressed = {readonly ui: RunUiState; readonly goal?: RunGoal; readonly intent?: 'confirm' | 'abort'; readonly leave?: 'quit' | 'suspend'};

const stay = (ui: RunUiState): RunPressed => ({ui});
const push = (ui: RunUiState, overlay: RunOverlay): RunPressed => ({ui: {...ui, overlays: pushOverlay(ui.overlays, overlay)}});
const pop = (ui: RunUiState): RunUiState => ({...ui, overlays: popOverlay(ui.overlays)});
const replace = (ui: RunUiState, overlay: RunOverlay): RunPressed => ({ui: {...ui, overlays: replaceOverlay(ui.overlays, overlay)}});

/** The place whose keys count. */
export const placeOfRun = ({overlays}: RunUiState, {stage, isInWizard}: Pick<RunSight, 'stage' | 'isInWizard'>): KeyPlace => overlays.at(-1)?.place ?? (!isInWizard || stage === 'run' ? stage : stage === 'review' ? 'wizard-review' : 'wizard-summary');

const keysOf = ({stage, review, lines}: RunSight): readonly {readonly key: string}[] => (stage === 'review' ? review : lines);

const toggle = (open: ReadonlySet<string>, key: string): ReadonlySet<string> => (open.has(key) ? new Set([...open].filter((each) => each !== key)) : new Set([...open, key]));

const openRow = (ui: RunUiState, row: ReviewRow | undefined): RunPressed => {
	if (row === undefined) {
		return stay(ui);
	}
	switch (row.kind) {
		case 'cluster':
		case 'master':
		case 'node': {
			return stay({...ui, openKeys: toggle(ui.openKeys, row.key)});
		}
		case 'object':
		case 'file': {
			return push(ui, {place: 'diff', key: row.key, scroll: 0});
		}
		case 'problem': {
			return push(ui, row.of === 'node' ? {place: 'node-details', node: row.problem.subject, scroll: 0} : {place: 'diff', key: row.key, scroll: 0});
		}
		case 'restart':
		case 'set-aside': {
			return stay(ui);
		}
	}
};

/** Whether a node may be tried again just now: while the run goes on, those that it took up and that stopped; afterwards whatever is not done. */
export const mayRetry = ({status}: RunRow, stage: RunSight['stage']): boolean => (stage === 'summary' ? status !== 'ready' && status !== 'unchanged' : stage === 'run' && status === 'failed');

const retry = (ui: RunUiState, rows: readonly RunRow[], {stage}: RunSight): RunPressed => {
	const nodes = stage === 'run' && ui.isStopping ? [] : rows.filter((row) => mayRetry(row, stage)).map(({name}) => name);
	return nodes.length > 0 ? {ui, goal: {to: 'retry', nodes}} : stay({...ui, isNotNow: stage === 'run' && rows.some(({status}) => status === 'blocked')});
};

const openLine = (ui: RunUiState, line: RunLine | undefined): RunPressed => {
	if (line === undefined) {
		return stay(ui);
	}
	return line.kind === 'node' ? push(ui, {place: 'node-details', node: line.row.name, scroll: 0}) : stay({...ui, shutGroups: toggle(ui.shutGroups, line.key)});
};

const showLog = (ui: RunUiState, node: string | undefined): RunPressed => (node === undefined ? stay(ui) : {ui, goal: {to: 'log', node}});

// Before the end something may be lost, wherever one is. What is in hand ends by itself: there is nothing more to ask.
const askToStop = (ui: RunUiState, {stage}: RunSight): RunPressed => (stage === 'summary' ? {ui, leave: 'quit'} : ui.isStopping ? stay(ui) : push(ui, {place: 'stop'}));

const defaultFolder = './kubenroll-files';

const actions: Partial<Record<ActionId, (ui: RunUiState, sight: RunSight) => RunPressed>> = {
	fold: (ui, {review}) => openRow(ui, review[ui.cursor.index]),
	diff: (ui, {review}) => {
		const row = review[ui.cursor.index];
		return row?.kind === 'file' || row?.kind === 'object' ? push(ui, {place: 'diff', key: row.key, scroll: 0}) : stay(ui);
	},
	confirm: (ui) => push(ui, {place: 'confirm'}),
	look: (ui, {lines, part, stage}) => (stage === 'summary' && part === 'summary' ? stay(ui) : openLine(ui, lines[ui.cursor.index])),
	log: (ui, {lines}) => {
		const line = lines[ui.cursor.index];
		return showLog(ui, line?.kind === 'node' ? line.row.name : undefined);
	},
	group: (ui, {isGrouped}) => stay({...ui, isGrouped: !isGrouped}),
	'other-part': (ui, {part}) => stay({...ui, part: part === 'nodes' ? 'summary' : 'nodes'}),
	'save-plan': (ui) => ({ui, goal: {to: 'save-plan'}}),
	export: (ui) => push(ui, {place: 'export', field: {text: defaultFolder, caret: defaultFolder.length}}),
	problems: (ui) => push(ui, {place: 'details', scroll: 0}),
	filter: (ui) => push(ui, {place: 'filter', field: {text: ui.filter, caret: splitCharacters(ui.filter).length}}),
	back: (ui) => stay({...ui, filter: ''}),
	'leave-step': (ui) => ({ui, goal: {to: 'back'}}),
	home: (ui) => ({ui, goal: {to: 'home'}}),
	'open-board': (ui) => ({ui, goal: {to: 'board'}}),
	retry: (ui, sight) => retry(ui, rowsOfLine(sight.lines[ui.cursor.index]), sight),
	'retry-all': (ui, sight) => retry(ui, sight.nodes, sight),
};

const pressBare = (ui: RunUiState, action: ActionId, sight: RunSight): RunPressed => {
	const keys = keysOf(sight);
	if (sight.stage === 'summary' && sight.part === 'summary') {
		const scroll = moveCursor(action, ui.scroll, sight.textLines - sight.pageRows + 1, sight.pageRows);
		return scroll === undefined ? (actions[action]?.(ui, sight) ?? stay(ui)) : stay({...ui, scroll});
	}
	const move = moveCursor(action, ui.cursor.index, keys.length, sight.pageRows);
	return move === undefined ? (actions[action]?.(ui, sight) ?? stay(ui)) : stay({...ui, cursor: {key: keys[move]?.key, index: move, isHeld: true}});
};

const pressOverlay = (ui: RunUiState, overlay: RunOverlay, action: ActionId, sight: RunSight): RunPressed => {
	const {pageRows, textLines} = sight;
	if (overlay.place === 'node-details' && (action === 'log' || action === 'retry')) {
		return action === 'log' ? showLog(ui, overlay.node) : retry(pop(ui), sight.nodes.filter(({name}) => name === overlay.node), sight);
	}
	if (overlay.place === 'export' && action === 'submit') {
		const folder = overlay.field.text.trim();
		return folder === '' ? stay(ui) : {ui: pop(ui), goal: {to: 'export', folder}};
	}
	if ('scroll' in overlay) {
		const scroll = moveCursor(action, overlay.scroll, textLines - pageRows + 1, pageRows);
		return scroll === undefined ? stay(action === 'look' || action === 'help' ? pop(ui) : ui) : replace(ui, {...overlay, scroll});
	}
	if (overlay.place === 'confirm' && action === 'yes') {
		return {ui: {...pop(ui), isConfirmed: true, cursor: {key: undefined, index: 0, isHeld: false}}, intent: 'confirm'};
	}
	return stay(overlay.place === 'filter' && action === 'submit' ? pop(ui) : ui);
};

const stop = (ui: RunUiState): RunPressed => ({ui: {...pop(ui), isStopping: true}, intent: 'abort'});

const withField = (ui: RunUiState, {place}: Extract<RunOverlay, {field: unknown}>, field: FieldState): RunUiState => ({...ui, filter: place === 'filter' ? field.text : ui.filter, overlays: replaceOverlay(ui.overlays, {place, field})});

/** Without the question whether to stop, once there is nothing left to stop. */
export const dropPastQuestion = (ui: RunUiState, stage: RunSight['stage']): RunUiState => (stage === 'summary' && ui.overlays.some(({place}) => place === 'stop') ? {...ui, overlays: ui.overlays.filter(({place}) => place !== 'stop')} : ui);

/** What one stroke does. */
export const pressRun = (before: RunUiState, stroke: string, sight: RunSight): RunPressed => {
	const earlier = dropPastQuestion(before, sight.stage);
	const ui = earlier.isNotNow ? {...earlier, isNotNow: false} : earlier;
	const overlay = ui.overlays.at(-1);
	const field = overlay !== undefined && 'field' in overlay ? editText(overlay.field, stroke) : undefined;
	if (overlay !== undefined && 'field' in overlay && field !== undefined) {
		return stay(withField(ui, overlay, field));
	}
	const place = placeOfRun(ui, sight);
	const action = findAction(place, stroke);
	if (overlay !== undefined && action === 'back') {
		return stay(overlay.place === 'filter' ? {...pop(ui), filter: ''} : pop(ui));
	}
	if (overlay?.place === 'stop' && (action === 'yes' || action === 'cancel')) {
		return stop(ui);
	}
	if (action === 'quit' || action === 'stop' || stroke === 'ctrl-c') {
		return askToStop(ui, sight);
	}
	if (action === undefined) {
		return stay(ui);
	}
	if (action === 'suspend') {
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
	if (overlay === undefined || !('field' in overlay)) {
		return ui;
	}
	return withField(ui, overlay, insertText(overlay.field, text.replaceAll(/\s+/g, ' '), false));
};
