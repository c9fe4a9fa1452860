import {expect, test} from 'vitest';
import {initialBoardState, type BoardState} from '../../../source/core/board/board-state.ts';
import type {RequestView} from '../../../source/core/run/event.ts';
import {english} from '../../../source/text/en/text.ts';
import {initialBoardUi} from '../../../source/ui/board/board-ui-state.ts';
import {type BoardSight, placeOf, pressBoard} from '../../../source/ui/board/press-board.ts';

const view: RequestView = {
	name: 'csr-aaaaa', node: 'node-1', kind: 'client', state: 'pending', verdict: 'ASK', reasons: [{rule: 'P24', verdict: 'ASK', code: 'superseded', params: {newer: 'csr-bbbbb'}}],
	signer: '', requester: 'system:bootstrap:abc123', createdAt: '', names: [], usages: [],
};
const request = {uid: 'u1', view, foldKey: 'f', createdAtMs: 0};
const on = {state: 'on', endsAtMs: 0, approved: 0, limit: 2, flooders: []} as const;

const sightOf = (state: Partial<BoardState> = {}): BoardSight => ({
	state: {...initialBoardState, requests: new Map([['u1', request]]), ...state},
	rows: [{kind: 'request', key: 'r', name: 'node-1', rowClass: 'ask', folded: 0, request}],
	othersFrom: 0, passing: [], history: [], pageRows: 5, pageLines: 5, textLines: 0, text: english,
});

const press = (strokes: readonly string[], sight: BoardSight) => strokes.reduce<ReturnType<typeof pressBoard>>((pressed, stroke) => pressBoard(pressed.ui, stroke, sight), {ui: initialBoardUi});

test.each([
	['automatic approval is switched on after a question', ['t', 'y'], {}, {type: 'automatic', isOn: true}],
	['automatic approval is switched off at once', ['t'], {automatic: on}, {type: 'automatic', isOn: false}],
	['what is superseded is swept after a question', ['x', 'y'], {}, {type: 'sweep', uids: ['u1']}],
	['the token of the row is revoked after a question', ['r', 'y'], {}, {type: 'revoke', tokenId: 'abc123'}],
	['the token that floods is revoked before that of the row', ['r', 'y'], {automatic: {...on, flooders: [{requester: 'x', tokenId: 'flood1', cause: 'strangers-too-fast', count: 9, limit: 5}]}}, {type: 'revoke', tokenId: 'flood1'}],
	['Esc leaves everything as it is', ['t', 'esc'], {}, undefined],
] as const)('%s', (_title, strokes, state, intent) => {
	const pressed = press(strokes, sightOf(state));
	expect(pressed.intent).toEqual(intent);
	expect(pressed.ui.overlays).toEqual([]);
});

test('a denial is for every request that the row stands for, an approval and the denial of a look for one', () => {
	const sibling = {...request, uid: 'u2'};
	const requests = new Map([['u1', request], ['u2', sibling], ['u3', {...request, uid: 'u3', foldKey: 'g'}], ['u4', {...request, uid: 'u4', view: {...view, state: 'denied' as const}}]]);
	const sight: BoardSight = {...sightOf({requests}), rows: [{kind: 'request', key: 'r', name: 'node-1', rowClass: 'ask', folded: 1, request}]};
	expect(press(['d', 'enter'], sight).intent).toEqual({type: 'deny', uids: ['u1', 'u2'], reason: ''});
	expect(press(['a', 'o', 'k', 'enter'], sight).intent).toEqual({type: 'approve', uids: ['u1'], reason: 'ok'});
	expect(press(['enter', 'd', 'enter'], sight).intent).toEqual({type: 'deny', uids: ['u1'], reason: ''});
	const [overlay] = press(['d'], sight).ui.overlays;
	expect(overlay).toMatchObject({place: 'decide', foldedUids: ['u2']});
	expect(english.screens.decide.denyFold(2, 'node-1')).toBe('Deny all 2 requests of node-1 that this row stands for?');
});

test('says so where nothing is superseded, and where no token is behind the row', () => {
	expect(press(['x'], sightOf({requests: new Map()})).ui.note).toBe('No request is superseded by a newer one.');
	const node = {...request, view: {...view, requester: 'system:node:node-1'}};
	expect(press(['r'], {...sightOf(), rows: [{kind: 'request', key: 'r', name: 'node-1', rowClass: 'ask', folded: 0, request: node}]}).ui.note).toBe('No bootstrap token is behind this row.');
});

test('Enter on a node that waits for nothing shows the last request that it had', () => {
	const issued = (uid: string, createdAtMs: number, node = 'node-1') => ({...request, uid, createdAtMs, view: {...view, node, state: 'issued' as const, verdict: 'DECIDED' as const}});
	const ready = {kind: 'node', key: 'node node-1', name: 'node-1', rowClass: 'ready', folded: 0, waitsFor: 'nothing', isStuck: false} as const;
	const sight: BoardSight = {...sightOf({requests: new Map([['u2', issued('u2', 2)], ['u9', issued('u9', 9, 'node-2')]]), history: [{request: issued('u1', 1)}, {request: issued('u3', 3)}]}), rows: [ready]};
	expect(press(['enter'], sight).ui.overlays).toMatchObject([{place: 'request', uid: 'u3'}]);
	expect(press(['enter'], {...sight, rows: [{...ready, name: 'node-3'}]}).ui.note).toBe('No request of it is known here.');
});

test('P30 is asked for with one key on the request, which stays on the screen', () => {
	const pressed = press(['enter', 'p'], sightOf());
	expect(pressed.intent).toEqual({type: 'prove', uid: 'u1'});
	expect(pressed.ui.overlays.at(-1)).toMatchObject({place: 'request', uid: 'u1'});
});

test('a request that was answered takes no answer, and offers none', () => {
	const denied = sightOf({requests: new Map([['u1', {...request, view: {...view, state: 'denied' as const, verdict: 'DECIDED' as const}}]])});
	for (const key of ['a', 'd', 'p']) {
		const pressed = press(['enter', key], denied);
		expect(pressed.intent).toBeUndefined();
		expect(pressed.ui.overlays).toMatchObject([{place: 'request', uid: 'u1'}]);
	}
	expect(placeOf(press(['enter'], denied).ui, denied.state)).toBe('answered-request');
	expect(placeOf(press(['enter'], sightOf()).ui, sightOf().state)).toBe('request');
});
