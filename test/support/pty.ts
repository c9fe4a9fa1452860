// A real terminal for programs under test: the pty of util-linux's script(1), which needs no compiled module. What leaves the program is kept byte for byte.
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quoteShell} from '../../source/core/untrusted/quote-shell.ts';

/** Whether this machine has what a pty needs: script(1) of other systems takes other options. */
export const hasPty = (spawnSync('script', ['--version'], {encoding: 'utf8'}).stdout ?? '').includes('util-linux');

export type PtyOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Hears every piece of output when it comes. */
	readonly onOutput?: (text: string, atMs: number) => void;
};

export type Pty = {
	/** Of the program itself, not of script(1). */
	readonly pid: number;
	/** Everything that came so far. */
	readonly output: () => string;
	readonly type: (text: string) => void;
	/** Resolves when the output from `from` on (default: all of it) holds the text; rejects where it ends or a minute passes before. */
	readonly see: (text: string, from?: number) => Promise<void>;
	/** As a window that is dragged: the program gets SIGWINCH. */
	readonly resize: (columns: number, rows: number) => void;
	/** Takes the terminal away, as a closed window or a lost connection does. */
	readonly hangUp: () => void;
	/** Exit code as script(1) tells it: 128 + signal where one ended the program. */
	readonly ended: Promise<number | null>;
	/** Ends what still runs. */
	readonly close: () => Promise<void>;
};

// A limit for what hangs, not a measure.
const seenWithinMs = 60_000;

const environment = (): NodeJS.ProcessEnv => {
	// Nothing of the machine's own may change what is drawn; CI would switch screens off.
	const {PATH, HOME} = process.env;
	return {PATH, HOME: HOME ?? '/', LANG: 'C.UTF-8', TERM: 'xterm-256color', SHELL: '/bin/sh'};
};

/** Starts a program on a terminal of its own; resolves once it is about to run. The caller closes it. */
export const openPty = async (command: readonly string[], {columns = 80, rows = 24, cwd, env = {}, onOutput}: PtyOptions): Promise<Pty> => {
	const folder = await mkdtemp(join(tmpdir(), 'pty-'));
	const note = join(folder, 'note');
	// The first line of output tells that the program is about to run.
	const script = `stty rows ${rows} cols ${columns}; { tty; echo $$; } > ${quoteShell(note)}; printf 'begin\\n'; exec ${command.map(quoteShell).join(' ')}`;
	const child: ChildProcess = spawn('script', ['--quiet', '--return', '--flush', '--command', script, '/dev/null'], {cwd, env: {...environment(), ...env}, stdio: ['pipe', 'pipe', 'inherit']});
	const {stdin, stdout} = child;
	if (stdin === null || stdout === null) {
		throw new Error('script without pipes');
	}
	stdin.on('error', () => undefined);
	let output = '';
	let isOver = false;
	const watchers = new Set<() => void>();
	const begun = Promise.withResolvers<void>();
	stdout.setEncoding('utf8').on('data', (text: string) => {
		const atMs = performance.now();
		output += text;
		if (output.startsWith('begin\r\n')) {
			begun.resolve();
		}
		onOutput?.(text, atMs);
		for (const watch of watchers) {
			watch();
		}
	});
	const ended = once(child, 'close').then(([code]) => {
		isOver = true;
		begun.reject(new Error(`script ended: ${output}`));
		for (const watch of watchers) {
			watch();
		}
		rmSync(folder, {recursive: true, force: true});
		return code as number | null;
	});
	begun.promise.catch(() => undefined);
	await begun.promise;
	const [device = '', pid = ''] = readFileSync(note, 'utf8').split('\n');

	const see = async (text: string, from = 0): Promise<void> =>
		new Promise((resolve, reject) => {
			const fail = (why: string): void => {
				stop();
				reject(new Error(`${why} before ${JSON.stringify(text)} was seen in:\n${JSON.stringify(output.slice(from).slice(-3000))}`));
			};
			const watch = (): void => {
				if (output.slice(from).includes(text)) {
					stop();
					resolve();
				} else if (isOver) {
					fail('ended');
				}
			};
			const timer = setTimeout(() => fail('a minute passed'), seenWithinMs);
			const stop = (): void => {
				clearTimeout(timer);
				watchers.delete(watch);
			};
			watchers.add(watch);
			watch();
		});

	return {
		pid: Number(pid),
		output: () => output,
		type: (text) => void stdin.write(text),
		see,
		resize: (width, height) => {
			spawnSync('stty', ['-F', device, 'rows', String(height), 'cols', String(width)]);
		},
		hangUp: () => void child.kill('SIGKILL'),
		ended,
		close: async () => {
			if (!isOver) {
				try {
					process.kill(Number(pid), 'SIGKILL');
				} catch {
					// It is over already.
				}
				child.kill('SIGKILL');
			}
			await ended;
		},
	};
};
