import './force-colour.ts';
import {EventEmitter} from 'node:events';
import {render, renderToString} from 'ink';
import type {ReactElement} from 'react';
import {vi} from 'vitest';
import {createTheme, type TerminalLook, ThemeContext} from '../../source/ui/theme.ts';
import type {Terminal} from '../../source/ui/terminal.ts';

const escapes = /\u001B\[[0-9;?]*[a-zA-Z]/g;

/** A frame without its colours. */
export const stripColour = (frame: string): string => frame.replaceAll(escapes, '');

/** Draws a screen once, as the lines that a terminal would show. */
export const drawScreen = (screen: ReactElement, columns: number, look: TerminalLook = {hasColour: false, hasUnicode: true}): string =>
	renderToString(<ThemeContext value={createTheme(look)}>{screen}</ThemeContext>, {columns});

class FakeOutput extends EventEmitter {
	readonly isTTY = true;
	readonly writes: string[] = [];
	columns: number;
	rows: number;
	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}
	write(text: string, done?: () => void): boolean {
		this.writes.push(text);
		done?.();
		return true;
	}
}

class FakeInput extends EventEmitter {
	readonly isTTY = true;
	readonly #chunks: string[] = [];
	isRaw = false;
	setRawMode(isRaw: boolean): void {
		this.isRaw = isRaw;
	}
	setEncoding(): void {}
	ref(): void {}
	unref(): void {}
	resume(): void {}
	pause(): void {}
	read(): string | null {
		return this.#chunks.shift() ?? null;
	}
	type(text: string): void {
		this.#chunks.push(text);
		this.emit('readable');
	}
}

/** A terminal of a test, as the streams that screens are drawn on. */
export const fakeTerminal = (columns: number, rows: number): {readonly stdout: FakeOutput; readonly stdin: FakeInput} => ({stdout: new FakeOutput(columns, rows), stdin: new FakeInput()});

/** The same, as openScreen takes it. */
export const screenTerminal = (columns: number, rows: number) => {
	const {stdout, stdin} = fakeTerminal(columns, rows);
	const terminal = {stdin, stdout, look: {hasColour: false, hasUnicode: true}, nowMs: () => 0, hold: () => () => undefined, stopProcess: async () => undefined, showPlain: async () => undefined, onStopAsked: () => () => undefined} as unknown as Terminal;
	return {stdout, stdin, terminal};
};

/** Mounts a screen that one may type into; `frame` is what is seen now, without colour. */
export const mountScreen = (screen: ReactElement, {columns, rows, look = {hasColour: false, hasUnicode: true}}: {readonly columns: number; readonly rows: number; readonly look?: TerminalLook}) => {
	const {stdout, stdin} = fakeTerminal(columns, rows);
	const instance = render(<ThemeContext value={createTheme(look)}>{screen}</ThemeContext>, {
		stdout: stdout as unknown as NodeJS.WriteStream,
		stdin: stdin as unknown as NodeJS.ReadStream,
		debug: true,
		exitOnCtrlC: false,
		patchConsole: false,
		interactive: true,
	});
	// In debug mode every frame is written whole; bracketed paste is switched on beside it.
	const frame = (): string => stripColour(stdout.writes.findLast((text) => text.includes('\n')) ?? '');
	return {
		frame,
		type: (text: string) => stdin.type(text),
		paste: (text: string) => stdin.type(`\u001B[200~${text}\u001B[201~`),
		/** Waits until the frame holds this text. */
		see: async (text: string) => vi.waitFor(() => { if (!frame().includes(text)) { throw new Error(`not seen: ${text}\n${frame()}`); } }, {timeout: 60_000, interval: 10}),
		draw: (next: ReactElement) => instance.rerender(<ThemeContext value={createTheme(look)}>{next}</ThemeContext>),
		close: () => {
			instance.unmount();
			instance.cleanup();
		},
	};
};
