import type {BoardRow} from '../../core/board/board-row.ts';
import type {BoardState} from '../../core/board/board-state.ts';
import type {BoardChoice, BoardView} from '../../core/board/select-board.ts';
import type {Text} from '../../text/catalog.ts';
import {formatTime} from '../../text/format-time.ts';
import {breakText} from '../typeset/break-text.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText} from '../../text/typeset.ts';
import {type HeaderPart, layOutHeader} from '../components/header.ts';
import {rowLooks, type Theme, type Tone} from '../theme.ts';
import {type Column, type ColumnWidths, fitColumns, layOutCells} from '../typeset/columns.ts';
import {type LineSpans, measureSpans, span} from '../typeset/spans.ts';
import {sayNow, sayStage} from './board-words.ts';

/** What the lines of the board are made for. */
export type BoardLayout = {
	readonly text: Text;
	readonly theme: Theme;
	/** Columns of the terminal, without the blank at the left. */
	readonly width: number;
	/** By our clock. */
	readonly nowMs: number;
};

/** Below this a row takes two lines. */
const narrow = 40;

/** How many lines a row takes. */
export const linesPerRow = (width: number): number => (width < narrow ? 2 : 1);

const mark = 4;

const sayConnection = ({connection}: BoardState, {text, theme}: BoardLayout): LineSpans => {
	const words = text.screens.connection;
	switch (connection.state) {
		case 'idle': {
			return [span(words.connecting, 'faint')];
		}
		case 'live': {
			return [span(`${theme.glyph('live')} ${words.live}`, 'good')];
		}
		case 'reconnecting': {
			return [span(`${theme.glyph('attention')} ${words.reconnecting}`, 'attention')];
		}
	}
};

const layOutTally = (state: BoardState, {tally, nodes, others}: BoardView, {filter, sort}: BoardChoice, {text, width}: BoardLayout): LineSpans => {
	const words = text.screens.board;
	const you = tally.wrong + tally.ask + tally.pass;
	const all = state.planned.length > 0 ? state.planned.length : state.nodes.size;
	const part = (count: number, say: (count: number) => string, tone: Tone, priority: number): readonly HeaderPart[] => (count === 0 ? [] : [{spans: [span(say(count), tone)], priority}]);
	const shown = filter === '' ? (sort === 'urgency' ? [] : [{spans: [span(words.sortedBy(words.sorts[sort]), 'faint')], priority: 6}]) : [{spans: [span(words.filtered(filter, nodes.length + others.length), 'accent')], priority: 1}];
	return layOutHeader(
		[{spans: [span(words.nodes(all))], priority: 0}, ...part(you, words.tally.you, 'attention', 1), ...part(tally.stuck, words.tally.stuck, 'wrong', 2), ...part(tally.waiting, words.tally.waiting, 'plain', 4), ...part(tally.ready, words.tally.ready, 'good', 3)],
		shown,
		width,
	);
};

/** What an operator has to know before trusting the board, if anything. */
const layOutWarning = (state: BoardState, {text, nowMs}: BoardLayout): LineSpans | undefined => {
	const words = text.screens.board;
	const {connection, cluster, problems, planned} = state;
	if (connection.state === 'reconnecting') {
		return [span(words.lost(formatDuration(nowMs - connection.sinceMs)), 'attention')];
	}
	if (cluster?.isAutoApproved === 'yes') {
		return [span(words.autoApproved, 'attention')];
	}
	const grave = problems.filter(({severity}) => severity !== 'notice');
	if (grave.length > 0) {
		return [span(words.problems(grave.length), 'attention')];
	}
	if (cluster !== undefined && planned.length === 0) {
		return [span(words.noPlan, 'faint')];
	}
	// What is only worth knowing is no problem of the cluster.
	return problems.length > 0 ? [span(words.notices(problems.length), 'faint')] : undefined;
};

/** Automatic approval, once it was switched on: its limits, and whom it holds back (P25, P26). */
const layOutAutomatic = ({automatic}: BoardState, {text, width}: BoardLayout): readonly LineSpans[] => {
	const words = text.decisions.board;
	const say = (sentence: string, tone: Tone): readonly LineSpans[] => breakText(sentence, width).map((line): LineSpans => [span(line, tone)]);
	if (automatic === undefined) {
		return [];
	}
	if (automatic.state === 'ended') {
		return say(text.decisions.automatic.ended[automatic.because](automatic.approved), 'attention');
	}
	const [flooder] = automatic.flooders;
	return [...say(words.on(automatic.approved, automatic.limit, formatTime(automatic.endsAtMs)), 'accent'), ...(flooder === undefined ? [] : say(words.held(flooder), 'attention'))];
};

