/* What a key does on the board: the next state of the screen, and what is asked of the session. Pure, so that every way through the screen can be told as a table. */
import type {BoardIntent} from '../../core/board/board-event.ts';
import type {BoardRow} from '../../core/board/board-row.ts';
import type {BoardRequest, BoardState, FinishedRequest} from '../../core/board/board-state.ts';
import {selectHistory} from '../../core/board/fold-board.ts';
import {tokenIdOf} from '../../core/csr/requester.ts';
import {boardSorts} from '../../core/board/select-board.ts';
import type {ActionId} from '../../text/screen-text.ts';
import type {Text} from '../../text/catalog.ts';
import {editText} from '../components/edit-text.ts';
import {moveCursor} from '../components/move-cursor.ts';
import {popOverlay, pushOverlay, replaceOverlay} from '../components/overlay-stack.ts';
import {findAction, type KeyPlace} from '../key-map.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import {type BoardOverlay, type BoardUiState, type DecideOverlay, openDecide} from './board-ui-state.ts';

/** What pressing a key needs to know of what is on the screen. */
export type BoardSight = {
	readonly state: BoardState;
	/** All rows in the order shown, and where the second part begins. */
	readonly rows: readonly BoardRow[];
	readonly othersFrom: number;
	readonly passing: readonly BoardRequest[];
	readonly history: readonly FinishedRequest[];
	/** How many rows, and how many lines of text, are seen at once. */
	readonly pageRows: number;
	readonly pageLines: number;
	/** How long the text is that the topmost overlay shows, in lines. */
	readonly textLines: number;
	readonly text: Text;
};

/** The next state, and what is asked of the session or the terminal. */
export type Pressed = {readonly ui: BoardUiState; readonly intent?: BoardIntent; readonly leave?: 'quit' | 'suspend'};

const stay = (ui: BoardUiState): Pressed => ({ui});
const push = (ui: BoardUiState, overlay: BoardOverlay): Pressed => ({ui: {...ui, overlays: pushOverlay(ui.overlays, overlay)}});
const pop = (ui: BoardUiState): BoardUiState => ({...ui, overlays: popOverlay(ui.overlays)});
const replace = (ui: BoardUiState, overlay: BoardOverlay): Pressed => ({ui: {...ui, overlays: replaceOverlay(ui.overlays, overlay)}});
const tell = (ui: BoardUiState, note: string): Pressed => ({ui: {...ui, note}});

const isPending = (request: BoardRequest | undefined): request is BoardRequest => request?.view.state === 'pending' && request.view.verdict !== 'NOT_OURS';

/** The place whose keys count: the topmost overlay's, else the board's. A request that waits for nobody takes no answer. */
export const placeOf = ({overlays}: BoardUiState, {requests}: Pick<BoardState, 'requests'>): KeyPlace => {
	const top = overlays.at(-1);
	return top?.place === 'request' && !isPending(requests.get(top.uid)) ? 'answered-request' : (top?.place ?? 'board');
};

const askApproval = (ui: BoardUiState, request: BoardRequest | undefined, {text}: BoardSight): Pressed => {
	if (!isPending(request)) {
		return tell(ui, text.screens.board.nothing.request);
	}
	const {verdict, node} = request.view;
	return push(ui, verdict === 'PASS' ? {place: 'approve', uid: request.uid} : openDecide('approve', request.uid, verdict === 'REFUSE' ? (node ?? request.view.name) : undefined));
};

const askDenial = (ui: BoardUiState, request: BoardRequest | undefined, {text}: BoardSight, foldedUids: readonly string[] = []): Pressed =>
	isPending(request) ? push(ui, openDecide('deny', request.uid, undefined, foldedUids)) : tell(ui, text.screens.board.nothing.request);

const goTo = (ui: BoardUiState, {rows}: BoardSight, index: number): Pressed => stay({...ui, cursor: {key: rows[index]?.key, index}});

const requestUnder = ({cursor}: BoardUiState, {rows}: BoardSight): BoardRequest | undefined => rows[cursor.index]?.request;

/** The last request of a node that waits for nothing any more, of whom somebody wants to know how it came in. */
const lastUnder = ({cursor}: BoardUiState, {rows, state}: BoardSight): BoardRequest | undefined => {
	const row = rows[cursor.index];
	return row?.kind === 'node' ? selectHistory(state).find(({request: {view}}) => view.node === row.name)?.request : undefined;
};

/** What the row under the cursor folds away, by uid, without the request that it shows. */
const foldedUnder = (ui: BoardUiState, {rows, state}: BoardSight): readonly string[] => {
	const row = rows[ui.cursor.index];
	const shown = row?.request;
	return row === undefined || shown === undefined || row.folded === 0 ? [] : [...state.requests.values()].filter((each) => each.uid !== shown.uid && each.foldKey === shown.foldKey && isPending(each)).map(({uid}) => uid);
};

