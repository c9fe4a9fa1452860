import {afterEach, describe, expect, it} from 'vitest';
import {mountScreen} from '../../support/render-screen.tsx';
import type {BoardState} from '../../../source/core/board/board-state.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {BoardScreen} from '../../../source/ui/board/board-screen.tsx';
import {busyBoard, hostileBoard, nowMs} from '../../support/board.ts';
import {expectGolden} from '../../support/golden.ts';

const texts = {en: english, 'zh-CN': simplifiedChinese} as const;

let close = (): void => undefined;
afterEach(() => close());

const open = (state: BoardState, columns: number, rows: number, language: keyof typeof texts, guide?: string) => {
	const mounted = mountScreen(<BoardScreen state={state} text={texts[language]} size={{columns, rows}} nowMs={nowMs} send={() => undefined} leave={() => undefined} guide={guide} />, {columns, rows});
	close = mounted.close;
	return mounted;
};

// What is typed, and a word that the frame then holds in either language.
const overlays = [
	['request', '\r', 'csr-e04sv'],
	['history', 'h', 'csr-q8fzz'],
	['help', '?', 'PgUp'],
	['deny', 'd', 'kubelet'],
	['override', 'a', 'csr-e04sv'],
	['filter', '/node0', 'node0'],
] as const;

it.each([['request', '\r', 'csr-e04sv'], ['history', 'h', 'csr-q8fzz'], ['help', '?', 'PgUp']])('shows the guide of a tour with the list that it speaks of, and not with %s', async (_, stroke, seen) => {
	const {type, see, frame} = open(busyBoard(), 80, 24, 'en', 'q goes back');
	expect(frame()).toContain('Demo: q goes back');
	type(stroke);
	await see(seen);
	expect(frame()).not.toContain('Demo:');
	type('\u001B');
	await see('Demo: q goes back');
});

describe.each([[40, 20], [80, 24], [120, 30]] as const)('over the board at %i × %i', (columns, rows) => {
	it.each(overlays)('%s is drawn as kept', async (name, strokes, seen) => {
		for (const language of ['en', 'zh-CN'] as const) {
			const {type, see, frame} = open(busyBoard(), columns, rows, language);
			type(strokes);
			await see(seen);
			expectGolden(`frames/board/${name}-${language}-${columns}.txt`, `${frame()}\n`);
			close();
		}
	});

	it('a request with hostile strings stays within the terminal', async () => {
		const {type, see, frame} = open(hostileBoard(), columns, rows, 'en');
		type('\tj\r');
		await see('SAYS'.slice(0, columns < 60 ? 0 : 4));
		for (let page = 0; page < 4; page += 1) {
			expect(Math.max(...frame().split('\n').map(measureText))).toBeLessThanOrEqual(columns);
			expect(frame()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
			type('\u001B[6~');
		}
	});
});
