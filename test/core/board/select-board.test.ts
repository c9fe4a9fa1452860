import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {BoardEvent} from '../../../source/core/board/board-event.ts';
import {initialBoardState} from '../../../source/core/board/board-state.ts';
import type {BoardRow} from '../../../source/core/board/board-row.ts';
import {selectHistory} from '../../../source/core/board/fold-board.ts';
import {type BoardChoice, type BoardSelector, createBoardSelector, holdRow} from '../../../source/core/board/select-board.ts';
import {approvedBy, busyBoard, clientOf, foldAll, judgeAll, node, nowMs, servingOf} from '../../support/board.ts';
import {ago} from '../../support/requests.ts';

const selectBoard: BoardSelector = (...asked) => createBoardSelector()(...asked);

const all: BoardChoice = {filter: '', sort: 'urgency'};

const tell = (row: BoardRow): string => `${row.rowClass} ${row.name}${row.kind === 'node' ? ` ${row.waitsFor}` : ''}${row.folded === 0 ? '' : ` +${row.folded}`}`;

const boardOf = (requests: Parameters<typeof judgeAll>[0], nodes: Parameters<typeof judgeAll>[1] = [], planned = ['node01', 'node02']) =>
	foldAll([
		{type: 'nodes-changed', put: nodes, gone: []},
		{type: 'requests-changed', put: judgeAll(requests, nodes, planned), gone: []},
	], {...busyBoard(planned), nodes: new Map(), requests: new Map()});

describe('selectBoard', () => {
	it('shows what needs a person first, then what is stuck, waits, is Ready, was not seen', () => {
		const {nodes, others} = selectBoard(busyBoard(), all, nowMs);
		expect(nodes.map(tell)).toEqual([
			'wrong node04 serving-approval',
			'pass node07 client-approval +1',
			'stuck node09 ready',
			'stuck node11 client-signer',
			'waiting node05 client-signer',
			...['node01', 'node02', 'node03', 'node06', 'node08', 'node10'].map((name) => `ready ${name} nothing`),
			'absent node12 absent',
		]);
		expect(others.map(tell)).toEqual(['wrong csr-x7k2p', 'not-ours csr-mesh1']);
	});

	it('counts every row, also those that the filter hides', () => {
		const view = selectBoard(busyBoard(), {...all, filter: 'NODE07'}, nowMs);
		expect(view.nodes.map(({name}) => name)).toEqual(['node07']);
		expect(view.others).toEqual([]);
		expect(view.tally).toEqual({wrong: 2, ask: 0, pass: 1, stuck: 2, waiting: 1, ready: 6, absent: 1, 'not-ours': 1});
	});

	it('offers for approval at once only what is PASS and shown', () => {
		expect(selectBoard(busyBoard(), all, nowMs).passing.map(({view}) => view.name)).toEqual(['csr-e07ab']);
		expect(selectBoard(busyBoard(), {...all, filter: 'node04'}, nowMs).passing).toEqual([]);
	});

	it('shows the honest request in the row of its node when a stranger files a newer one', () => {
		const stranger = clientOf('node01', {name: 'csr-evil1', uid: 'evil', username: 'system:bootstrap:zzzzzz', createdAt: ago(1)});
		const view = selectBoard(boardOf([clientOf('node01', {createdAt: ago(20)}), stranger]), all, nowMs);
		expect(view.nodes[0]).toMatchObject({name: 'node01', rowClass: 'pass', folded: 0});
		expect(view.others.map(({name}) => name)).toEqual(['csr-evil1']);
	});

	it('sees a renewal that waits although the node is Ready', () => {
		const issued = servingOf('node01', ['10.0.0.11'], {...approvedBy('KubenrollApproved', 3000, 'PEM'), createdAt: ago(3001)});
		const renewal = servingOf('node01', ['10.0.0.11'], {name: 'csr-renew', uid: 'renewal', createdAt: ago(30)});
		expect(selectBoard(boardOf([issued, renewal], [node('node01', 'true', 5000)]), all, nowMs).nodes.map(tell)).toEqual(['pass node01 serving-approval', 'absent node02 absent']);
	});

	it('calls a node enrolled by others Ready, whatever requests it once filed', () => {
		expect(selectBoard(boardOf([], [node('node01', 'true', 100)]), all, nowMs).nodes.map(tell)).toEqual(['ready node01 nothing', 'absent node02 absent']);
	});

	it('shows the Nodes of a cluster where nothing is planned', () => {
		const state = {...busyBoard([]), planned: []};
		expect(selectBoard(state, all, nowMs).nodes.map(({name}) => name)).toContain('node01');
		expect(selectBoard(state, all, nowMs).passing).toEqual([]);
	});

	it.each([
		['client-signer', 39, 'waiting'],
		['client-signer', 41, 'stuck'],
	])('takes %s after %i s for %s', (_wait, seconds, rowClass) => {
		const state = boardOf([clientOf('node01', {...approvedBy('KubenrollApproved', seconds), createdAt: ago(seconds + 1)})]);
		expect(selectBoard(state, all, nowMs).nodes.find(({name}) => name === 'node01')?.rowClass).toBe(rowClass);
	});

	it('keeps a decided request in the history when the cluster has deleted it', () => {
		const state = foldAll([{type: 'requests-changed', put: [], gone: ['uid-denied']}], busyBoard());
		const names = selectHistory(state).map(({request, goneAtMs}) => [request.view.name, goneAtMs !== undefined]);
		expect(names).toEqual([['csr-e01ab', false], ['csr-q8fzz', true]]);
	});
});

