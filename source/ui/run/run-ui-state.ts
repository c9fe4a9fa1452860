import {manyNodes, quietGroups} from '../../core/board/group-run-rows.ts';
import type {FieldState} from '../components/edit-text.ts';
import type {OverlayStack} from '../components/overlay-stack.ts';
import type {KeyPlace} from '../key-map.ts';

/** What may lie over the run. Those with `scroll` take the whole body. */
export type RunOverlay =
	| {readonly place: 'help'; readonly of: KeyPlace; readonly scroll: number}
	| {readonly place: 'diff'; readonly key: string; readonly scroll: number}
	/** All that is wrong with the run. */
	| {readonly place: 'details'; readonly scroll: number}
	| {readonly place: 'node-details'; readonly node: string; readonly scroll: number}
	| {readonly place: 'confirm'}
	| {readonly place: 'stop'}
	/** Asks for the folder. */
	| {readonly place: 'export'; readonly field: FieldState}
	| {readonly place: 'filter'; readonly field: FieldState};

/** What the run screen remembers between two keys. */
export type RunUiState = {
	/** Of the rows of the stage that is shown; keys of one stage are none of the other's. */
	readonly cursor: {readonly key: string | undefined; readonly index: number; /** Somebody has put it there: it keeps to its row. Until then it stays where it is, and rows may pass. */ readonly isHeld: boolean};
	/** Groups of the review that are open. */
	readonly openKeys: ReadonlySet<string>;
	/** Groups of the run that are shut. */
	readonly shutGroups: ReadonlySet<string>;
	/** Unset: as suits the number of nodes. */
	readonly isGrouped?: boolean;
	readonly filter: string;
	/** Which half of the end is shown; unset: the nodes where something is left to do, else the summary. */
	readonly part?: 'nodes' | 'summary';
	/** First line shown of the summary. */
	readonly scroll: number;
	/** The node asked for again is none of this run's. */
	readonly isNotNow: boolean;
	readonly overlays: OverlayStack<RunOverlay>;
	/** The operator has confirmed: whatever the events say, the review is over. */
	readonly isConfirmed: boolean;
	readonly isStopping: boolean;
};

/** The screen before the first key. */
export const initialRunUi: RunUiState = {cursor: {key: undefined, index: 0, isHeld: false}, openKeys: new Set(['cluster']), shutGroups: quietGroups, filter: '', scroll: 0, isNotNow: false, overlays: [], isConfirmed: false, isStopping: false};

/** Whether so many nodes are shown in groups. */
export const isInGroups = ({isGrouped}: RunUiState, nodes: number): boolean => isGrouped ?? nodes >= manyNodes;
