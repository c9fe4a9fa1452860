import {useMemo, useState} from 'react';
import type {BoardIntent} from '../../core/board/board-event.ts';
import type {BoardRow} from '../../core/board/board-row.ts';
import type {BoardState} from '../../core/board/board-state.ts';
import {selectHistory} from '../../core/board/fold-board.ts';
import {createBoardSelector, holdRow} from '../../core/board/select-board.ts';
import type {Text} from '../../text/catalog.ts';
import {layOutFooter} from '../components/footer.ts';
import {layOutGuide} from '../components/guide.ts';
import {layOutHelp} from '../components/help.ts';
import {seenOf, windowList} from '../components/list.ts';
import {bodyRows, Screen, type ScreenSize} from '../components/screen.tsx';
import {layOutProblemLines} from '../components/problem-lines.ts';
import {layOutMore, layOutText, seenLines} from '../components/text-view.ts';
import {useListWindow} from '../hooks/use-list-window.ts';
import {useRowCursor} from '../hooks/use-row-cursor.ts';
import {useScreenKeys} from '../hooks/use-screen-keys.ts';
import {footerKeys} from '../key-map.ts';
import {useTheme} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {type BoardOverlay, initialBoardUi} from './board-ui-state.ts';
import {type BoardLayout, fitBoardColumns, layOutBoardHeader, layOutRow, layOutTitles, linesPerRow} from './layout-board.ts';
import {layOutDialogue} from './layout-dialogue.ts';
import {fitHistoryColumns, layOutFinished} from './layout-history.ts';
import {layOutRequestView} from './layout-request-view.ts';
import {type BoardSight, pasteOnBoard, placeOf, pressBoard, type Pressed} from './press-board.ts';

/** What the board is drawn from, and whom it asks. */
export type BoardScreenProps = {
	readonly state: BoardState;
	readonly text: Text;
	readonly size: ScreenSize;
	/** By our clock. */
	readonly nowMs: number;
	readonly send: (intent: BoardIntent) => void;
	readonly leave: (how: 'quit' | 'suspend') => void;
	/** What a tour says to try here. */
	readonly guide?: string | undefined;
};

type Entry = {readonly type: 'row'; readonly row: BoardRow; readonly index: number} | {readonly type: 'line'; readonly spans: LineSpans};

/** Lines of the list: the rows, and the title of the second part with a blank above it. */
const listEntries = (rows: readonly BoardRow[], othersFrom: number, title: LineSpans): readonly Entry[] => {
	const entries = rows.map((row, index): Entry => ({type: 'row', row, index}));
	return othersFrom >= rows.length ? entries : [...entries.slice(0, othersFrom), ...(othersFrom === 0 ? [] : [{type: 'line' as const, spans: []}]), {type: 'line', spans: title}, ...entries.slice(othersFrom)];
};

const overlayLines = (overlay: BoardOverlay | undefined, state: BoardState, layout: BoardLayout): readonly LineSpans[] | undefined => {
	switch (overlay?.place) {
		case 'help': {
			return layOutHelp(overlay.of, {text: layout.text.screens, theme: layout.theme});
		}
		case 'details': {
			return overlay.problems.flatMap((problem) => [...layOutProblemLines(problem, layout.text, layout.width), []]);
		}
		case 'request': {
			const request = state.requests.get(overlay.uid) ?? state.history.find(({request: {uid}}) => uid === overlay.uid)?.request;
			const siblings = request === undefined ? 0 : [...state.requests.values()].filter(({foldKey, view}) => foldKey === request.foldKey && view.state === 'pending').length;
			return request === undefined ? [] : layOutRequestView(request, Math.max(0, siblings - 1), layout, state.cluster?.clockSkewMs ?? 0);
		}
		case 'history':
		case 'approve':
		case 'approve-all':
		case 'automatic':
		case 'sweep':
		case 'revoke':
		case 'decide':
		case 'filter':
		case undefined: {
			return undefined;
		}
	}
};