/** Requests that newer ones have superseded (P24), by uid. */
const supersededOf = ({requests}: BoardState): readonly string[] => [...requests.values()].filter(({view}) => view.state === 'pending' && view.reasons.some(({code}) => code === 'superseded')).map(({uid}) => uid);

/** The token that floods, else that of the request under the cursor. */
const tokenToRevoke = ({automatic}: BoardState, request: BoardRequest | undefined): string | undefined =>
	(automatic?.state === 'on' ? automatic.flooders.find(({tokenId}) => tokenId !== undefined)?.tokenId : undefined) ?? (request === undefined ? undefined : tokenIdOf(request.view.requester));

const boardActions: Partial<Record<ActionId, (ui: BoardUiState, sight: BoardSight) => Pressed>> = {
	look: (ui, sight) => {
		const request = requestUnder(ui, sight) ?? lastUnder(ui, sight);
		return request === undefined ? tell(ui, sight.text.screens.board.nothing.known) : push(ui, {place: 'request', uid: request.uid, scroll: 0});
	},
	approve: (ui, sight) => askApproval(ui, requestUnder(ui, sight), sight),
	'approve-all': (ui, {passing, text}) => (passing.length === 0 ? tell(ui, text.screens.board.nothing.passing) : push(ui, {place: 'approve-all', uids: passing.map(({uid}) => uid)})),
	deny: (ui, sight) => askDenial(ui, requestUnder(ui, sight), sight, foldedUnder(ui, sight)),
	automatic: (ui, {state}) => (state.automatic?.state === 'on' ? {ui, intent: {type: 'automatic', isOn: false}} : push(ui, {place: 'automatic'})),
	sweep: (ui, {state, text}) => {
		const uids = supersededOf(state);
		return uids.length === 0 ? tell(ui, text.decisions.sweep.none) : push(ui, {place: 'sweep', uids});
	},
	revoke: (ui, sight) => {
		const tokenId = tokenToRevoke(sight.state, requestUnder(ui, sight));
		return tokenId === undefined ? tell(ui, sight.text.decisions.board.noToken) : push(ui, {place: 'revoke', tokenId});
	},
	filter: (ui) => push(ui, {place: 'filter', field: {text: ui.choice.filter, caret: splitCharacters(ui.choice.filter).length}}),
	sort: (ui) => stay({...ui, choice: {...ui.choice, sort: boardSorts[(boardSorts.indexOf(ui.choice.sort) + 1) % boardSorts.length] ?? 'urgency'}}),
	history: (ui) => push(ui, {place: 'history', cursor: 0, top: 0}),
	'next-section': (ui, sight) => goTo(ui, sight, ui.cursor.index < sight.othersFrom && sight.othersFrom < sight.rows.length ? sight.othersFrom : 0),
	problems: (ui, {state}) => (state.problems.length === 0 ? stay(ui) : push(ui, {place: 'details', problems: state.problems, scroll: 0})),
	back: (ui) => stay({...ui, choice: {...ui.choice, filter: ''}}),
};

const pressOnBoard = (ui: BoardUiState, action: ActionId, sight: BoardSight): Pressed => {
	const move = moveCursor(action, ui.cursor.index, sight.rows.length, sight.pageRows);
	return move === undefined ? (boardActions[action]?.(ui, sight) ?? stay(ui)) : goTo(ui, sight, move);
};

const pressOnScrolled = (ui: BoardUiState, overlay: Extract<BoardOverlay, {scroll: number}>, action: ActionId, sight: BoardSight): Pressed => {
	const scroll = moveCursor(action, overlay.scroll, sight.textLines - sight.pageLines + 1, sight.pageLines);
	if (scroll !== undefined) {
		return replace(ui, {...overlay, scroll});
	}
	const request = overlay.place === 'request' ? sight.state.requests.get(overlay.uid) : undefined;
	if (isPending(request) && action === 'approve') {
		return askApproval(ui, request, sight);
	}
	if (isPending(request) && action === 'deny') {
		return askDenial(ui, request, sight);
	}
	if (isPending(request) && action === 'prove') {
		return {ui, intent: {type: 'prove', uid: request.uid}};
	}
	return stay(action === 'look' || action === 'help' ? pop(ui) : ui);
};

const pressOnHistory = (ui: BoardUiState, overlay: Extract<BoardOverlay, {place: 'history'}>, action: ActionId, {history, pageRows}: BoardSight): Pressed => {
	const cursor = moveCursor(action, overlay.cursor, history.length, pageRows);
	if (cursor !== undefined) {
		return replace(ui, {...overlay, cursor});
	}
	const finished = history[overlay.cursor];
	if (action === 'look' && finished !== undefined) {
		return push(ui, {place: 'request', uid: finished.request.uid, scroll: 0});
	}
	return stay(action === 'history' ? pop(ui) : ui);
};

