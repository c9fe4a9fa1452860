import type {BoardEvent} from '../../core/board/board-event.ts';
import type {BoardRequest, FinishedRequest} from '../../core/board/board-state.ts';
import {isFinished} from '../../core/board/fold-board.ts';
import {formatHistory, keepNewest, parseHistory} from '../../core/board/history-lines.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {Problem} from '../../core/problem/problem.ts';
import type {Edges} from '../operation.ts';

/** The history of a board: Kubernetes deletes finished requests after an hour (kubernetes pkg/controller/certificates/cleaner/cleaner.go), this does not. */
export type BoardHistory = {
	/** What earlier boards have seen, the newest first. */
	readonly finished: readonly FinishedRequest[];
	/** Takes note of what a board tells. */
	readonly hear: (event: BoardEvent) => void;
	/** Writes what is not written yet. */
	readonly close: () => Promise<void>;
};

// A flood is not written line by line: as a whole, at most this often, and at the end.
const writeEveryMs = 10_000;

// It holds who asked for what; beside the record, for its owner alone.
const mode = 0o600;

/** Reads the history at a path, and keeps it there from now on. What cannot be written is told once. */
export const openHistory = async ({files, clock}: Pick<Edges, 'files' | 'clock'>, path: string, {signal, onProblems}: {readonly signal: AbortSignal; readonly onProblems: (problems: readonly Problem[]) => void}): Promise<BoardHistory> => {
	const finished = parseHistory((await files.read(path)) ?? '');
	let byUid = new Map(finished.map((each) => [each.request.uid, each]));
	const open = new Map<string, BoardRequest>();
	let isDue = false;
	let isChanged = false;
	let isFailing = false;

	const write = async (): Promise<void> => {
		if (!isChanged) {
			return;
		}
		isChanged = false;
		const kept = keepNewest(byUid.values());
		byUid = new Map(kept.map((each) => [each.request.uid, each]));
		try {
			await files.write(path, formatHistory(kept), mode);
			isFailing = false;
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			if (!isFailing) {
				onProblems(error.problems);
			}
			isFailing = true;
		}
	};
	const keep = (each: FinishedRequest): void => {
		byUid.set(each.request.uid, each);
		isChanged = true;
		if (!isDue) {
			isDue = true;
			void clock.sleep(writeEveryMs, signal).then(async () => {
				isDue = false;
				await (signal.aborted ? undefined : write());
			});
		}
	};

	return {
		finished,
		hear: (event) => {
			if (event.type !== 'requests-changed') {
				return;
			}
			for (const request of event.put) {
				open.set(request.uid, request);
				if (isFinished(request) && !byUid.has(request.uid)) {
					keep({request});
				}
			}
			for (const uid of event.gone) {
				const request = open.get(uid);
				open.delete(uid);
				if (request !== undefined) {
					keep({request, goneAtMs: clock.nowMs()});
				}
			}
		},
		close: write,
	};
};
