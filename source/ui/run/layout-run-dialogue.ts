import {summarizePlan} from '../../core/plan/describe-plan.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {layOutField} from '../components/text-field.ts';
import type {Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {RunLayout} from './run-layout.ts';
import type {RunUiState} from './run-ui-state.ts';

const say = (sentence: string, tone: Tone, width: number): readonly LineSpans[] => breakText(sentence, width).map((line): LineSpans => [span(line, tone)]);

/** The end of a run in sentences: what was done, what to do next, what remains, how to undo, where the record is. */
const layOutSummary = (state: RunState, resumeCommand: string, {text, width, recordFolder}: RunLayout): readonly LineSpans[] => {
	const {report, plan} = state;
	if (report === undefined) {
		return [];
	}
	const words = text.screens.run;
	const hasServing = plan?.nodes.some(({needsServingCertificate}) => needsServingCertificate) === true;
	return [
		...say(text.run.summary(report, formatDuration(report.durationMs)), report.exitCode === 0 ? 'good' : 'attention', width),
		...text.run.next[report.exitCode](resumeCommand).flatMap((line) => say(line, 'strong', width)),
		...(hasServing ? say(words.serving, 'plain', width) : []),
		...(report.changed.files > 0 ? say(words.undo, 'faint', width) : []),
		...say(words.record(recordFolder), 'faint', width),
	];
};

/** The lines between the run and its keys: a question, or the summary once it has ended. */
export const layOutRunDialogue = (ui: RunUiState, state: RunState, resumeCommand: string, layout: RunLayout): readonly LineSpans[] => {
	const {text, width, theme} = layout;
	const overlay = ui.overlays.at(-1);
	switch (overlay?.place) {
		case 'confirm': {
			const {plan} = state;
			if (plan?.problems.some(({severity}) => severity === 'error') === true) {
				return say(text.screens.review.blocked, 'wrong', width);
			}
			const nodes = plan?.nodes.filter(({state: each}) => each !== 'ready' && each !== 'blocked').length ?? 0;
			return [...say(text.screens.review.confirm(nodes, plan === undefined ? 0 : summarizePlan(plan).restarts.length), 'strong', width), ...say(text.screens.review.confirmFinal, 'faint', width)];
		}
		case 'stop': {
			return [...say(text.screens.stop.title, 'strong', width), ...say(ui.isConfirmed ? text.screens.stop.running : text.screens.stop.idle, 'attention', width)];
		}
		case 'filter': {
			return [[span(`${text.screens.board.filter} ${theme.glyph('cursor')} `, 'accent'), ...layOutField(overlay.field, {width: Math.max(8, width - 12), hasFocus: true, glyphs: {caret: theme.glyph('caret'), cut: theme.glyph('cut')}})]];
		}
		case 'help':
		case 'diff':
		case 'details': {
			return [];
		}
		case undefined: {
			return layOutSummary(state, resumeCommand, layout);
		}
	}
};