/** The live board: rows, and whatever lies over them. */
export const BoardScreen = ({state, text, size, nowMs, send, leave, guide}: BoardScreenProps) => {
	const theme = useTheme();
	const [ui, setUi] = useState(initialBoardUi);
	const [select] = useState(createBoardSelector);
	const windowOf = useListWindow();
	const skewMs = state.cluster?.clockSkewMs ?? 0;
	const width = size.columns - 2;
	const layout: BoardLayout = {text, theme, width, nowMs};

	// Ages of waits decide what is stuck: looked at anew every five seconds, and whenever something changed.
	const slowNowMs = nowMs - (nowMs % 5000);
	const view = useMemo(() => select(state, ui.choice, slowNowMs + skewMs), [select, state, ui.choice, slowNowMs, skewMs]);
	const {cursor} = ui;
	const rows = useMemo(() => {
		const held = cursor.key === undefined ? undefined : {key: cursor.key, index: cursor.index};
		const inOthers = held !== undefined && view.others.some(({key}) => key === held.key);
		const nodes = inOthers ? view.nodes : holdRow(view.nodes, held);
		const others = inOthers ? holdRow(view.others, {...held, index: Math.max(0, held.index - nodes.length)}) : view.others;
		return [...nodes, ...others];
	}, [view, cursor]);
	const othersFrom = view.nodes.length;
	const chosen = useRowCursor(rows, cursor, (next) => setUi((earlier) => ({...earlier, cursor: next})));
	const isHistoryOpen = ui.overlays.some(({place}) => place === 'history');
	const history = useMemo(() => (isHistoryOpen ? selectHistory(state) : []), [isHistoryOpen, state]);

	const place = placeOf(ui, state);
	// A question leaves what it is about on the screen.
	const body = ui.overlays.findLast((each): each is Extract<BoardOverlay, {place: 'history' | 'request' | 'help' | 'details'}> => ['history', 'request', 'help', 'details'].includes(each.place));
	// The guide speaks of the keys of the list.
	const footer = [...layOutGuide(body === undefined ? guide : undefined, size, text), ...layOutDialogue(ui, state, rows[chosen]?.request?.uid, layout), layOutFooter(footerKeys(place, {text: text.screens, theme}), width)];
	const header = layOutBoardHeader(state, view, ui.choice, layout);
	const height = bodyRows(size, header, footer);
	const lines = overlayLines(body, state, layout);
	const perRow = linesPerRow(width);
	// On a wide screen the titles take a line.
	const listHeight = perRow === 1 ? height - 1 : height;
	const listLines = rows.length * perRow + (view.others.length > 0 ? 2 : 0);
	const pageRows = Math.max(1, Math.floor(seenLines(listLines, listHeight) / perRow));

	const sight: BoardSight = {state, rows, othersFrom, passing: view.passing, history, pageRows, pageLines: seenLines(lines?.length ?? 0, height), textLines: lines?.length ?? 0, text};
	useScreenKeys({
		ui: {...ui, cursor: {...cursor, index: chosen}},
		setUi,
		press: (at, stroke) => pressBoard(at, stroke, sight),
		paste: (at, pasted): Pressed => ({ui: pasteOnBoard(at, pasted)}),
		follow: ({intent, leave: how}) => {
			if (intent !== undefined) {
				send(intent);
			}
			if (how !== undefined) {
				leave(how);
			}
		},
	});

	const layOutHistory = (at: Extract<BoardOverlay, {place: 'history'}>): readonly LineSpans[] => {
		const list = windowList(history.length, at.cursor, seenLines(history.length, height - 1), at.top);
		const seen = seenOf(history, list);
		const widths = fitHistoryColumns(seen.map(([finished]) => finished), layout);
		return [
			[span(history.length === 0 ? text.screens.board.nothing.history : text.screens.board.history, 'faint')],
			...seen.map(([finished, index]) => layOutFinished(finished, index === at.cursor, widths, layout, skewMs)),
			...layOutMore(list.top, history.length - list.top - list.count, text),
		];
	};

	const layOutRows = (): readonly LineSpans[] => {
		const entries = listEntries(rows, othersFrom, [span(`    ${text.screens.board.others}`, 'faint')]);
		const at = entries.findIndex((entry) => entry.type === 'row' && entry.index === chosen);
		const list = windowOf(entries.length, Math.max(0, at), pageRows);
		const seen = seenOf(entries, list);
		const widths = fitBoardColumns(seen.flatMap(([entry]) => (entry.type === 'row' ? [entry.row] : [])), layout);
		if (rows.length === 0) {
			// Before the first answer nobody knows whether there is nothing.
			const words = state.cluster === undefined ? text.screens.connection.connecting : ui.choice.filter === '' ? text.screens.board.nothing.rows : text.screens.board.nothing.filtered;
			return [[span(words, 'faint')]];
		}
		return [
			...(perRow === 1 ? [layOutTitles(widths, layout)] : []),
			...seen.flatMap(([entry]) => (entry.type === 'line' ? [entry.spans] : layOutRow(entry.row, entry.index === chosen, widths, state, layout))),
			...layOutMore(list.top, entries.length - list.top - list.count, text),
		];
	};

	const shown = lines !== undefined && body !== undefined && 'scroll' in body ? layOutText(lines, body.scroll, height, text) : body?.place === 'history' ? layOutHistory(body) : layOutRows();
	return <Screen size={size} header={header} footer={footer} body={shown} />;
};