/** The lines above the board: where one is and as whom, how far things are, and what must be known. */
export const layOutBoardHeader = (state: BoardState, view: BoardView, choice: BoardChoice, layout: BoardLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const {cluster} = state;
	const right: readonly HeaderPart[] =
		cluster === undefined
			? []
			: [
					{spans: [span(cluster.context)], priority: 3},
					{spans: [span(cluster.version, 'faint')], priority: 4},
				];
	const user: readonly HeaderPart[] = cluster?.user === undefined ? [] : [{spans: [span(text.run.asUser(cluster.user), 'faint')], priority: 5}];
	const warning = layOutWarning(state, layout);
	return [
		layOutHeader([{spans: [span(text.screens.board.title, 'strong')], priority: 0}], [...right, {spans: sayConnection(state, layout), priority: 1}, ...user], width),
		layOutTally(state, view, choice, layout),
		...(warning === undefined ? [] : [warning]),
		...layOutAutomatic(state, layout),
	];
};

const ageOf = (row: BoardRow, skewMs: number, nowMs: number): string => (row.sinceMs === undefined ? '' : formatDuration(nowMs + skewMs - row.sinceMs));

/** The columns of the table for the rows that are drawn. */
export const fitBoardColumns = (rows: readonly BoardRow[], {text, width}: BoardLayout): ColumnWidths => {
	const {columns} = text.screens.board;
	const widest = (say: (row: BoardRow) => string): number => Math.max(0, ...rows.map((row) => measureText(say(row))));
	const stage = Math.min(32, Math.max(measureText(columns.stage), widest((row) => sayStage(row, text))));
	const specs: readonly Column[] = [
		{title: columns.node, minWidth: 8, maxWidth: 40, priority: 0},
		{title: columns.stage, minWidth: stage, maxWidth: stage, priority: 3},
		{title: columns.for, minWidth: Math.max(4, measureText(columns.for)), maxWidth: 6, priority: 2},
		{title: columns.now, minWidth: 14, maxWidth: 400, priority: 1},
	];
	return fitColumns(specs, [widest(({name}) => name), stage, 4, 400], width - mark);
};

/** The line of titles. */
export const layOutTitles = (widths: ColumnWidths, {text, theme}: BoardLayout): LineSpans => {
	const {columns} = text.screens.board;
	return [span(' '.repeat(mark)), ...layOutCells([[span(columns.node, 'faint')], [span(columns.stage, 'faint')], [span(columns.for, 'faint')], [span(columns.now, 'faint')]], widths, theme.glyph('cut'))];
};

/** The lines of one row: one, or two on a narrow screen. */
export const layOutRow = (row: BoardRow, isChosen: boolean, widths: ColumnWidths, state: BoardState, layout: BoardLayout): readonly LineSpans[] => {
	const {text, theme, nowMs, width} = layout;
	const look = rowLooks[row.rowClass];
	const age = ageOf(row, state.cluster?.clockSkewMs ?? 0, nowMs);
	const now = sayNow(row, {text, theme}, state.cluster?.mayDecide);
	const lead: LineSpans = [span(isChosen ? theme.glyph('cursor') : ' ', 'chosen'), span(' '), span(theme.glyph(look.glyph), look.tone), span(' ')];
	const name = span(row.name, isChosen ? 'chosen' : row.rowClass === 'absent' || row.rowClass === 'not-ours' ? 'faint' : 'plain');
	const stage = span(sayStage(row, text), row.rowClass === 'ready' ? 'good' : row.rowClass === 'absent' ? 'faint' : 'plain');
	if (linesPerRow(width) === 2) {
		return [
			[...lead, name, span(` ${age}`, 'faint')],
			[span(' '.repeat(mark)), ...(measureSpans(now) === 0 ? [stage] : now)],
		];
	}
	return [[...lead, ...layOutCells([[name], [stage], [span(age, 'faint')], now], widths, theme.glyph('cut'))]];
};
