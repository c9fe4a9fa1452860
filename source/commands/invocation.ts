import type {Sink} from '../headless/sink.ts';
import type {RemoteShell} from '../ports/remote-shell.ts';
import type {BoardSession} from '../session/start-board.ts';
import type {Guide} from '../ui/components/guide.ts';
import type {Terminal} from '../ui/terminal.ts';
import type {Text} from '../text/catalog.ts';
import type {CommandId} from '../text/help-text.ts';
import type {OutputHold} from './open-sinks.ts';
import type {CommandLine} from './parse-command-line.ts';

/** What a guided tour adds to the screens that it leads through. */
export type Tour = {
	readonly guide: Guide;
	/** Whose keys count and where it is drawn; unset: this process's. */
	readonly terminal?: Pick<Terminal, 'stdin' | 'stdout'>;
	/** Hears of each board that is opened. */
	readonly onBoard: (session: BoardSession) => void;
};

/** What a command is given: the checked command line, the words of its language, and where to write. */
export type Invocation = {
	readonly line: CommandLine;
	readonly text: Text;
	readonly stdout: Sink;
	readonly stderr: Sink;
	/** For screens: what is written to the sinks meanwhile comes after them. */
	readonly output: OutputHold;
	/** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
	readonly signal: AbortSignal;
	/** What was typed behind `kubenroll`. */
	readonly argv: readonly string[];
	/** Where the program lies: dist/, or source/ in development. */
	readonly programFolder: URL;
	/** The way to the nodes, where it is not the system's ssh. */
	readonly shell?: RemoteShell | undefined;
	readonly tour?: Tour | undefined;
};

/** Runs one command to its end; resolves to the exit code, rejects with Failure or with a bug. */
export type RunCommand = (invocation: Invocation) => Promise<number>;

/** Loads a command when it is called, and no other; `wizard` is kubenroll alone. */
export type CommandLoaders = Readonly<Record<CommandId | 'wizard', () => Promise<RunCommand>>>;
