import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {waitUntil} from './wait-until.ts';

/** A process that can be told from a later one with the same id. */
export type LabProcess = {
	readonly pid: number;
	/** Field 22 of /proc/PID/stat: clock ticks after boot, see proc(5). */
	readonly startTime: string;
};

/** What is needed to recognise a process that runs now; undefined when there is none. */
export async function recogniseProcess(pid: number): Promise<LabProcess | undefined> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	// The second field is the program's name in brackets and may hold anything.
	const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
	const startTime = fields?.[19];
	return startTime === undefined || fields?.[0] === 'Z' ? undefined : {pid, startTime};
}

/** Whether this very process still runs. */
export async function isRunning(process: LabProcess): Promise<boolean> {
	return (await recogniseProcess(process.pid))?.startTime === process.startTime;
}

/** The processes that a process started and that still run. */
export async function listChildren(pid: number): Promise<readonly number[]> {
	const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
	return children.split(' ').filter(Boolean).map(Number);
}

/** Ends processes at once, as a power cut would, and waits until they are gone. */
export async function endProcesses(processes: readonly LabProcess[]): Promise<void> {
	await Promise.all(processes.map(async labProcess => {
		if (await isRunning(labProcess)) {
			try {
				process.kill(labProcess.pid, 'SIGKILL');
			} catch (error) {
				// It ended by itself in between.
				if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
					throw error;
				}
			}
		}
	}));
	await waitUntil('processes are gone', async () => {
		const running = await Promise.all(processes.map(isRunning));
		return !running.includes(true);
	}, {timeoutMs: 30_000, intervalMs: 10});
}

/** All processes in a cgroup of this machine and below it, as boot-host made it. */
export async function listCgroupProcesses(cgroup: string): Promise<readonly LabProcess[]> {
	const folders = (await Promise.all((await listHierarchies()).map(async root => listFolders(join(root, cgroup))))).flat();
	const pids = await Promise.all(folders.map(async folder => readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')));
	const unique = new Set(pids.join('\n').split('\n').filter(Boolean).map(Number));
	const processes = await Promise.all([...unique].filter(pid => pid > 0).map(recogniseProcess));
	return processes.filter(found => found !== undefined);
}

/** Every folder that a cgroup has in this machine's hierarchies, the deepest first. */
export async function listCgroupFolders(cgroup: string): Promise<readonly string[]> {
	const folders = await Promise.all((await listHierarchies()).map(async root => listFolders(join(root, cgroup))));
	return folders.flat().toSorted((a, b) => b.length - a.length);
}

// Only what is mounted as one: where version 1 is, the folder around them is a tmpfs, in which anybody may make others.
async function listHierarchies(): Promise<readonly string[]> {
	const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map(line => line.split(' '));
	return mounts.flatMap(([, folder = '', type]) => ((type === 'cgroup' || type === 'cgroup2') && `${folder}/`.startsWith('/sys/fs/cgroup/') ? [folder] : []));
}

async function listFolders(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, {withFileTypes: true}).catch(() => undefined);
	if (!entries) {
		return [];
	}

	const below = await Promise.all(entries.filter(entry => entry.isDirectory()).map(async entry => listFolders(join(folder, entry.name))));
	return [folder, ...below.flat()];
}
