import {useEffect, useMemo, useRef, useState} from 'react';
import {listReviewRows} from '../../core/board/list-review-rows.ts';
import {listRunRows} from '../../core/board/list-run-rows.ts';
import type {RunState} from '../../core/run/run-state.ts';
import type {Text} from '../../text/catalog.ts';
import {layOutFooter} from '../components/footer.ts';
import {layOutGuide} from '../components/guide.ts';
import {layOutHelp} from '../components/help.ts';
import {Line} from '../components/line.tsx';
import {List, windowList} from '../components/list.tsx';
import {bodyRows, Screen, type ScreenSize} from '../components/screen.tsx';
import {MoreLine, seenLines, TextView} from '../components/text-view.tsx';
import {useKeys} from '../hooks/use-keys.ts';
import {footerKeys} from '../key-map.ts';
import {useTheme} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {layOutNodeDetails, layOutRunDetails} from './layout-details.ts';
import {layOutDiff, layOutReviewRow, reviewNameWidth} from './layout-review.ts';
import {layOutRunDialogue} from './layout-run-dialogue.ts';
import {fitRunColumns, layOutReviewHeader, layOutRunHeader, layOutRunRow, layOutRunTitles} from './layout-run.ts';
import {pasteOnRun, placeOfRun, pressRun, type RunGoal, type RunSight} from './press-run.ts';
import type {RunLayout} from './run-layout.ts';
import {initialRunUi, type RunUiState} from './run-ui-state.ts';

/** What a run is drawn from, and whom it asks. */
export type RunScreenProps = {
	readonly state: RunState;
	readonly text: Text;
	readonly size: ScreenSize;
	readonly nowMs: number;
	/** The command that goes on with the run. */
	readonly resumeCommand: string;
	readonly recordFolder: string;
	readonly send: (intent: 'confirm' | 'abort') => void;
	readonly leave: (how: 'quit' | 'suspend') => void;
	/** Set where the run is a step of the wizard: where else one may go. */
	readonly go?: (goal: RunGoal) => void;
	/** What a tour says to try here. */
	readonly guide?: string | undefined;
};

/** Which part of a run is to be seen: it follows from the events, and from the operator's yes. */
export const selectStage = (state: RunState, {isConfirmed}: Pick<RunUiState, 'isConfirmed'>): RunSight['stage'] =>
	state.report !== undefined ? 'summary' : state.plan !== undefined && !isConfirmed ? 'review' : 'run';

