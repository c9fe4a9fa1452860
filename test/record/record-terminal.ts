import {execFileSync} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {quoteShell} from '../../source/core/untrusted/quote-shell.ts';
import type {Frame} from './render-svg.ts';

const everyMs = 60;

/** Runs a command in a tmux of its own until it ends, and tells what was to be seen meanwhile. */
export const recordTerminal = async (command: readonly string[], {columns, rows, cwd, env}: {readonly columns: number; readonly rows: number; readonly cwd: string; readonly env: Readonly<Record<string, string>>}): Promise<readonly Frame[]> => {
	const socket = `record-${process.pid}`;
	const tmux = (...args: readonly string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {encoding: 'utf8', cwd});
	const settings = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
	tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...settings, 'sleep 0.2');
	const frames: Frame[] = [];
	try {
		tmux('set-option', '-g', 'status', 'off');
		tmux('set-option', '-g', 'remain-on-exit', 'on');
		tmux('set-option', '-g', 'default-terminal', 'tmux-256color');
		tmux('respawn-pane', '-k', command.map(quoteShell).join(' '));
		const startedAtMs = performance.now();
		for (let isDead = false; !isDead; ) {
			isDead = tmux('display-message', '-p', '#{pane_dead}').trim() === '1';
			const lines = tmux('capture-pane', '-e', '-p').replace(/\nPane is dead[^]*$/, '').split('\n').slice(0, rows);
			if (lines.join('\n') !== frames.at(-1)?.lines.join('\n')) {
				frames.push({atMs: performance.now() - startedAtMs, lines});
			}
			await sleep(everyMs);
		}
		return frames;
	} finally {
		tmux('kill-server');
	}
};

/** Shortens pauses in which nothing is to be seen, and leaves out frames that stand too short to be read. */
export const pace = (frames: readonly Frame[], {longestMs, shortestMs}: {readonly longestMs: number; readonly shortestMs: number}): readonly Frame[] => {
	const kept = frames.filter(({atMs}, index) => (frames[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) - atMs >= shortestMs);
	let atMs = 0;
	return kept.map((frame, index) => {
		const earlier = kept[index - 1];
		atMs += earlier === undefined ? 0 : Math.min(longestMs, frame.atMs - earlier.atMs);
		return {...frame, atMs};
	});
};
