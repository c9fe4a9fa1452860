import {summarizePlan} from '../../core/plan/describe-plan.ts';
import {listRunProblems} from '../../core/plan/plan.ts';
import type {RunRow} from '../../core/board/list-run-rows.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText} from '../../text/typeset.ts';
import type {FieldState} from '../components/edit-text.ts';
import {layOutProblemInShort} from '../components/problem-lines.ts';
import {layOutField} from '../components/text-field.ts';
import {nameKey} from '../key-map.ts';
import type {Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {RunLayout} from './run-layout.ts';
import type {RunUiState} from './run-ui-state.ts';

const say = (sentence: string, tone: Tone, width: number): readonly LineSpans[] => breakText(sentence, width).map((line): LineSpans => [span(line, tone)]);

/** What the run has come to, in a line or two, beside its nodes. */
const layOutEnd = (state: RunState, resumeCommand: string | undefined, {text, width, theme}: RunLayout): readonly LineSpans[] => {
	const {report} = state;
	const key = nameKey('other-part', {text: text.screens, theme});
	return report === undefined
		? []
		: [
				...say(text.run.summary(report, formatDuration(report.durationMs)), report.exitCode === 0 ? 'good' : 'attention', width),
				...(resumeCommand === undefined ? [] : text.run.next[report.exitCode](resumeCommand).flatMap((line) => say(line, 'strong', width))),
				...say(text.screens.run.otherPart.summary(key), 'faint', width),
			];
};

// Its line has no room for the whole cause, and none for what to do.
const layOutTrouble = (problem: Problem, most: number, {text, width, theme}: RunLayout): readonly LineSpans[] => [...layOutProblemInShort(problem, text, {width, most, cut: theme.glyph('cut')}), []];

const drawInput = (label: string, field: FieldState, {theme, width}: RunLayout): readonly LineSpans[] => {
	const head = `${label} ${theme.glyph('cursor')} `;
	return [[span(head, 'accent'), ...layOutField(field, {width: Math.max(8, width - measureText(head)), hasFocus: true, glyphs: {caret: theme.glyph('caret'), cut: theme.glyph('cut')}})]];
};

/** What is told between the run and its keys beside questions. */
export type RunDialogue = {readonly resumeCommand: string | undefined; /** Which half of the end is shown; undefined before it. */ readonly part: 'nodes' | 'summary' | undefined; readonly notes: readonly LineSpans[]; /** The node under the cursor, where there is room to say more of it. */ readonly chosen: RunRow | undefined; /** How many lines there are for what is wrong with it. */ readonly mostTrouble: number; /** Nodes or the cluster may have been changed already. */ readonly hasBegun: boolean};

/** The lines between the run and its keys: a question, or what the run has come to. */
export const layOutRunDialogue = (ui: RunUiState, state: RunState, {resumeCommand, part, notes, chosen, mostTrouble, hasBegun}: RunDialogue, layout: RunLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const overlay = ui.overlays.at(-1);
	switch (overlay?.place) {
		case 'confirm': {
			const {plan} = state;
			if (plan !== undefined && listRunProblems(plan).some(({severity}) => severity === 'error')) {
				return say(text.screens.review.blocked, 'wrong', width);
			}
			const nodes = plan?.nodes.filter(({state: each}) => each !== 'ready' && each !== 'blocked').length ?? 0;
			const masters = (plan?.controlPlane?.masters ?? []).filter(({state: each}) => each === 'change').map(({name}) => escapeControls(name));
			return [...say(text.screens.review.confirm(nodes, plan === undefined ? 0 : summarizePlan(plan).restarts.length), 'strong', width), ...(masters.length === 0 ? [] : say(text.screens.review.confirmMasters(masters), 'attention', width)), ...say(text.screens.review.confirmFinal, 'faint', width)];
		}
		case 'stop': {
			return [...say(text.screens.stop.title, 'strong', width), ...say(hasBegun ? text.screens.stop.running : text.screens.stop.idle, 'attention', width)];
		}
		case 'filter': {
			return drawInput(text.screens.board.filter, overlay.field, layout);
		}
		case 'export': {
			return drawInput(text.screens.exports.folder, overlay.field, layout);
		}
		case 'help':
		case 'diff':
		case 'details':
		case 'node-details': {
			return [];
		}
		case undefined: {
			return [
				...(ui.isNotNow ? say(text.screens.run.notNow, 'attention', width) : []),
				...(chosen?.problem === undefined ? [] : layOutTrouble(chosen.problem, mostTrouble, layout)),
				...(part === 'nodes' ? layOutEnd(state, resumeCommand, layout) : []),
				...notes,
			];
		}
	}
};