/** Review, run and summary of an enrolment. */
export const RunScreen = ({state, text, size, nowMs, resumeCommand, recordFolder, send, leave, go, guide}: RunScreenProps) => {
	const theme = useTheme();
	const [ui, setUi] = useState(initialRunUi);
	const topRef = useRef(0);
	const width = size.columns - 2;
	const layout: RunLayout = {text, theme, width, nowMs, recordFolder};
	const stage = selectStage(state, ui);
	const review = useMemo(() => (state.plan === undefined ? [] : listReviewRows(state.plan, ui.openKeys)), [state.plan, ui.openKeys]);
	const nodes = useMemo(() => listRunRows(state, ui.filter), [state, ui.filter]);
	const rows: readonly {readonly key: string}[] = stage === 'review' ? review : nodes;

	const found = ui.cursor.key === undefined ? -1 : rows.findIndex(({key}) => key === ui.cursor.key);
	const chosen = found === -1 ? Math.min(ui.cursor.index, Math.max(0, rows.length - 1)) : found;
	const overlay = ui.overlays.at(-1);
	const isInWizard = go !== undefined;
	const hasUnfinished = nodes.some(({status}) => status !== 'ready' && status !== 'unchanged');
	const place = placeOfRun(ui, {stage, isInWizard});
	const header = stage === 'review' ? layOutReviewHeader(state, layout) : layOutRunHeader(state, ui.isStopping, layout);
	const footer = [...layOutGuide(guide, size, text), ...layOutRunDialogue(ui, state, resumeCommand, layout), layOutFooter(footerKeys(place, {text: text.screens, theme}).filter(({action}) => hasUnfinished || (action !== 'retry' && action !== 'retry-all')), width)];
	const height = bodyRows(size, header, footer);

	const overlayLines = (): readonly LineSpans[] | undefined => {
		const body = ui.overlays.findLast((each) => 'scroll' in each);
		switch (body?.place) {
			case 'help': {
				return layOutHelp(body.of, {text: text.screens, theme});
			}
			case 'diff': {
				return layOutDiff(review.find(({key}) => key === body.key), layout);
			}
			case 'details': {
				return body.node === undefined ? layOutRunDetails(state, layout) : layOutNodeDetails(state, body.node, layout);
			}
			case undefined: {
				return undefined;
			}
		}
	};
	const lines = overlayLines();

	const sight: RunSight = {stage, isInWizard, review, nodes, pageRows: seenLines(lines?.length ?? rows.length, height), textLines: lines?.length ?? 0};
	// Several strokes may come in one piece: each must see what the one before it did.
	const latest = useRef({ui, sight});
	latest.current = {ui: {...ui, cursor: {...ui.cursor, index: chosen}}, sight};
	useKeys(
		(stroke) => {
			const pressed = pressRun(latest.current.ui, stroke, latest.current.sight);
			latest.current = {...latest.current, ui: pressed.ui};
			setUi(pressed.ui);
			if (pressed.intent !== undefined) {
				send(pressed.intent);
			}
			if (pressed.goal !== undefined) {
				go?.(pressed.goal);
			}
			if (pressed.leave !== undefined) {
				leave(pressed.leave);
			}
		},
		(pasted) => {
			const next = pasteOnRun(latest.current.ui, pasted);
			latest.current = {...latest.current, ui: next};
			setUi(next);
		},
	);
	useEffect(() => {
		const key = rows[chosen]?.key;
		if (key !== ui.cursor.key || chosen !== ui.cursor.index) {
			setUi((earlier) => ({...earlier, cursor: {key, index: chosen}}));
		}
	}, [rows, chosen, ui.cursor]);

	const draw = (spans: LineSpans, key: string | number) => <Line key={key} spans={[span(' '), ...spans]} width={size.columns} />;

	const drawText = (shown: readonly LineSpans[]) => <TextView lines={shown} scroll={overlay !== undefined && 'scroll' in overlay ? overlay.scroll : 0} height={height} text={text} width={size.columns} />;

	const drawReview = () => {
		const list = windowList(review.length, chosen, seenLines(review.length, height), topRef.current);
		topRef.current = list.top;
		const nameWidth = state.plan === undefined ? 0 : reviewNameWidth(state.plan, layout);
		return (
			<>
				<List view={list} drawLine={(index) => { const row = review[index]; return row === undefined ? null : draw(layOutReviewRow(row, index === chosen, nameWidth, layout), row.key); }} />
				<MoreLine above={list.top} below={review.length - list.top - list.count} text={text} width={size.columns} />
			</>
		);
	};

	const drawNodes = () => {
		const list = windowList(nodes.length, chosen, seenLines(nodes.length, height - 1), topRef.current);
		topRef.current = list.top;
		const widths = fitRunColumns(nodes.slice(list.top, list.top + list.count), layout);
		return (
			<>
				{draw(layOutRunTitles(widths, layout), 'titles')}
				<List view={list} drawLine={(index) => { const row = nodes[index]; return row === undefined ? null : draw(layOutRunRow(row, index === chosen, widths, layout), row.key); }} />
				<MoreLine above={list.top} below={nodes.length - list.top - list.count} text={text} width={size.columns} />
			</>
		);
	};

	return (
		<Screen size={size} header={header} footer={footer}>
			{lines !== undefined ? drawText(lines) : stage === 'review' ? drawReview() : state.nodes.size === 0 || state.plan === undefined ? drawText(layOutRunDetails(state, layout)) : drawNodes()}
		</Screen>
	);
};
