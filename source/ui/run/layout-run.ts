import type {RunGroup} from '../../core/board/group-run-rows.ts';
import type {RunRow} from '../../core/board/list-run-rows.ts';
import {countPlan} from '../../core/board/list-review-rows.ts';
import type {NodeStage} from '../../core/run/event.ts';
import type {WaitingFor} from '../../core/run/waiting-for.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {type NodeStatus, selectTally} from '../../core/run/select-run.ts';
import {sayProblem} from '../../text/describe-problem.ts';
import {describeReason} from '../../text/describe-reason.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText} from '../../text/typeset.ts';
import {type HeaderPart, layOutHeader} from '../components/header.ts';
import {type Glyph, type Tone, verdictLooks} from '../theme.ts';
import {type ColumnWidths, fitColumns, layOutCells} from '../typeset/columns.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {sayCounts} from './layout-review.ts';
import type {RunLayout} from './run-layout.ts';

/** Glyph and tone of a node's status. */
export const runLooks: Readonly<Record<NodeStatus, {readonly glyph: Glyph; readonly tone: Tone}>> = {
	failed: {glyph: 'wrong', tone: 'wrong'},
	blocked: {glyph: 'wrong', tone: 'wrong'},
	waiting: {glyph: 'attention', tone: 'attention'},
	stopped: {glyph: 'idle', tone: 'attention'},
	working: {glyph: 'working', tone: 'plain'},
	idle: {glyph: 'idle', tone: 'faint'},
	skipped: {glyph: 'idle', tone: 'faint'},
	ready: {glyph: 'right', tone: 'good'},
	unchanged: {glyph: 'right', tone: 'faint'},
};

// What a node that has reached a stage waits for next.
const nextWait: Partial<Record<NodeStage, WaitingFor>> = {kubelet: 'client-request', 'client-issued': 'registration', registered: 'serving-request', 'serving-issued': 'ready'};

const mark = 4;

const layOutWhere = ({cluster, plan}: RunState, {text}: RunLayout): readonly HeaderPart[] => [
	...(cluster === undefined ? [] : [{spans: [span(plan?.cluster.apiServer ?? cluster.server)], priority: 3}, {spans: [span(cluster.version.gitVersion, 'faint')], priority: 4}]),
	...(cluster?.identity === undefined ? [] : [{spans: [span(text.run.asUser(cluster.identity.username), 'faint')], priority: 5}]),
];

/** The lines above the review: that nothing was changed, and what would be. */
export const layOutReviewHeader = (state: RunState, layout: RunLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const words = text.screens.review;
	const {plan} = state;
	const blocked = plan?.nodes.filter((node) => node.state === 'blocked').length ?? 0;
	return [
		layOutHeader([{spans: [span(words.title, 'strong')], priority: 0}], layOutWhere(state, layout), width),
		layOutHeader(
			[{spans: [span(words.nothingChanged, 'good')], priority: 0}],
			plan === undefined ? [] : [{spans: [span(text.run.nodes(plan.nodes.length))], priority: 1}, ...(blocked === 0 ? [] : [{spans: [span(text.run.nodesBlocked(blocked), 'wrong')], priority: 2}]), {spans: sayCounts(countPlan(plan), layout), priority: 3}],
			width,
		),
	];
};

const sayTally = (state: RunState, {text}: RunLayout): readonly HeaderPart[] => {
	const tally = selectTally(state);
	const words = text.screens.run;
	const done = tally.ready + tally.unchanged;
	const part = (count: number, say: (count: number) => string, tone: Tone, priority: number): readonly HeaderPart[] => (count === 0 ? [] : [{spans: [span(say(count), tone)], priority}]);
	return [
		{spans: [span(words.done(done, state.nodes.size), done === state.nodes.size ? 'good' : 'plain')], priority: 0},
		...part(tally.failed, words.failed, 'wrong', 1),
		...part(tally.blocked, words.blocked, 'wrong', 1),
		...part(tally.waiting, words.waiting, 'attention', 2),
		...part(tally.stopped, words.stopped, 'attention', 2),
	];
};

/** The lines above the run: where, how far, and what is being done just now. */
export const layOutRunHeader = (state: RunState, isStopping: boolean, layout: RunLayout): readonly LineSpans[] => {
	const {text, width, nowMs} = layout;
	const words = text.screens.run;
	const phase = state.phases.findLast(({durationMs}) => durationMs === undefined);
	const doing: LineSpans =
		state.report === undefined
			? isStopping
				? [span(text.screens.stop.running, 'attention')]
				: phase === undefined
					? [span(words.preparing, 'faint')]
					: [span(`${text.run.phases[phase.phase]} ${formatDuration(nowMs - phase.startedAtMs)}`, 'accent')]
			: [span(words.finished(formatDuration(state.report.durationMs)), 'faint')];
	const isPlanned = state.plan !== undefined;
	// After its end a run waits for nothing from there any more.
	const lost: readonly HeaderPart[] = state.report === undefined && state.connection.state === 'reconnecting' ? [{spans: [span(text.screens.connection.reconnecting, 'attention')], priority: 1}] : [];
	return [layOutHeader([{spans: [span(words.title, 'strong')], priority: 0}], [...lost, ...layOutWhere(state, layout)], width), isPlanned ? layOutHeader(sayTally(state, layout), [{spans: doing, priority: 0}], width) : doing];
};

