import type {FieldState} from '../components/edit-text.ts';
import type {OverlayStack} from '../components/overlay-stack.ts';
import type {KeyPlace} from '../key-map.ts';

/** What may lie over the run. Those with `scroll` take the whole body. */
export type RunOverlay =
	| {readonly place: 'help'; readonly of: KeyPlace; readonly scroll: number}
	| {readonly place: 'diff'; readonly key: string; readonly scroll: number}
	/** A node by its name, or all that is wrong with the run. */
	| {readonly place: 'details'; readonly node: string | undefined; readonly scroll: number}
	| {readonly place: 'confirm'}
	| {readonly place: 'stop'}
	| {readonly place: 'filter'; readonly field: FieldState};

/** What the run screen remembers between two keys. */
export type RunUiState = {
	/** Of the rows of the stage that is shown; keys of one stage are none of the other's. */
	readonly cursor: {readonly key: string | undefined; readonly index: number};
	/** Groups of the review that are open. */
	readonly openKeys: ReadonlySet<string>;
	readonly filter: string;
	readonly overlays: OverlayStack<RunOverlay>;
	/** The operator has confirmed: whatever the events say, the review is over. */
	readonly isConfirmed: boolean;
	readonly isStopping: boolean;
};

/** The screen before the first key. */
export const initialRunUi: RunUiState = {cursor: {key: undefined, index: 0}, openKeys: new Set(['cluster']), filter: '', overlays: [], isConfirmed: false, isStopping: false};
