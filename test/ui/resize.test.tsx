/* A terminal whose size changes under a screen: the frame afterwards is the frame before, at every size one of that size, and a sentence where nothing has room. */
import type {ReactElement} from 'react';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {english} from '../../source/text/en/text.ts';
import {measureText} from '../../source/text/typeset.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {BoardScreen} from '../../source/ui/board/board-screen.tsx';
import type {ScreenSize} from '../../source/ui/components/screen.tsx';
import {openScreen} from '../../source/ui/open-screen.tsx';
import {RunScreen} from '../../source/ui/run/run-screen.tsx';
import {wizardMind} from '../../source/ui/wizard/wizard-mind.ts';
import {WizardScreen} from '../../source/ui/wizard/wizard-screen.tsx';
import {send, wizardAtSsh} from '../core/wizard/wizard-journey.ts';
import {busyBoard, nowMs} from '../support/board.ts';
import {mountScreen, screenTerminal, stripColour} from '../support/render-screen.tsx';
import {bigRun, runAt} from '../support/run.ts';

const nothing = (): void => undefined;
const sizes: readonly ScreenSize[] = [[40, 12], [200, 50], [30, 8], [20, 6], [120, 10], [25, 40]].map(([columns = 0, rows = 0]) => ({columns, rows}));
const usual: ScreenSize = {columns: 80, rows: 24};

const board = (size: ScreenSize) => <BoardScreen state={busyBoard()} text={english} size={size} nowMs={nowMs} send={nothing} leave={nothing} />;
const runOf = (state: typeof runAt.running) => (size: ScreenSize) => <RunScreen state={state} text={english} size={size} nowMs={nowMs} resumeCommand="kubenroll enroll" recordFolder="/srv/.kubenroll" send={nothing} leave={nothing} isInWizard={false} go={nothing} />;
const stepOf = (step: 'cluster' | 'mode' | 'address' | 'nodes' | 'ssh') => {
	const state = send(wizardAtSsh(), {type: 'go-to', step});
	return (size: ScreenSize) => <WizardScreen mind={wizardMind} state={state} read={() => state} text={english} size={size} send={nothing} givePassword={nothing} leave={nothing} />;
};
const big = bigRun(200);

// What is drawn, what is typed before, and what is then to be seen.
const screens: readonly (readonly [name: string, draw: (size: ScreenSize) => ReactElement, strokes: string, seen: string])[] = [
	...(['cluster', 'mode', 'address', 'nodes', 'ssh'] as const).map((step) => [step, stepOf(step), '', 'kubenroll'] as const),
	['why a step is there', stepOf('mode'), '\u0005', 'Esc back'],
	['the keys of a step', stepOf('mode'), '?', 'ctrl-z'],
	['the question of a step', stepOf('nodes'), '\u0003', 'Stop?'],
	['review', runOf(runAt.review), 'jjj', 'c confirm'],
	['diff', runOf(runAt.review), 'jd', 'Esc back'],
	['confirm', runOf(runAt.review), 'c', 'as shown?'],
	['run', runOf(runAt.running), 'j', 'ctrl-c stop'],
	['the middle of many nodes', runOf(big), 's\u001B[6~\u001B[6~kkk', 'node0'],
	['the question over many nodes', runOf(big), 's\u001B[6~\u001B[6~kkk\u0003', 'Stop?'],
	['node details', runOf(runAt.running), '\r', 'Esc back'],
	['filter', runOf(runAt.running), '/node0', 'node0'],
	['summary', runOf(runAt.done), '', 'q quit'],
	['board', board, 'jjjjjjj', 'q quit'],
	['request', board, '\r', 'EXPECTED'],
	['history', board, 'hjj', 'DECIDED'],
	['denial', board, 'dbecause', 'because'],
	['the keys of the board', board, '?j', 'PgUp'],
];

let close = nothing;
afterEach(() => close());

describe('a storm of sizes', () => {
	it.each(screens)('leaves %s as it was', async (_name, draw, strokes, seen) => {
		const screen = mountScreen(draw(usual), usual);
		close = screen.close;
		// Each key after the one before was drawn; Esc sequences whole.
		for (const stroke of strokes.match(/\u001B\[6~|[^]/g) ?? []) {
			screen.type(stroke);
		}
		await screen.see(seen);
		const before = screen.frame();
		for (const size of [...sizes, ...sizes.toReversed()]) {
			screen.draw(draw(size));
			const lines = screen.frame().split('\n');
			expect(lines).toHaveLength(size.rows);
			expect(Math.max(...lines.map(measureText))).toBeLessThanOrEqual(size.columns);
		}
		screen.draw(draw(usual));
		expect(screen.frame()).toBe(before);
	});
});

/** A screen as openScreen shows it, on a terminal whose size changes. */
const openOn = (text: typeof english) => {
	const {stdout, terminal} = screenTerminal(80, 24);
	const over = new AbortController();
	const opened = openScreen(terminal, text, ({size}) => board(size), over.signal);
	return {
		see: async (words: string, from = 0): Promise<string> =>
			vi.waitFor(() => {
				const written = stdout.writes.slice(from).join('');
				expect(words.startsWith('\u001B') ? written : stripColour(written)).toContain(words);
				return written;
			}, {timeout: 60_000, interval: 5}),
		/** Returns how much had been written by then. */
		resize: (columns: number, rows: number): number => {
			const from = stdout.writes.length;
			Object.assign(stdout, {columns, rows});
			stdout.emit('resize');
			return from;
		},
		close: async () => {
			over.abort();
			await opened;
		},
	};
};

it('is drawn whole on an empty screen once the size stays, though it be the same as before', async () => {
	const {see, resize, close: end} = openOn(english);
	await see('kubenroll board');
	for (const {columns, rows} of sizes) {
		resize(columns, rows);
	}
	const from = resize(80, 24);
	const written = await see('\u001B[H\u001B[J', from);
	expect(stripColour(written.slice(written.lastIndexOf('\u001B[H\u001B[J')))).toMatch(/kubenroll board[^]*node04[^]*q quit/);
	await end();
});

describe('a terminal that is too small', () => {
	it.each([['en', english, 'Too small'], ['zh-CN', simplifiedChinese, '终端太小']] as const)('is told in a sentence in %s, and shows the screen as it was once there is room', async (_language, text, sentence) => {
		const {see, resize, close: end} = openOn(text);
		await see('kubenroll board');
		for (const [columns, rows] of [[19, 24], [80, 5], [12, 3]] as const) {
			const written = stripColour(await see(sentence, resize(columns, rows)));
			// What Ink draws of the old size before it hears of the new one is gone with it.
			expect(written.slice(written.indexOf(sentence))).not.toContain('kubenroll');
			await see('kubenroll board', resize(80, 24));
		}
		await end();
	});
});
