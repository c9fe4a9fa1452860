import type {BoardEvent} from '../../core/board/board-event.ts';
import type {BoardRequest} from '../../core/board/board-state.ts';
import type {NodeObject} from '../../core/facts/cluster-facts.ts';
import type {Clock} from '../../ports/clock.ts';

/** Collects what happens in a cluster, so that a flood is told in a few events: folding one into a board of thousands costs as much as folding many. */
export type GatheredNews = {
	readonly put: (request: BoardRequest) => void;
	/** By uid. */
	readonly drop: (uid: string) => void;
	/** As it is now; undefined where it is gone. */
	readonly tellNode: (name: string, node: NodeObject | undefined) => void;
	/** Tells all of it now; otherwise it is told within a moment. */
	readonly flush: () => void;
};

const gatherMs = 20;

/** Starts to collect, until the signal aborts. */
export const gatherNews = ({clock, emit, signal}: {readonly clock: Clock; readonly emit: (event: BoardEvent) => void; readonly signal: AbortSignal}): GatheredNews => {
	const put = new Map<string, BoardRequest>();
	const gone = new Set<string>();
	const nodes = new Map<string, NodeObject | undefined>();
	let isDue = false;

	const flush = (): void => {
		if (put.size > 0 || gone.size > 0) {
			emit({type: 'requests-changed', put: [...put.values()], gone: [...gone]});
		}
		if (nodes.size > 0) {
			emit({type: 'nodes-changed', put: [...nodes.values()].filter((node) => node !== undefined), gone: [...nodes].flatMap(([name, node]) => (node === undefined ? [name] : []))});
		}
		put.clear();
		gone.clear();
		nodes.clear();
	};
	const flushSoon = (): void => {
		if (!isDue) {
			isDue = true;
			void clock.sleep(gatherMs, signal).then(() => {
				isDue = false;
				if (!signal.aborted) {
					flush();
				}
			});
		}
	};

	return {
		put: (request) => {
			put.set(request.uid, request);
			flushSoon();
		},
		drop: (uid) => {
			gone.add(uid);
			flushSoon();
		},
		tellNode: (name, node) => {
			nodes.set(name, node);
			flushSoon();
		},
		flush,
	};
};
