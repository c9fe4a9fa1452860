import {expect, test} from 'vitest';
import {initialBoardState} from '../../../source/core/board/board-state.ts';
import {selectHistory} from '../../../source/core/board/fold-board.ts';
import {openHistory} from '../../../source/workflow/board/keep-history.ts';
import {approvedBy, clientOf, foldAll, judgeAll} from '../../support/board.ts';
import {memoryFiles} from '../../support/memory-files.ts';
import {ago} from '../../support/requests.ts';
import {virtualClock} from '../../support/virtual-clock.ts';

const path = '.kubenroll/history.jsonl';

const [issued, waiting, hostile] = judgeAll(
	[
		clientOf('node01', {...approvedBy('KubenrollApproved', 30, 'PEM'), createdAt: ago(40)}),
		clientOf('node02', {createdAt: ago(20)}),
		clientOf('node03', {...approvedBy('AutoApproved', 10, 'PEM'), name: 'csr-\u001B[2J\u202Ex', uid: 'uid-hostile', createdAt: ago(15)}),
	],
	[],
	['node01', 'node02', 'node03'],
) as [BoardRequestOf, BoardRequestOf, BoardRequestOf]; // three requests make three

type BoardRequestOf = ReturnType<typeof judgeAll>[number];

const openKept = async (files = memoryFiles()) => {
	const clock = virtualClock();
	const end = new AbortController();
	const told: unknown[] = [];
	const history = await openHistory({files, clock}, path, {signal: end.signal, onProblems: (problems) => told.push(...problems)});
	return {history, files, clock, told};
};

const names = (finished: Awaited<ReturnType<typeof openKept>>['history']['finished']): readonly string[] => finished.map(({request}) => request.view.name);

test('remembers what was finished, and what the cluster has deleted, at the next start', async () => {
	const {history, files} = await openKept();
	history.hear({type: 'requests-changed', put: [issued, waiting], gone: []});
	history.hear({type: 'requests-changed', put: [], gone: [issued.uid, waiting.uid]});
	await history.close();
	const again = await openKept(files);
	expect(names(again.history.finished)).toEqual([waiting.view.name, issued.view.name]);
	expect(again.history.finished[1]).toMatchObject({request: {decision: {reason: 'KubenrollApproved'}, view: {state: 'issued', reasons: []}}});
	expect(again.history.finished.every(({goneAtMs}) => goneAtMs !== undefined)).toBe(true);
});

test('writes a flood once, not line by line', async () => {
	const {history, files, clock} = await openKept();
	for (let index = 0; index < 50; index += 1) {
		history.hear({type: 'requests-changed', put: [{...issued, uid: `uid-${index}`}], gone: []});
	}
	expect(files.contents.has(path)).toBe(false);
	await clock.advance(10_000);
	expect(files.contents.get(path)?.trim().split('\n')).toHaveLength(50);
});

test('writes nothing where nothing was finished', async () => {
	const {history, files} = await openKept();
	history.hear({type: 'requests-changed', put: [waiting], gone: []});
	await history.close();
	expect(files.contents.has(path)).toBe(false);
});

test('reads past lines that are broken, and draws no name that acts on a terminal', async () => {
	const {history, files} = await openKept();
	history.hear({type: 'requests-changed', put: [hostile], gone: []});
	await history.close();
	files.contents.set(path, `{"cut off\n{}\n${(files.contents.get(path) ?? '').replace('csr-', '\\u001b[31mcsr-')}null\n`);
	const again = await openKept(files);
	expect(again.history.finished).toHaveLength(1);
	expect(names(again.history.finished)[0]).not.toMatch(/[\u0000-\u001F\u202E]/);
});

test('shows a request once that is remembered and still in the cluster', () => {
	const state = foldAll([{type: 'history-read', finished: [{request: {...issued, view: {...issued.view, reasons: []}}}]}, {type: 'requests-changed', put: [issued], gone: []}], initialBoardState);
	expect(selectHistory(state).map(({request}) => request)).toEqual([issued]);
});
