import {useMemo, useState} from 'react';
import {listReviewRows} from '../../core/board/list-review-rows.ts';
import {groupRunRows, rowsOfLine} from '../../core/board/group-run-rows.ts';
import {listRunRows, type RunRow} from '../../core/board/list-run-rows.ts';
import type {PhaseId} from '../../core/run/event.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {selectRunProblems} from '../../core/run/select-run.ts';
import type {Intent} from '../../session/session.ts';
import type {Text} from '../../text/catalog.ts';
import {layOutFooter} from '../components/footer.ts';
import {layOutGuide} from '../components/guide.ts';
import {layOutHelp} from '../components/help.ts';
import {seenOf} from '../components/list.ts';
import {bodyRows, Screen, type ScreenSize} from '../components/screen.tsx';
import {layOutMore, layOutText, seenLines} from '../components/text-view.ts';
import {useListWindow} from '../hooks/use-list-window.ts';
import {useRowCursor} from '../hooks/use-row-cursor.ts';
import {useScreenKeys} from '../hooks/use-screen-keys.ts';
import {footerKeys, type KeyHint} from '../key-map.ts';
import {useTheme} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {layOutNodeDetails, layOutRunDetails} from './layout-details.ts';
import {layOutDiff, layOutReviewRow, reviewNameWidth} from './layout-review.ts';
import {layOutRunDialogue} from './layout-run-dialogue.ts';
import {layOutRunGroup} from './layout-run-group.ts';
import {fitRunColumns, layOutReviewHeader, layOutRunHeader, layOutRunRow, layOutRunTitles, sayRow} from './layout-run.ts';
import {layOutMasters} from './layout-masters.ts';
import {layOutSummary} from './layout-summary.ts';
import {dropPastQuestion, mayRetry, pasteOnRun, placeOfRun, pressRun, type RunGoal, type RunPressed, type RunSight} from './press-run.ts';
import type {RunLayout} from './run-layout.ts';
import {initialRunUi, isInGroups, type RunUiState} from './run-ui-state.ts';

/** What a run is drawn from, and whom it asks. */
export type RunScreenProps = {
	readonly state: RunState;
	readonly text: Text;
	readonly size: ScreenSize;
	readonly nowMs: number;
	/** The command that goes on with the run; undefined where none does, as in a tour. */
	readonly resumeCommand: string | undefined;
	readonly recordFolder: string;
	readonly send: (intent: Extract<Intent, {type: 'confirm' | 'abort'}>) => void;
	readonly leave: (how: 'quit' | 'suspend') => void;
	/** It is a step of the wizard, with steps before and a home after it. */
	readonly isInWizard: boolean;
	readonly go: (goal: RunGoal) => void;
	/** What came of what was asked for beside the run. */
	readonly notes?: readonly string[];
	/** What a tour says to try here. */
	readonly guide?: string | undefined;
};

const noGroups: ReadonlySet<string> = new Set();

// The first of these begins only after somebody has agreed.
const performing: ReadonlySet<PhaseId> = new Set(['change-control-plane', 'prove-token', 'authorize', 'enroll-nodes']);

const hasBegun = (state: RunState, {isConfirmed}: Pick<RunUiState, 'isConfirmed'>): boolean => isConfirmed || state.phases.some(({phase}) => performing.has(phase));

/** Which part of a run is to be seen: it follows from the events, and from the operator's yes. */
export const selectStage = (state: RunState, ui: Pick<RunUiState, 'isConfirmed'>): RunSight['stage'] => (state.report !== undefined ? 'summary' : state.plan === undefined || hasBegun(state, ui) ? 'run' : 'review');

const forNodes: ReadonlySet<KeyHint['action']> = new Set(['look', 'log', 'filter', 'group']);

// Keys that mean nothing just now are not offered.
const isOffered = (action: KeyHint['action'], {stage, part, nodes}: RunSight, looked: readonly RunRow[], {hasProblems, isStopping}: {readonly hasProblems: boolean; readonly isStopping: boolean}): boolean => {
	if (isStopping && (action === 'stop' || action === 'retry' || action === 'retry-all')) {
		return false;
	}
	if (action === 'problems') {
		return hasProblems;
	}
	if (action === 'retry' || action === 'retry-all') {
		return action === 'retry' ? looked.some((row) => mayRetry(row, stage)) : nodes.filter((row) => mayRetry(row, stage)).length > 1;
	}
	return !forNodes.has(action) || stage !== 'summary' || part === 'nodes';
};

// On low screens the nodes need their lines.
const mostTrouble = ({rows}: ScreenSize): number => (rows < 24 ? 4 : Math.floor(rows * 0.3));

