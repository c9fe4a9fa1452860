/*
Opens and closes the screen. Whatever happens, the terminal is given back as it was: alternate screen, cursor, raw mode and bracketed paste are
Ink's to restore, on exit, on a signal and while the process is stopped.
*/
import {Box, render, Text as Words, useApp, useWindowSize} from 'ink';
import {type ReactNode, useCallback, useEffect} from 'react';
import type {ScreenSize} from './components/screen.tsx';
import type {Text} from '../text/catalog.ts';
import {useCleanRedraw} from './hooks/use-clean-redraw.ts';
import {useNow} from './hooks/use-now.ts';
import type {Terminal} from './terminal.ts';
import {createTheme, ThemeContext} from './theme.ts';

/** What a screen is drawn with. */
export type ScreenTools = {
	readonly size: ScreenSize;
	/** By our clock, told anew each second. */
	readonly nowMs: number;
	/** Closes the screen, or gives the terminal to the shell until `fg`. */
	readonly leave: (how: 'quit' | 'suspend') => void;
	/** Gives the terminal to a text for as long as somebody reads it: plain, so that it can be marked and copied. `end` says how to come back. */
	readonly showPlain: (plain: string, end: (page: number, pages: number) => string) => void;
};

// Nothing but a sentence is drawn for less than this.
const leastColumns = 20;
const leastRows = 6;

// A key waits for no more than a frame of this; what comes by itself is drawn less often (use-snapshot.ts).
const maxFps = 120;

const Frame = ({terminal, text, draw}: {readonly terminal: Terminal; readonly text: Text; readonly draw: (tools: ScreenTools) => ReactNode}) => {
	const {columns, rows} = useWindowSize();
	useCleanRedraw();
	const nowMs = useNow(terminal.nowMs);
	const {exit, suspendTerminal} = useApp();
	const suspend = useCallback((): void => {
		// Asked twice at once, the terminal is with the shell already.
		void suspendTerminal(terminal.stopProcess).catch(() => undefined);
	}, [suspendTerminal, terminal]);
	useEffect(() => terminal.onStopAsked(suspend), [terminal, suspend]);
	const showPlain = useCallback((plain: string, end: (page: number, pages: number) => string): void => void suspendTerminal(async () => terminal.showPlain(plain, end)).catch(() => undefined), [suspendTerminal, terminal]);
	const leave = useCallback((how: 'quit' | 'suspend') => (how === 'quit' ? exit() : suspend()), [exit, suspend]);
	const isTooSmall = columns < leastColumns || rows < leastRows;
	// Hidden, not gone: it comes back as it was left.
	return (
		<>
			<Box display={isTooSmall ? 'none' : 'flex'}>{draw({size: {columns: Math.max(leastColumns, columns), rows: Math.max(leastRows, rows)}, nowMs, leave, showPlain})}</Box>
			{isTooSmall ? (
				<Box width={columns} height={rows} overflow="hidden">
					<Words>{text.screens.tooSmall(leastColumns, leastRows)}</Words>
				</Box>
			) : undefined}
		</>
	);
};

/** Draws on the whole terminal until the screen is left or the signal aborts; `text` tells where the terminal is too small. Rejects with what a screen threw. */
export const openScreen = async (terminal: Terminal, text: Text, draw: (tools: ScreenTools) => ReactNode, signal: AbortSignal): Promise<void> => {
	// Nothing more that is typed is echoed into the screen; and its first line begins at the margin, though something was echoed before.
	terminal.stdin.setRawMode(true);
	terminal.stdout.write('\r');
	const instance = render(
		<ThemeContext value={createTheme(terminal.look)}>
			<Frame terminal={terminal} text={text} draw={draw} />
		</ThemeContext>,
		{stdin: terminal.stdin, stdout: terminal.stdout, alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, patchConsole: false, interactive: true, maxFps},
	);
	const close = (): void => instance.unmount();
	const letGo = terminal.hold(close);
	signal.addEventListener('abort', close);
	if (signal.aborted) {
		close();
	}
	try {
		await instance.waitUntilExit();
	} finally {
		signal.removeEventListener('abort', close);
		instance.cleanup();
		// Ink takes back no more than it set itself, which a screen that was left at once has not come to.
		if (terminal.stdin.isRaw) {
			terminal.stdin.setRawMode(false);
		}
		letGo();
	}
};