describe('a selector that remembers', () => {
	const names = ['node01', 'node02', 'node03', 'stray'];
	const [pending = [], approved = [], issued = []] = [{}, approvedBy('KubenrollApproved', 30), approvedBy('KubenrollApproved', 30, 'PEM')].map((change) =>
		judgeAll(names.flatMap((name) => [clientOf(name, {...change, createdAt: ago(60)}), clientOf(name, {...change, name: 'csr-e2', uid: `uid-${name}-2`, createdAt: ago(20)})]), [], names.slice(0, 3)),
	);
	const requests = [...pending, ...approved, ...issued];
	const event: fc.Arbitrary<BoardEvent> = fc.oneof(
		fc.record({type: fc.constant('requests-changed' as const), put: fc.subarray(requests, {maxLength: 3}), gone: fc.subarray(pending.map(({uid}) => uid), {maxLength: 2})}),
		fc.record({type: fc.constant('nodes-changed' as const), put: fc.subarray([node('node01', 'true', 100), node('node01', 'false', 10), node('stray', 'true', 5)], {maxLength: 1}), gone: fc.subarray(['node01', 'stray'], {maxLength: 1})}),
		fc.record({type: fc.constant('decision-started' as const), uid: fc.constantFrom(...pending.map(({uid}) => uid))}),
	);

	it('tells the same as one that has never seen the board before', () => {
		fc.assert(
			fc.property(fc.array(fc.record({event, laterMs: fc.integer({min: 0, max: 60_000})}), {maxLength: 12}), fc.boolean(), (steps, isPlanned) => {
				const select = createBoardSelector();
				let state = {...initialBoardState, planned: isPlanned ? names.slice(0, 3).map((name) => ({name, address: '10.0.0.1'})) : []};
				let atMs = nowMs;
				for (const {event: each, laterMs} of steps) {
					state = {...foldAll([each], state), planned: state.planned};
					atMs += laterMs;
					expect(select(state, all, atMs)).toEqual(selectBoard(state, all, atMs));
				}
			}),
		);
	});

	it('makes no row anew about which nothing has changed', () => {
		const select = createBoardSelector();
		const state = busyBoard();
		const before = select(state, all, nowMs).nodes;
		const after = select(foldAll([{type: 'requests-changed', put: [], gone: ['uid-node07-client']}], state), all, nowMs).nodes;
		expect(after.filter((row) => !before.includes(row)).map(({name}) => name)).toEqual(['node07']);
	});
});

describe('holdRow', () => {
	const rows = selectBoard(busyBoard(), all, nowMs).nodes;
	const names = (held: readonly BoardRow[]): readonly string[] => held.slice(0, 4).map(({name}) => name);

	it('leaves a row where the cursor is, and lets the others move around it', () => {
		expect(names(holdRow(rows, {key: 'node node12', index: 1}))).toEqual(['node04', 'node12', 'node07', 'node09']);
	});

	it('changes nothing where the row is gone, or was not moved', () => {
		expect(holdRow(rows, {key: 'node gone', index: 1})).toBe(rows);
		expect(holdRow(rows, {key: 'node node04', index: 0})).toBe(rows);
		expect(holdRow(rows, undefined)).toBe(rows);
	});
});