/** The phases so far, a line each: what there is to see before there are nodes. */
export const layOutPhases = (state: RunState, {text, theme, nowMs}: RunLayout): readonly LineSpans[] =>
	state.phases.map(({phase, startedAtMs, durationMs}) => [
		span(`${theme.glyph(durationMs === undefined ? 'working' : 'right')} `, durationMs === undefined ? 'accent' : 'good'),
		span(text.run.phases[phase]),
		span(`   ${formatDuration(durationMs ?? nowMs - startedAtMs)}`, 'faint'),
	]);

/** The word for where a node stands: its stage while it is at work, its status else. */
export const sayStatus = ({status, stage}: RunGroup, {text}: Pick<RunLayout, 'text'>): string => {
	switch (status) {
		case 'idle': {
			return text.screens.run.notYet;
		}
		case 'working': {
			return text.run.stages[stage ?? 'surveyed'];
		}
		case 'blocked': {
			return text.run.nodeStates.blocked;
		}
		case 'ready':
		case 'unchanged':
		case 'waiting':
		case 'failed':
		case 'stopped':
		case 'skipped': {
			return text.run.outcomes[status];
		}
	}
};

const sayStage = (row: RunRow, layout: RunLayout): string => {
	const {stage} = row.node;
	const isReached = stage !== undefined && (row.status === 'failed' || row.status === 'waiting' || row.status === 'stopped' || row.status === 'ready');
	return isReached ? layout.text.run.stages[stage] : sayStatus({status: row.status, ...(stage === undefined ? {} : {stage})}, layout);
};

/** What a row says of its node, for the filter. */
export const sayRow = (row: RunRow, layout: Pick<RunLayout, 'text'>): string => `${sayStatus({status: row.status, ...(row.node.stage === undefined ? {} : {stage: row.node.stage})}, layout)} ${row.node.stage === undefined ? '' : layout.text.run.stages[row.node.stage]}`;

const sayRunNow = (row: RunRow, {text}: RunLayout): LineSpans => {
	const {problem, openRequest, node} = row;
	if (problem !== undefined) {
		return [span(sayProblem(text, problem), runLooks[row.status].tone === 'attention' ? 'attention' : 'wrong')];
	}
	if (openRequest !== undefined && openRequest.request.verdict !== 'PASS') {
		const {verdict, reasons} = openRequest.request;
		const reason = reasons.find((each) => each.verdict === verdict);
		return [span(`${verdict}  `, verdictLooks[verdict].tone), span(reason === undefined ? '' : describeReason(text, reason))];
	}
	if (row.status === 'working' && (node.stage === 'token' || node.stage === 'files')) {
		return [span(text.screens.run.turns[node.stage], 'faint')];
	}
	const wait = row.status === 'working' && node.stage !== undefined ? nextWait[node.stage] : undefined;
	return [span(wait === undefined ? '' : (text.screens.board.waits[wait].usual ?? ''), 'faint')];
};

/** The columns of the table for the rows that are drawn. */
export const fitRunColumns = (rows: readonly RunRow[], layout: RunLayout): ColumnWidths => {
	const {columns} = layout.text.screens.run;
	const widest = (say: (row: RunRow) => string): number => Math.max(0, ...rows.map((row) => measureText(say(row))));
	const stage = Math.min(32, Math.max(measureText(columns.stage), widest((row) => sayStage(row, layout))));
	return fitColumns(
		[
			{title: columns.node, minWidth: 8, maxWidth: 40, priority: 0},
			{title: columns.stage, minWidth: stage, maxWidth: stage, priority: 2},
			{title: columns.for, minWidth: Math.max(4, measureText(columns.for)), maxWidth: 6, priority: 3},
			{title: columns.now, minWidth: 12, maxWidth: 400, priority: 1},
		],
		[widest(({name}) => name), stage, 4, 400],
		layout.width - mark,
	);
};

/** The line of titles. */
export const layOutRunTitles = (widths: ColumnWidths, {text, theme}: RunLayout): LineSpans => {
	const {node, stage, for: since, now} = text.screens.run.columns;
	return [span(' '.repeat(mark)), ...layOutCells([node, stage, since, now].map((title) => [span(title, 'faint')]), widths, theme.glyph('cut'))];
};

/** One node: its stage, for how long (until it stopped), and what stopped it or what it waits for. */
export const layOutRunRow = (row: RunRow, isChosen: boolean, widths: ColumnWidths, layout: RunLayout): LineSpans => {
	const {theme, nowMs} = layout;
	const look = runLooks[row.status];
	// A node that was never begun has no stage to have been in.
	const isTimed = row.node.stage !== undefined && (row.status === 'working' || row.status === 'failed' || row.status === 'waiting' || row.status === 'stopped');
	return [
		span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'chosen'),
		span(`${theme.glyph(look.glyph)} `, look.tone),
		...layOutCells([[span(row.name, isChosen ? 'chosen' : 'plain')], [span(sayStage(row, layout), look.tone === 'wrong' ? 'plain' : look.tone)], [span(isTimed ? formatDuration((row.node.stoppedAtMs ?? nowMs) - row.node.sinceMs) : '', 'faint')], sayRunNow(row, layout)], widths, theme.glyph('cut')),
	];
};
