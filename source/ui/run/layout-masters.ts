import type {MasterRunState, RunState} from '../../core/run/run-state.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText} from '../../text/typeset.ts';
import type {Glyph, Tone} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {RunLayout} from './run-layout.ts';

const lookOf = ({stage, failure}: MasterRunState): {readonly glyph: Glyph; readonly tone: Tone} => {
	if (failure !== undefined) {
		return {glyph: 'wrong', tone: 'wrong'};
	}
	if (stage === undefined) {
		return {glyph: 'idle', tone: 'faint'};
	}
	return stage === 'changed' ? {glyph: 'right', tone: 'good'} : stage === 'undoing' || stage === 'undone' ? {glyph: 'attention', tone: 'attention'} : {glyph: 'working', tone: 'plain'};
};

/** The hosts of the control plane that the plan changes, a line each, as long as that is what the run is about: until nodes are begun, or for good where one failed. */
export const layOutMasters = (state: RunState, {text, theme, nowMs}: RunLayout): readonly LineSpans[] => {
	const masters = [...state.masters.values()];
	const isUnderWay = state.phases.some(({phase, durationMs}) => phase === 'change-control-plane' && durationMs === undefined);
	if (!isUnderWay && masters.every(({failure}) => failure === undefined)) {
		return [];
	}
	const width = Math.max(0, ...masters.map(({master}) => measureText(master)));
	return masters.map((known) => {
		const {master, component, stage, failure, sinceMs} = known;
		const {glyph, tone} = lookOf(known);
		const words = failure === undefined ? (stage === undefined || component === undefined ? text.screens.run.notYet : text.run.masterStages[stage](component)) : describeProblem(text, failure).message;
		const isMoving = failure === undefined && stage !== undefined && stage !== 'changed' && stage !== 'undone';
		return [
			span(`${theme.glyph(glyph)} `, tone),
			span(master),
			span(' '.repeat(width - measureText(master) + 2)),
			span(words, tone === 'good' ? 'plain' : tone),
			...(isMoving ? [span(`  ${formatDuration(nowMs - sinceMs)}`, 'faint')] : []),
		];
	});
};
