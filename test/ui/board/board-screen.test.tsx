import {afterEach, describe, expect, it} from 'vitest';
import {drawScreen, mountScreen, stripColour} from '../../support/render-screen.tsx';
import type {BoardIntent} from '../../../source/core/board/board-event.ts';
import type {BoardState} from '../../../source/core/board/board-state.ts';
import {problem} from '../../../source/core/problem/problem.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {BoardScreen} from '../../../source/ui/board/board-screen.tsx';
import {busyBoard, foldAll, hostileBoard, nowMs} from '../../support/board.ts';
import {expectGolden} from '../../support/golden.ts';

const texts = {en: english, 'zh-CN': simplifiedChinese} as const;
const sizes = [[40, 20], [80, 24], [120, 30]] as const;

const screen = (state: BoardState, columns: number, rows: number, language: keyof typeof texts = 'en', send: (intent: BoardIntent) => void = () => undefined, leave: (how: 'quit' | 'suspend') => void = () => undefined) => (
	<BoardScreen state={state} text={texts[language]} size={{columns, rows}} nowMs={nowMs} send={send} leave={leave} />
);

const widths = (frame: string): readonly number[] => stripColour(frame).split('\n').map(measureText);

describe('the board', () => {
	describe.each(sizes)('at %i × %i', (columns, rows) => {
		it.each(['en', 'zh-CN'] as const)('is drawn in %s as kept', (language) => {
			const plain = drawScreen(screen(busyBoard(), columns, rows, language), columns);
			expectGolden(`frames/board/busy-${language}-${columns}.txt`, `${plain}\n`);
			const coloured = drawScreen(screen(busyBoard(), columns, rows, language), columns, {hasColour: true, hasUnicode: true});
			expectGolden(`frames/board/busy-${language}-${columns}.ansi`, `${coloured}\n`);
			expect(stripColour(coloured).split('\n').map((line) => line.trimEnd())).toEqual(plain.split('\n').map((line) => line.trimEnd()));
		});

		it.each([['busy', busyBoard], ['hostile', hostileBoard]] as const)('keeps every line of a %s board within the terminal', (_name, make) => {
			for (const language of ['en', 'zh-CN'] as const) {
				const frame = drawScreen(screen(make(), columns, rows, language), columns);
				expect(Math.max(...widths(frame))).toBeLessThanOrEqual(columns);
				expect(frame.split('\n')).toHaveLength(rows);
				expect(frame).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
			}
		});
	});
});