/** Review, run and summary of an enrolment. */
export const RunScreen = ({state, text, size, nowMs, resumeCommand, recordFolder, send, leave, isInWizard, go, notes = [], guide}: RunScreenProps) => {
	const theme = useTheme();
	const [held, setUi] = useState(initialRunUi);
	const windowOf = useListWindow();
	const width = size.columns - 2;
	const layout: RunLayout = {text, theme, width, nowMs, recordFolder};
	const stage = selectStage(state, held);
	const ui = dropPastQuestion(held, stage);
	const review = useMemo(() => (state.plan === undefined ? [] : listReviewRows(state.plan, ui.openKeys)), [state.plan, ui.openKeys]);
	const nodes = useMemo(() => listRunRows(state, ui.filter, (row) => sayRow(row, {text})), [state, ui.filter, text]);
	const isGrouped = isInGroups(ui, state.nodes.size);
	// What somebody looks for is never shut away.
	const shut = ui.filter === '' ? ui.shutGroups : noGroups;
	const runLines = useMemo(() => groupRunRows(nodes, {isGrouped, shut}), [nodes, isGrouped, shut]);
	const rows: readonly {readonly key: string}[] = stage === 'review' ? review : runLines;
	// Where all is well, what remains is what one wants to know; else, which nodes need somebody.
	const part = ui.part ?? (state.report?.exitCode === 0 ? 'summary' : 'nodes');
	const isSummary = stage === 'summary' && part === 'summary';

	const {cursor} = ui;
	const resting = Math.min(cursor.index, Math.max(0, rows.length - 1));
	const chosen = useRowCursor(rows, cursor.isHeld ? cursor : {key: rows[resting]?.key, index: resting}, (moved) => setUi((earlier) => ({...earlier, cursor: {...moved, isHeld: earlier.cursor.isHeld}})));
	const overlay = ui.overlays.at(-1);
	// The guide speaks of the keys of the page itself.
	const isAside = overlay !== undefined && 'scroll' in overlay;
	const place = placeOfRun(ui, {stage, isInWizard});
	const header = stage === 'review' ? layOutReviewHeader(state, layout) : [...layOutRunHeader(state, ui.isStopping, layout), ...layOutMasters(state, layout)];
	const filtered: readonly LineSpans[] = ui.filter === '' || stage === 'review' || isSummary ? [] : [[span(text.screens.run.filtered(ui.filter, nodes.length, state.nodes.size), 'attention')]];
	const told = [...filtered, ...notes.map((note): LineSpans => [span(note, 'good')])];
	const offer: RunSight = {stage, isInWizard, review, lines: runLines, nodes, part, isGrouped, pageRows: 0, textLines: 0};
	const looked = overlay?.place === 'node-details' ? nodes.filter(({name}) => name === overlay.node) : rowsOfLine(runLines[chosen]);
	const hasProblems = selectRunProblems(state).length > 0;
	const hints = footerKeys(place, {text: text.screens, theme}).filter(({action}) => isOffered(action, offer, looked, {hasProblems, isStopping: ui.isStopping && stage === 'run'}));
	const footer = [...layOutGuide(isAside ? undefined : guide, size, text), ...layOutRunDialogue(ui, state, {resumeCommand, part: stage === 'summary' ? part : undefined, notes: told, chosen: stage !== 'review' && size.rows >= 20 && !isSummary ? looked[0] : undefined, mostTrouble: mostTrouble(size), hasBegun: hasBegun(state, ui)}, layout), layOutFooter(hints, width)];
	const height = bodyRows(size, header, footer);

	// A question leaves what it is about on the screen.
	const body = ui.overlays.findLast((each) => 'scroll' in each);
	const overlayLines = (): readonly LineSpans[] | undefined => {
		switch (body?.place) {
			case 'help': {
				return layOutHelp(body.of, {text: text.screens, theme});
			}
			case 'diff': {
				return layOutDiff(review.find(({key}) => key === body.key), layout);
			}
			case 'details': {
				return layOutRunDetails(state, layout);
			}
			case 'node-details': {
				return layOutNodeDetails(state, body.node, layout);
			}
			case undefined: {
				return isSummary ? layOutSummary(state, resumeCommand, layout) : undefined;
			}
		}
	};
	const lines = overlayLines();

	const sight: RunSight = {...offer, pageRows: seenLines(lines?.length ?? rows.length, height), textLines: lines?.length ?? 0};
	useScreenKeys({
		ui: {...ui, cursor: {...ui.cursor, index: chosen}},
		setUi,
		press: (at, stroke) => pressRun(at, stroke, sight),
		paste: (at, pasted): RunPressed => ({ui: pasteOnRun(at, pasted)}),
		follow: ({intent, goal, leave: how}) => {
			if (intent !== undefined) {
				send({type: intent});
			}
			if (goal !== undefined) {
				go(goal);
			}
			if (how !== undefined) {
				leave(how);
			}
		},
	});

	const showText = (shown: readonly LineSpans[]): readonly LineSpans[] => layOutText(shown, body?.scroll ?? (isSummary ? ui.scroll : 0), height, text);

	const layOutReview = (): readonly LineSpans[] => {
		const list = windowOf(review.length, chosen, seenLines(review.length, height));
		const nameWidth = state.plan === undefined ? 0 : reviewNameWidth(state.plan, layout);
		return [...seenOf(review, list).map(([row, index]) => layOutReviewRow(row, index === chosen, nameWidth, layout)), ...layOutMore(list.top, review.length - list.top - list.count, text)];
	};

	const layOutNodes = (): readonly LineSpans[] => {
		const list = windowOf(runLines.length, chosen, seenLines(runLines.length, height - 1));
		const seen = seenOf(runLines, list);
		const widths = fitRunColumns(seen.flatMap(([line]) => (line.kind === 'node' ? [line.row] : [])), layout);
		return [
			seen.some(([line]) => line.kind === 'node') ? layOutRunTitles(widths, layout) : [span(`    ${text.screens.run.columns.stage}`, 'faint')],
			...seen.map(([line, index]) => (line.kind === 'node' ? layOutRunRow(line.row, index === chosen, widths, layout) : layOutRunGroup(line, index === chosen, layout))),
			...layOutMore(list.top, runLines.length - list.top - list.count, text),
		];
	};

	const shown = lines !== undefined ? showText(lines) : stage === 'review' ? layOutReview() : state.nodes.size === 0 || state.plan === undefined ? showText(layOutRunDetails(state, layout)) : layOutNodes();
	return <Screen size={size} header={header} footer={footer} body={shown} />;
};
