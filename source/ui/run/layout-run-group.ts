import type {RunLine} from '../../core/board/group-run-rows.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {runLooks, sayStatus} from './layout-run.ts';
import type {RunLayout} from './run-layout.ts';

/** The head of a group: what its nodes have in common, how many they are, and whether they are shown below. */
export const layOutRunGroup = ({group, rows, isOpen}: Extract<RunLine, {kind: 'group'}>, isChosen: boolean, layout: RunLayout): LineSpans => {
	const {theme} = layout;
	const {tone} = runLooks[group.status];
	return [
		span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'chosen'),
		span(`${theme.glyph(isOpen ? 'open' : 'shut')} `, 'accent'),
		span(sayStatus(group, layout), isChosen ? 'chosen' : tone === 'plain' ? 'strong' : tone),
		span(`  ${rows.length}`, 'faint'),
	];
};
