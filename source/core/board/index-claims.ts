import type {BoardRequest, BoardState} from './board-state.ts';

/** Requests by the node that they claim to be; those that claim none under the empty name. A list is another one only where its requests are. */
export type ClaimIndex = ReadonlyMap<string, readonly BoardRequest[]>;

const nodeOf = ({view}: BoardRequest): string => view.node ?? '';

/** Keeps an index true to one state after the other: what it costs hangs on what changed, but for a walk over the requests. */
export const createClaimIndex = (): ((requests: BoardState['requests']) => ClaimIndex) => {
	const index = new Map<string, readonly BoardRequest[]>();
	let indexed: BoardState['requests'] = new Map();

	const listChanged = (requests: BoardState['requests']): ReadonlySet<string> => {
		const changed = new Set<string>();
		let kept = 0;
		for (const [uid, request] of requests) {
			const earlier = indexed.get(uid);
			kept += earlier === undefined ? 0 : 1;
			if (earlier !== request) {
				changed.add(nodeOf(request));
				if (earlier !== undefined) {
					changed.add(nodeOf(earlier));
				}
			}
		}
		if (kept < indexed.size) {
			for (const [uid, earlier] of indexed) {
				if (!requests.has(uid)) {
					changed.add(nodeOf(earlier));
				}
			}
		}
		return changed;
	};

	return (requests) => {
		if (requests === indexed) {
			return index;
		}
		const changed = listChanged(requests);
		indexed = requests;
		const fresh = new Map<string, BoardRequest[]>([...changed].map((node) => [node, []]));
		if (changed.size > 0) {
			for (const request of requests.values()) {
				fresh.get(nodeOf(request))?.push(request);
			}
		}
		for (const [node, claims] of fresh) {
			if (claims.length === 0) {
				index.delete(node);
			} else {
				index.set(node, claims);
			}
		}
		return index;
	};
};
