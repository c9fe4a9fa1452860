import type {Finding} from '../../core/wizard/finding.ts';
import {listModeRows, mayTellMasters, type ModeRow, wantsMasters} from '../../core/wizard/mode-rows.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import type {ChoiceText} from '../../text/wizard-text.ts';
import {measureText, padEnd} from '../../text/typeset.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {fieldOf} from './field-of.ts';
import {findModeAt, findModeRow} from './find-mode-row.ts';
import {layOutFindings} from './layout-findings.ts';
import {drawField, saySentence, type WizardLayout} from './wizard-layout.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

const modes = ['bootstrap-token', 'token-file'] as const;

// The head of a step takes three lines, and one is blank above the findings.
const around = 4;

const fewFindings = 2;

const explain = (sentences: readonly string[], {width}: WizardLayout): readonly LineSpans[] => sentences.flatMap((sentence) => saySentence(sentence, 'faint', {width: width - 4}).map((line): LineSpans => [span('    '), ...line]));

/** What a row is set to, and what that means. */
const choiceOf = (row: Exclude<ModeRow, 'mode'>, state: WizardState, {text: {wizard}}: WizardLayout): ChoiceText => {
	const {draft} = state;
	const {mode: words, approval} = wizard;
	switch (row) {
		case 'rows': {
			return words.rows[draft.rows];
		}
		case 'spareRows': {
			return {name: words.spareRows.none, says: words.spareRows.says};
		}
		case 'retire': {
			return words.retire[draft.retire ? 'retire' : 'keep'];
		}
		case 'masters': {
			const isNeeded = wantsMasters(draft);
			return {name: isNeeded ? (mayTellMasters(state) ? words.masters.fromCluster : '') : words.masters.none, says: words.masters.says[isNeeded ? 'token-file' : 'bootstrap-token']};
		}
		case 'changes': {
			return words.changes[draft.controlPlaneChanges];
		}
		case 'approval': {
			return approval.modes[draft.approval];
		}
	}
};

const drawRow = (row: Exclude<ModeRow, 'mode'>, labelWidth: number, state: WizardState, ui: WizardUiState, layout: WizardLayout): LineSpans => {
	const {text, theme} = layout;
	const hasFocus = findModeRow(state, ui) === row;
	const head: LineSpans = [span(`${hasFocus ? theme.glyph('cursor') : ' '} `, 'accent'), span(padEnd(text.wizard.mode.fields[row], labelWidth + 2), hasFocus ? 'plain' : 'faint')];
	const {name} = choiceOf(row, state, layout);
	if (row !== 'spareRows' && row !== 'masters') {
		return [...head, span(name, hasFocus ? 'chosen' : 'plain'), ...(hasFocus ? [span(`  ${text.screens.keys.space}`, 'accent'), span(` ${text.screens.actions.change}`, 'faint')] : [])];
	}
	const field = fieldOf(state, ui, row);
	const drawn = drawField(field, {...layout, width: Math.max(12, layout.width - labelWidth - 4)}, {hasFocus}).slice(1);
	return [...head, ...drawn, ...(field.text === '' ? [span(hasFocus && row === 'masters' ? [name, text.wizard.mode.masters.example].filter((part) => part !== '').join('   ') : name, 'faint')] : [])];
};

/** The Mode step: both modes with what each means as far as there is room, then what belongs to the chosen one; the row with the cursor always says what it means. */
export const layOutMode = (state: WizardState, ui: WizardUiState, layout: WizardLayout, findings: readonly Finding[]): readonly LineSpans[] => {
	const {text, theme, height} = layout;
	const {draft} = state;
	const focus = findModeRow(state, ui);
	const at = findModeAt(state, ui);
	const rows = listModeRows(state).filter((row) => row !== 'mode');
	const labelWidth = Math.max(...rows.map((row) => measureText(text.wizard.mode.fields[row])));
	const drawMode = (mode: (typeof modes)[number]): LineSpans => {
		const hasCursor = focus === 'mode' && at === mode;
		const marks = `${hasCursor ? theme.glyph('cursor') : ' '} ${draft.mode === mode ? theme.glyph('needs') : ' '} `;
		return [span(marks, 'accent'), span(text.wizard.modes[mode].name, hasCursor ? 'chosen' : 'plain'), ...(hasCursor && draft.mode !== mode ? [span(`  ${text.screens.keys.space}`, 'accent'), span(` ${text.screens.actions.change}`, 'faint')] : [])];
	};
	const says = focus === 'mode' ? text.wizard.modes[at].says : choiceOf(focus, state, layout).says;
	const lines = rows.map((row) => drawRow(row, labelWidth, state, ui, layout));
	const about = modes.flatMap((mode) => [drawMode(mode), ...explain(text.wizard.modes[mode].says, layout)]);
	const belonging = rows.flatMap((row, index) => [lines[index] ?? [], ...(row === focus ? explain(says, layout) : [])]);
	const told = layOutFindings(findings, layout).length;
	if (about.length + 1 + belonging.length + told + around <= height) {
		return [...about, [], ...belonging];
	}
	const tight =
		focus === 'mode'
			? [...modes.flatMap((mode) => [drawMode(mode), ...(mode === at ? explain(says, layout) : [])]), ...lines]
			: [...modes.map(drawMode), ...belonging];
	// What there is to say of the answers goes before what they mean.
	return tight.length + Math.min(told, fewFindings) + around <= height ? tight : [...modes.map(drawMode), ...lines];
};