const submitDecision = (ui: BoardUiState, overlay: DecideOverlay): Pressed => {
	const reason = overlay.fields.reason.text.trim();
	const isNamed = overlay.nodeToType === undefined || overlay.fields.node.text.trim() === overlay.nodeToType;
	if (overlay.focus === 'node' && isNamed) {
		return replace(ui, {...overlay, focus: 'reason', isRefused: false});
	}
	if (!isNamed || (reason === '' && overlay.decision === 'approve')) {
		return replace(ui, {...overlay, focus: isNamed ? 'reason' : 'node', isRefused: true});
	}
	const uids = [overlay.uid, ...overlay.foldedUids];
	return {ui: pop(ui), intent: overlay.decision === 'deny' ? {type: 'deny', uids, reason} : {type: 'approve', uids, reason, ...(overlay.nodeToType === undefined ? {} : {node: overlay.fields.node.text.trim()})}};
};

/** What typing into the topmost overlay makes of it; undefined where it has no field. */
const typeInto = (overlay: BoardOverlay | undefined, stroke: string): BoardOverlay | undefined => {
	if (overlay?.place === 'filter') {
		const field = editText(overlay.field, stroke);
		return field === undefined ? undefined : {...overlay, field};
	}
	if (overlay?.place === 'decide') {
		const field = editText(overlay.fields[overlay.focus], stroke);
		return field === undefined ? undefined : {...overlay, fields: {...overlay.fields, [overlay.focus]: field}, isRefused: false};
	}
	return undefined;
};

const pressInOverlay = (ui: BoardUiState, overlay: BoardOverlay, action: ActionId, sight: BoardSight): Pressed => {
	switch (overlay.place) {
		case 'request':
		case 'help':
		case 'details': {
			return pressOnScrolled(ui, overlay, action, sight);
		}
		case 'history': {
			return pressOnHistory(ui, overlay, action, sight);
		}
		case 'approve': {
			return action === 'yes' ? {ui: pop(ui), intent: {type: 'approve', uids: [overlay.uid]}} : stay(ui);
		}
		case 'approve-all': {
			return action === 'yes' ? {ui: pop(ui), intent: {type: 'approve', uids: overlay.uids}} : stay(ui);
		}
		case 'automatic': {
			return action === 'yes' ? {ui: pop(ui), intent: {type: 'automatic', isOn: true}} : stay(ui);
		}
		case 'sweep': {
			return action === 'yes' ? {ui: pop(ui), intent: {type: 'sweep', uids: overlay.uids}} : stay(ui);
		}
		case 'revoke': {
			return action === 'yes' ? {ui: pop(ui), intent: {type: 'revoke', tokenId: overlay.tokenId}} : stay(ui);
		}
		case 'decide': {
			if (action === 'next-section' && overlay.nodeToType !== undefined) {
				return replace(ui, {...overlay, focus: overlay.focus === 'node' ? 'reason' : 'node'});
			}
			return action === 'submit' ? submitDecision(ui, overlay) : stay(ui);
		}
		case 'filter': {
			return action === 'submit' ? stay(pop(ui)) : stay(ui);
		}
	}
};

const followFilter = (ui: BoardUiState, overlay: BoardOverlay): BoardUiState => (overlay.place === 'filter' ? {...ui, choice: {...ui.choice, filter: overlay.field.text}} : ui);

/** What one stroke does. */
export const pressBoard = (earlier: BoardUiState, stroke: string, sight: BoardSight): Pressed => {
	const ui: BoardUiState = {...earlier, note: undefined};
	const overlay = ui.overlays.at(-1);
	const typed = typeInto(overlay, stroke);
	if (typed !== undefined) {
		const next = replace(ui, typed);
		return stay(followFilter(next.ui, typed));
	}
	const action = findAction(placeOf(ui, sight.state), stroke);
	// Where the key table gives it no meaning, in a dialogue, Ctrl-C leaves the dialogue as Esc does; once more, the board.
	if (overlay !== undefined && (action === 'back' || (stroke === 'ctrl-c' && action === undefined))) {
		return stay(overlay.place === 'filter' ? {...pop(ui), choice: {...ui.choice, filter: ''}} : pop(ui));
	}
	if (action === undefined) {
		return stay(ui);
	}
	if (action === 'quit' || action === 'suspend') {
		return {ui, leave: action};
	}
	if (action === 'help' && overlay?.place !== 'help') {
		return push(ui, {place: 'help', of: placeOf(ui, sight.state), scroll: 0});
	}
	return overlay === undefined ? pressOnBoard(ui, action, sight) : pressInOverlay(ui, overlay, action, sight);
};

/** What a paste does: it is typed as a whole, where there is a field. */
export const pasteOnBoard = (ui: BoardUiState, text: string): BoardUiState => {
	const overlay = ui.overlays.at(-1);
	const typed = typeInto(overlay, text.replaceAll(/\s+/g, ' ')) ?? overlay;
	return typed === undefined ? ui : followFilter({...ui, overlays: replaceOverlay(ui.overlays, typed)}, typed);
};

