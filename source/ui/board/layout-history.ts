import type {FinishedRequest} from '../../core/board/board-state.ts';
import {knowDecider} from '../../core/csr/decider.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText} from '../../text/typeset.ts';
import type {Tone} from '../theme.ts';
import {type ColumnWidths, fitColumns, layOutCells} from '../typeset/columns.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {BoardLayout} from './layout-board.ts';

const tones: Readonly<Record<FinishedRequest['request']['view']['state'], Tone>> = {pending: 'faint', approved: 'good', issued: 'good', denied: 'attention', failed: 'wrong'};

const nodeOf = ({request}: FinishedRequest): string => request.view.node ?? '?';

/** The columns of the history for the rows that are drawn. */
export const fitHistoryColumns = (rows: readonly FinishedRequest[], {text, width}: BoardLayout): ColumnWidths => {
	const {columns} = text.requests;
	const widest = (say: (row: FinishedRequest) => string): number => Math.max(0, ...rows.map((row) => measureText(say(row))));
	return fitColumns(
		[
			{title: columns.node, minWidth: 10, maxWidth: 32, priority: 0},
			{title: columns.state, minWidth: 6, maxWidth: 10, priority: 1},
			{title: columns.kind, minWidth: 6, maxWidth: 8, priority: 4},
			{title: columns.age, minWidth: 4, maxWidth: 6, priority: 2},
			{title: columns.name, minWidth: 9, maxWidth: 24, priority: 3},
			{title: '', minWidth: 10, maxWidth: 200, priority: 5},
		],
		[widest(nodeOf), 8, 8, 4, widest(({request}) => request.view.name), 200],
		width - 2,
	);
};

/** One line of the history: who, what, when, and by whose word. */
export const layOutFinished = (finished: FinishedRequest, isChosen: boolean, widths: ColumnWidths, {text, theme, nowMs}: BoardLayout, skewMs: number): LineSpans => {
	const {request, goneAtMs} = finished;
	const {view, decision} = request;
	const atMs = decision?.atMs ?? request.createdAtMs;
	const words = text.screens.board;
	const by = decision === undefined ? '' : words.by(knowDecider(decision.reason), decision.reason, view.state === 'denied');
	return [
		span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'chosen'),
		...layOutCells(
			[
				[span(nodeOf(finished), isChosen ? 'chosen' : 'plain')],
				[span(text.requests.states[view.state], tones[view.state])],
				[span(text.requests.kinds[view.kind], 'faint')],
				[span(formatDuration(nowMs + skewMs - atMs), 'faint')],
				[span(view.name)],
				[span([by, goneAtMs === undefined ? '' : words.gone].filter((part) => part !== '').join(', '), 'faint')],
			],
			widths,
			theme.glyph('cut'),
		),
	];
};
