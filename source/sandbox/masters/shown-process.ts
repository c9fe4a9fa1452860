import {mkdir, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** A process as proc(5) shows it, in the tree of a practice master. */
export type ShownProcess = {readonly pid: number; readonly program: string; readonly words: readonly string[]; readonly unit: string};

// As getconf CLK_TCK says wherever Linux runs on common hardware.
const ticksPerSecond = 100;
const uptimeSeconds = 86_400;

/** Writes what proc(5) says of the machine and of its first process; returns when it started, in seconds since the epoch. */
export const writeBoot = async (tree: string): Promise<number> => {
	const bootedAt = Math.floor(Date.now() / 1000) - uptimeSeconds;
	await mkdir(join(tree, 'proc/1'), {recursive: true});
	await writeFile(join(tree, 'proc/1/comm'), 'systemd\n');
	await writeFile(join(tree, 'proc/stat'), `btime ${bootedAt}\n`);
	return bootedAt;
};

// Fields 3 to 22 of proc(5), /proc/PID/stat: the parent is the second, when it started the last.
const formatStat = (pid: number | string, name: string, startedTicks: number): string => `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${startedTicks}`;

/** Shows a process from now on. */
export const showProcess = async (tree: string, bootedAt: number, {pid, program, words, unit}: ShownProcess): Promise<void> => {
	const folder = join(tree, 'proc', String(pid));
	const name = (program.split('/').at(-1) ?? '').slice(0, 15);
	await mkdir(folder);
	await Promise.all([
		writeFile(join(folder, 'comm'), `${name}\n`),
		writeFile(join(folder, 'cmdline'), `${[program, ...words].join('\u0000')}\u0000`),
		writeFile(join(folder, 'stat'), `${formatStat(pid, name, Math.floor((Date.now() / 1000 - bootedAt) * ticksPerSecond))}\n`),
		writeFile(join(folder, 'status'), 'Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n'),
		writeFile(join(folder, 'cgroup'), `0::/system.slice/${unit}\n`),
		symlink(program, join(folder, 'exe')),
		symlink('/', join(folder, 'root')),
	]);
};

/** Shows it no longer. */
export const hideProcess = async (tree: string, pid: number): Promise<void> => rm(join(tree, 'proc', String(pid)), {recursive: true, force: true});

/** Text that runs a program in the tree of a master, as a process that /proc shows while it runs: what systemd-run starts is looked for there. */
export const runShown = (quoted: string): string => `sh -c 'mkdir /proc/$$ && echo "${formatStat('$$', 'sh', 1)}" > /proc/$$/stat; exec "$@"' sh ${quoted} & wait $!; rm -rf /proc/$!`;
