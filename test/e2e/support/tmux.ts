// A terminal that one can look at and type into: kubenroll runs in tmux, as it does for whoever works over ssh.
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {quoteShell} from '../../../source/core/untrusted/quote-shell.ts';
import {waitUntil} from '../../lab/wait-until.ts';

/** A program in a terminal of its own. */
export type TmuxTerminal = {
	/** Presses keys by tmux's names: Enter, Escape, C-u, Down. */
	readonly press: (...keys: readonly string[]) => Promise<void>;
	/** Types text letter by letter. */
	readonly type: (text: string) => Promise<void>;
	/** Pastes text as a terminal does, in brackets where the program asked for them. */
	readonly paste: (text: string) => Promise<void>;
	/** What is seen now, line by line without the blanks at their ends. */
	frame(): Promise<string>;
	/** Waits until one of the texts is seen; resolves with the frame, rejects with the last one. */
	readonly see: (...texts: readonly string[]) => Promise<string>;
	/** Everything that was printed and scrolled away, and what is seen. */
	history(): Promise<string>;
	/** Waits for the end of the program; resolves with its exit code. */
	exitCode(): Promise<number>;
	[Symbol.asyncDispose](): Promise<void>;
};

// What a step may take: a survey of a busy machine's lab.
const longestMs = 90_000;

/** Starts a program in a new terminal; the caller disposes of it. */
export async function openTmux({command, columns, rows, cwd, env}: {readonly command: readonly string[]; readonly columns: number; readonly rows: number; readonly cwd: string; readonly env: Readonly<Record<string, string>>}): Promise<TmuxTerminal> {
	const socket = `kubenroll-${process.pid}-${randomBytes(4).toString('hex')}`;
	const tmux = async (...args: readonly string[]): Promise<string> => (await promisify(execFile)('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args])).stdout;
	// Whoever sits at a terminal is no CI job, whatever runs these tests; there kubenroll would print lines.
	const line = ['env', '-u', 'CI', '-u', 'CONTINUOUS_INTEGRATION', ...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...command].map(quoteShell).join(' ');
	// tmux 3.3 forgets how a program ended whose death it hears of before the end of its terminal; the shell does not.
	const endFolder = await mkdtemp(join(tmpdir(), 'kubenroll-tmux-'));
	const endFile = join(endFolder, 'code');
	// The options have to be there before the program may end.
	await tmux('new-session', '-d', '-s', 'first', ';', 'set-option', '-g', 'remain-on-exit', 'on', ';', 'set-option', '-g', 'history-limit', '20000');
	await tmux('new-session', '-d', '-s', 'shown', '-x', String(columns), '-y', String(rows), '-c', cwd, `${line}; printf '%s\n' "$?" > ${quoteShell(endFile)}`);
	const frame = async (): Promise<string> => (await tmux('capture-pane', '-p', '-t', 'shown')).split('\n').map(each => each.trimEnd()).join('\n');
	return {
		press: async (...keys) => void (await tmux('send-keys', '-t', 'shown', ...keys)),
		type: async text => void (await tmux('send-keys', '-l', '-t', 'shown', text)),
		async paste(text) {
			await tmux('set-buffer', '-b', 'pasted', '--', text);
			await tmux('paste-buffer', '-p', '-d', '-b', 'pasted', '-t', 'shown');
		},
		frame,
		async see(...texts) {
			let seen = '';
			try {
				await waitUntil(`"${texts.join('" or "')}" is seen`, async () => {
					seen = await frame();
					return texts.some(text => seen.includes(text));
				}, {timeoutMs: longestMs});
			} catch (error) {
				throw new Error(`${error instanceof Error ? error.message : String(error)}; what is seen:\n${seen}`, {cause: error});
			}

			return seen;
		},
		history: async () => tmux('capture-pane', '-p', '-S', '-', '-t', 'shown'),
		async exitCode() {
			let code = '';
			const hasEnded = async (): Promise<boolean> => {
				code = await readFile(endFile, 'utf8').catch(() => '');
				return code.endsWith('\n');
			};
			try {
				await waitUntil('the program ends', hasEnded, {timeoutMs: longestMs});
			} catch (error) {
				throw new Error(`the program has not ended; what is seen:\n${await frame()}`, {cause: error});
			}

			return Number(code);
		},
		async [Symbol.asyncDispose]() {
			await tmux('kill-server');
			await rm(endFolder, {recursive: true, force: true});
		},
	};
}
