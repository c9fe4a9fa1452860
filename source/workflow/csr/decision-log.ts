import {chainDecision, type ChainHead, type Digest, findLink, formatHead, parseHead, readLog, type ReadLog} from '../../core/record/decision-chain.ts';
import type {Decision} from '../../core/record/record.ts';
import {Failure} from '../../core/problem/failure.ts';
import type {Edges} from '../operation.ts';

/** The append-only record of decisions in a folder (P33), whoever else writes to it at the same time. */
export type DecisionLog = {
	/** Resolves when the decision is on disk; rejects with Failure where it could not be written down. */
	readonly append: (decision: Decision) => Promise<void>;
};

/** The files of the log in the folder of the record. */
export const decisionLogPaths = (recordFolder: string): {readonly log: string; readonly head: string; readonly lock: string} => ({
	log: `${recordFolder}/decisions.jsonl`,
	head: `${recordFolder}/decisions.head.json`,
	lock: `${recordFolder}/decisions.lock`,
});

/** Reads the log of a folder and tells what is wrong with its chain, for `csr log`. Rejects with Failure where the files cannot be read. */
export const readDecisionLog = async ({files, pki}: Pick<Edges, 'files' | 'pki'>, recordFolder: string): Promise<ReadLog> => {
	const paths = decisionLogPaths(recordFolder);
	const [text = '', head] = await Promise.all([files.read(paths.log), files.read(paths.head)]);
	return readLog(text, parseHead(head), (each) => pki.sha256(each));
};

type Waiting = {readonly decision: Decision; readonly resolve: () => void; readonly reject: (error: unknown) => void};

// Another board holds the lock for as long as one write takes.
const lockPauseMs = 10;
const lockPatienceMs = 10_000;

const isHeld = (error: unknown): boolean => error instanceof Failure && error.problems.some(({code}) => code === 'locked');

/** Opens the log of a folder. Decisions that come while a write is under way share the next one: a thousand approvals cost a few writes. */
export const openDecisionLog = ({files, pki, clock}: Pick<Edges, 'files' | 'pki' | 'clock'>, recordFolder: string): DecisionLog => {
	const paths = decisionLogPaths(recordFolder);
	const digest: Digest = (text) => pki.sha256(text);
	let known: {readonly end: ChainHead; readonly length: number; readonly last: string} | undefined;
	let waiting: Waiting[] = [];
	let isWriting = false;

	const lock = async (): Promise<() => Promise<void>> => {
		const untilMs = clock.nowMs() + lockPatienceMs;
		for (;;) {
			try {
				return await files.lock(paths.lock);
			} catch (error) {
				if (!isHeld(error) || clock.nowMs() >= untilMs) {
					throw error;
				}
				await clock.sleep(lockPauseMs);
			}
		}
	};

	const write = async (decisions: readonly Decision[]): Promise<void> => {
		const unlock = await lock();
		try {
			const [text = '', head] = await Promise.all([files.read(paths.log), files.read(paths.head)]);
			// Where nobody else has written since, its end is known: a long log is not read line by line at every write.
			let end: ChainHead = known?.length === text.length && text.endsWith(known.last) ? known.end : findLink(text, parseHead(head), digest);
			const lines = decisions.map((decision) => {
				const {line, link} = chainDecision(decision, end.link, digest);
				end = {lines: end.lines + 1, link};
				return line;
			});
			const added = lines.join('\n');
			await files.append(paths.log, added);
			// Should this be cut off, the log is longer than its head says, which is no defect.
			await files.write(paths.head, formatHead(end), 0o600);
			const isEnded = text === '' || text.endsWith('\n');
			known = {end, length: text.length + (isEnded ? 0 : 1) + added.length + 1, last: `${lines.at(-1) ?? ''}\n`};
		} finally {
			await unlock();
		}
	};

	const writeAll = async (): Promise<void> => {
		isWriting = true;
		while (waiting.length > 0) {
			const batch = waiting;
			waiting = [];
			await write(batch.map(({decision}) => decision)).then(
				() => batch.forEach(({resolve}) => resolve()),
				(error: unknown) => batch.forEach(({reject}) => reject(error)),
			);
		}
		isWriting = false;
	};

	return {
		append: async (decision) => {
			const {promise, resolve, reject} = Promise.withResolvers<void>();
			waiting.push({decision, resolve, reject});
			if (!isWriting) {
				void writeAll();
			}
			return promise;
		},
	};
};
