import type {JudgeContext} from '../../core/csr/judge-context.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {Clock} from '../../ports/clock.ts';

/** Sees when there is nothing more to approve for some nodes (P26). */
export type CalmWatch = {
	/** Takes a look at everything; to be called as often as there is one. */
	readonly look: (requests: readonly JudgedRequest[], context: Pick<JudgeContext, 'nodeObjects'>) => void;
	/** All of the nodes are Ready, and nothing of theirs has waited for a while. Never where they were Ready at the first look: then renewals are the point. */
	readonly isCalm: () => boolean;
};

// The serving request of a node comes about when it becomes Ready: the last one's is waited for.
const calmMs = 10_000;

/** Watches over nodes until the signal aborts; `onTime` is called when it may have become calm only because time went on. */
export const watchCalm = (clock: Clock, nodes: ReadonlySet<string>, {signal, onTime}: {readonly signal: AbortSignal; readonly onTime: () => void}): CalmWatch => {
	let isForRenewals: boolean | undefined;
	let calmSinceMs: number | undefined;
	return {
		look: (requests, {nodeObjects}) => {
			const ready = new Set(nodeObjects.flatMap((node) => (node.ready === 'true' ? [node.name] : [])));
			const areReady = [...nodes].every((node) => ready.has(node));
			isForRenewals ??= areReady;
			const isWaiting = requests.some(({judgement: {node, verdict, state}}) => (verdict === 'PASS' || state === 'approved') && node !== undefined && nodes.has(node));
			if (!areReady || isWaiting) {
				calmSinceMs = undefined;
			} else if (calmSinceMs === undefined) {
				calmSinceMs = clock.nowMs();
				void clock.sleep(calmMs, signal).then(onTime);
			}
		},
		isCalm: () => isForRenewals === false && calmSinceMs !== undefined && clock.nowMs() >= calmSinceMs + calmMs,
	};
};
