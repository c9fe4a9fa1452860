import type {RunLine} from '../../core/board/group-run-rows.ts';
import {measureText} from '../../text/typeset.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {runLooks, sayStatus} from './layout-run.ts';
import type {RunLayout} from './run-layout.ts';

// The same for all heads, whichever are there: counts stay where they are while groups come and go.
const widestStatus = ({text}: RunLayout): number => Math.max(...[...Object.values(text.run.stages), ...Object.values(text.run.outcomes), text.run.nodeStates.blocked, text.screens.run.notYet].map(measureText));

// Marks before the words, and the count behind them.
const beside = 12;

/** The head of a group: what its nodes have in common, how many they are, and whether they are shown below. */
export const layOutRunGroup = ({group, rows, isOpen}: Extract<RunLine, {kind: 'group'}>, isChosen: boolean, layout: RunLayout): LineSpans => {
	const {theme} = layout;
	const {tone} = runLooks[group.status];
	const name = sayStatus(group, layout);
	return [
		span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'chosen'),
		span(`${theme.glyph(isOpen ? 'open' : 'shut')} `, 'accent'),
		span(name, isChosen ? 'chosen' : tone === 'plain' ? 'strong' : tone),
		span(`${' '.repeat(Math.max(0, Math.min(widestStatus(layout), layout.width - beside) - measureText(name)))}  ${String(rows.length).padStart(5)}`, 'faint'),
	];
};
