import type {ActionId} from '../../text/screen-text.ts';

type Move = (cursor: number, last: number, page: number) => number;

const moves: Partial<Record<ActionId, Move>> = {
	up: (cursor) => cursor - 1,
	down: (cursor) => cursor + 1,
	// A line of what was seen before stays in sight.
	'page-up': (cursor, _last, page) => cursor - Math.max(1, page - 1),
	'page-down': (cursor, _last, page) => cursor + Math.max(1, page - 1),
	first: () => 0,
	last: (_cursor, last) => last,
};

/** Where a move leads from a place in a list or a text; undefined where the action is no move. `page` is how much of it is seen at once. */
export const moveCursor = (action: ActionId, cursor: number, total: number, page: number): number | undefined => {
	const last = Math.max(0, total - 1);
	const next = moves[action]?.(cursor, last, page);
	return next === undefined ? undefined : Math.max(0, Math.min(last, next));
};
