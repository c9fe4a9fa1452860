import {describe, expect, it} from 'vitest';
import {render} from 'ink';
import {english} from '../../source/text/en/text.ts';
import {BoardScreen} from '../../source/ui/board/board-screen.tsx';
import {createTheme, ThemeContext} from '../../source/ui/theme.ts';
import {busyBoard, foldAll, nowMs} from '../support/board.ts';
import {fakeTerminal} from '../support/render-screen.tsx';

// Nodes that have been Ready for hours, and a client request that waits: times change once a minute at most.
const stillBoard = () => foldAll([{type: 'requests-changed', put: [], gone: [...busyBoard().requests.keys()].filter((uid) => uid !== 'uid-node01-client')}], {...busyBoard(['node01']), nodes: new Map()});

/** The screen as openScreen shows it: only what changed is written. */
const openStill = () => {
	const {stdout, stdin} = fakeTerminal(80, 24);
	const draw = (atMs: number) => (
		<ThemeContext value={createTheme({hasColour: true, hasUnicode: true})}>
			<BoardScreen state={state} text={english} size={{columns: 80, rows: 24}} nowMs={atMs} send={() => undefined} leave={() => undefined} />
		</ThemeContext>
	);
	const state = stillBoard();
	const instance = render(draw(nowMs), {stdout: stdout as unknown as NodeJS.WriteStream, stdin: stdin as unknown as NodeJS.ReadStream, alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, patchConsole: false, interactive: true, maxFps: 1000});
	return {
		/** What is written when the clock has moved on. */
		at: async (atMs: number): Promise<string> => {
			const before = stdout.writes.length;
			instance.rerender(draw(atMs));
			await instance.waitUntilRenderFlush();
			return stdout.writes.slice(before).join('');
		},
		close: () => {
			instance.unmount();
			instance.cleanup();
		},
	};
};

describe('a board on which nothing happens', () => {
	it('writes nothing while no word of it changes, and one line when one does', async () => {
		const screen = openStill();
		await screen.at(nowMs + 100);
		const minute = nowMs + 60_000;
		await screen.at(minute);
		for (let second = 1; second < 40; second += 1) {
			expect(await screen.at(minute + second * 1000)).toBe('');
		}
		const written = await screen.at(minute + 60_000);
		expect(written).toMatch(/\dm/);
		expect(written).not.toContain('kubenroll board');
		expect(written.length).toBeLessThan(300);
		screen.close();
	});
});
