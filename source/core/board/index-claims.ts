import type {BoardRequest, BoardState} from './board-state.ts';
import {PartedMap, partMap} from './parted-map.ts';

/** Requests by the node that they claim to be, the oldest first; those that claim none under the empty name. A list is another one only where its requests are. */
export type ClaimIndex = ReadonlyMap<string, readonly BoardRequest[]>;

type Change = {readonly gone: Set<BoardRequest>; readonly come: BoardRequest[]};

const nodeOf = ({view}: BoardRequest): string => view.node ?? '';

// Times have whole seconds; what never changes decides ties.
const byAge = (one: BoardRequest, other: BoardRequest): number => one.createdAtMs - other.createdAtMs || (one.uid < other.uid ? -1 : 1);

/** Keeps an index true to one state after the other: what it costs hangs on what changed. */
export const createClaimIndex = (): ((requests: BoardState['requests']) => ClaimIndex) => {
	const index = new Map<string, readonly BoardRequest[]>();
	let indexed = new PartedMap<BoardRequest>();

	return (requests) => {
		const current = partMap(requests);
		const changes = new Map<string, Change>();
		const open = (request: BoardRequest): Change => {
			const node = nodeOf(request);
			const change = changes.get(node) ?? {gone: new Set(), come: []};
			changes.set(node, change);
			return change;
		};
		current.tellChanges(indexed, (was, is) => {
			if (was !== undefined) {
				open(was).gone.add(was);
			}
			if (is !== undefined) {
				open(is).come.push(is);
			}
		});
		indexed = current;
		for (const [node, {gone, come}] of changes) {
			const claims = [...(index.get(node) ?? []).filter((request) => !gone.has(request)), ...come].sort(byAge);
			if (claims.length === 0) {
				index.delete(node);
			} else {
				index.set(node, claims);
			}
		}
		return index;
	};
};
