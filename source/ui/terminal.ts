import type {TerminalLook} from './theme.ts';

/** The terminal that screens are drawn on, and the process behind it. */
export type Terminal = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly look: TerminalLook;
	readonly nowMs: () => number;
	/** Keeps all other output back while a screen is up; `close` takes it down when something must be said at once. Returns what lets the output go again. */
	readonly hold: (close: () => void) => () => void;
	/** Stops the process as a shell's job control does; resolves once it goes on (fg). */
	readonly stopProcess: () => Promise<void>;
	/** Shows a text as it stands, page by page, until somebody has read it; `end` says which keys go on. */
	readonly showPlain: (plain: string, end: (page: number, pages: number) => string) => Promise<void>;
	/** Hears that somebody else asks the process to stop (SIGTSTP); returns the end of it. */
	readonly onStopAsked: (listener: () => void) => () => void;
};
