import type {Problem} from '../../core/problem/problem.ts';
import type {BoardChoice} from '../../core/board/select-board.ts';
import type {KeyPlace} from '../key-map.ts';
import {emptyField, type FieldState} from '../components/edit-text.ts';
import type {OverlayStack} from '../components/overlay-stack.ts';

/** An answer that a person is about to give, and what has been typed for it. */
export type DecideOverlay = {
	readonly place: 'decide';
	readonly decision: 'approve' | 'deny';
	readonly uid: string;
	/** Folded below it in its row: one denial is for all of them. */
	readonly foldedUids: readonly string[];
	/** REFUSE: the node's name has to be typed first (P28). */
	readonly nodeToType?: string;
	readonly fields: {readonly node: FieldState; readonly reason: FieldState};
	readonly focus: 'node' | 'reason';
	/** Something is missing yet, and was asked for. */
	readonly isRefused: boolean;
};

/** What may lie over the board. Those with `scroll` take the whole body, the others its last lines. */
export type BoardOverlay =
	| {readonly place: 'history'; readonly cursor: number; readonly top: number}
	| {readonly place: 'request'; readonly uid: string; readonly scroll: number}
	| {readonly place: 'help'; readonly of: KeyPlace; readonly scroll: number}
	| {readonly place: 'details'; readonly problems: readonly Problem[]; readonly scroll: number}
	| {readonly place: 'approve'; readonly uid: string}
	| {readonly place: 'approve-all'; readonly uids: readonly string[]}
	| {readonly place: 'automatic'}
	| {readonly place: 'sweep'; readonly uids: readonly string[]}
	| {readonly place: 'revoke'; readonly tokenId: string}
	| DecideOverlay
	| {readonly place: 'filter'; readonly field: FieldState};

/** What the board screen remembers between two keys. */
export type BoardUiState = {
	/** The row under the cursor, and where it is: it does not move away from there by itself. */
	readonly cursor: {readonly key: string | undefined; readonly index: number};
	readonly choice: BoardChoice;
	readonly overlays: OverlayStack<BoardOverlay>;
	/** A word to the operator, until the next key. */
	readonly note: string | undefined;
};

/** The screen before the first key. */
export const initialBoardUi: BoardUiState = {cursor: {key: undefined, index: 0}, choice: {filter: '', sort: 'urgency'}, overlays: [], note: undefined};

/** The overlay for an answer that needs typing. */
export const openDecide = (decision: 'approve' | 'deny', uid: string, nodeToType: string | undefined, foldedUids: readonly string[] = []): DecideOverlay => ({
	place: 'decide',
	decision,
	uid,
	foldedUids,
	fields: {node: emptyField, reason: emptyField},
	focus: nodeToType === undefined ? 'reason' : 'node',
	isRefused: false,
	...(nodeToType === undefined ? {} : {nodeToType}),
});