describe('keys of the board', () => {
	let close = (): void => undefined;
	afterEach(() => close());

	const open = (state: BoardState = busyBoard(), rows = 24) => {
		const sent: BoardIntent[] = [];
		const left: string[] = [];
		const draw = (next: BoardState) => screen(next, 80, rows, 'en', (intent) => sent.push(intent), (how) => left.push(how));
		const mounted = mountScreen(draw(state), {columns: 80, rows});
		close = mounted.close;
		return {...mounted, sent, left, redraw: (next: BoardState) => mounted.draw(draw(next))};
	};

	const chosen = (frame: string): string => /^ › . (\S+)/m.exec(frame)?.[1] ?? '';

	it('keeps the comparison on a screen of 24 rows, however many rules object', async () => {
		const state = busyBoard();
		const [uid, request] = [...state.requests].find(([, {view}]) => view.verdict === 'REFUSE')!;
		const objection = request.view.reasons.find(({verdict}) => verdict === 'REFUSE')!;
		const refused = {...request, view: {...request.view, reasons: [...request.view.reasons, ...Array.from({length: 7}, () => objection)]}};
		const {type, see, frame} = open({...state, requests: new Map(state.requests).set(uid, refused)});
		type('\r');
		await see(request.view.name);
		expect(Object.values(english.requests.aspects).filter((aspect) => !frame().includes(` ${aspect} `))).toEqual([]);
	});

	it('P29 approves what is PASS after a yes, and says first that it cannot be taken back', async () => {
		const {type, see, sent} = open();
		type('j');
		type('a');
		await see('This cannot be taken back');
		expect(sent).toEqual([]);
		type('y');
		await see('q quit');
		expect(sent).toEqual([{type: 'approve', uids: ['uid-node07-client']}]);
	});

	it('approves nothing on any other key', async () => {
		const {type, see, sent} = open();
		type('ja');
		await see('This cannot be taken back');
		type('n');
		type('\r');
		type('\u001B');
		await see('q quit');
		expect(sent).toEqual([]);
	});

	it('wants the name of the node and a reason typed against a REFUSE', async () => {
		const {type, see, sent} = open();
		type('a');
		await see('To override it, type');
		type('node05\r');
		await see('this is not node04');
		type('\u007F4\r');
		type('\r');
		await see('a reason is needed');
		type('known NIC\r');
		await see('q quit');
		expect(sent).toEqual([{type: 'approve', uids: ['uid-node04-serving'], reason: 'known NIC', node: 'node04'}]);
	});

	it('tells what is only worth knowing of a cluster, and calls it no problem', async () => {
		const notice = problem('access-excessive', 'cluster', {user: 'admin'}, {severity: 'notice'});
		const {see} = open({...busyBoard(), problems: [notice]});
		await see('1 note on the cluster: p shows');
	});

	it('tells to revoke the token of an intruder, which may ask again', async () => {
		const {type, see} = open();
		type('\t');
		await see('› ✗ csr-x7k2p');
		type('d');
		await see('Whoever holds the token tok004 can ask again: revoke it as well');
		await see('kubenroll csr revoke tok004');
	});

	it('denies with a reason, and tells what to do afterwards', async () => {
		const {type, paste, see, sent} = open();
		type('d');
		await see('delete the request and restart the kubelet');
		paste('not\nour\thost');
		await see('not our host');
		type('\r');
		await see('q quit');
		expect(sent).toEqual([{type: 'deny', uids: ['uid-node04-serving'], reason: 'not our host'}]);
	});

	it('approves all that is PASS at once, and nothing else', async () => {
		const {type, see, sent} = open();
		type('A');
		await see('Approve 1 request, all of them PASS?');
		type('y');
		await see('q quit');
		expect(sent).toEqual([{type: 'approve', uids: ['uid-node07-client']}]);
	});

	it('keeps the cursor on its row, and the row in its place, when its class changes', async () => {
		const {type, see, frame, redraw} = open();
		type('j');
		await see('› • node07');
		const before = frame().split('\n').findIndex((line) => line.includes('› '));
		const state = busyBoard();
		redraw(foldAll([{type: 'requests-changed', put: [], gone: ['uid-node07-client', 'uid-node07-csr-e07ax']}], state));
		await see('› · node07');
		expect(chosen(frame())).toBe('node07');
		expect(frame().split('\n').findIndex((line) => line.includes('› '))).toBe(before);
	});

	it('filters while one types, and shows all again after Esc', async () => {
		const {type, see, frame} = open();
		type('/');
		type('node1');
		await see('"node1": 3 shown');
		expect(frame()).not.toContain('node07');
		type('\u001B');
		await see('node07');
	});

	it('shows a request beside what is expected, with the rule behind each reason', async () => {
		const {type, see, frame} = open();
		type('\r');
		await see('EXPECTED');
		expect(frame()).toContain('this node may not have 10.0.0.99');
		type('\u001B');
		await see('OTHER REQUESTS');
	});

	it('tells its history, newest first', async () => {
		const {type, see, frame} = open();
		type('h');
		await see('DECIDED, newest first');
		expect(frame()).toMatch(/node01 +issued[^]*node08 +denied/);
	});

	it('leaves at q and Ctrl-C, and goes to the shell at Ctrl-Z', async () => {
		const {type, left} = open();
		type('q');
		type('\u0003');
		type('\u001A');
		expect(left).toEqual(['quit', 'quit', 'suspend']);
	});

	it('lists every key in help that it acts on', async () => {
		const {type, see, frame} = open();
		type('?');
		await see('approve');
		expect(frame()).toContain('A             all PASS');
		type('?');
		await see('q quit');
	});

	it('says that the connection is lost, and for how long', async () => {
		const lost = {...busyBoard(), connection: {state: 'reconnecting' as const, sinceMs: nowMs - 12_000, cause: 'reset'}};
		const {see} = open(lost);
		await see('connection lost 12s ago, trying again');
	});

	it('draws only what fits of ten thousand rows', async () => {
		const planned = Array.from({length: 10_000}, (_, index) => ({name: `node${index}`, address: '10.0.0.1'}));
		const {type, see} = open({...busyBoard(), planned});
		type('G');
		await see('csr-mesh1');
	});
});
