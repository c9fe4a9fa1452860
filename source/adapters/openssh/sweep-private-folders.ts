import {lstat, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';

/** How the private folder of a process begins; mkdtemp puts six characters behind it. */
export const nameFolderOf = (pid: number): string => `kubenroll-${pid}-`;

const folderName = /^kubenroll-(\d+)-\w{6}$/;

const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it is there and somebody else's.
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
};

const sweep = async (folder: string, pid: number, sockets: string): Promise<void> => {
	const status = await lstat(folder);
	if (status.isDirectory() && status.uid === process.getuid?.() && !isRunning(pid) && !sockets.includes(`${folder}/`)) {
		await rm(folder, {recursive: true, force: true});
	}
};

/** Removes the private folders that killed runs of ours left here, once the shared connections in them have ended (a minute later); never rejects. */
export const sweepPrivateFolders = async (parent: string): Promise<void> => {
	const names = await readdir(parent).catch((): readonly string[] => []);
	const left = names.flatMap((name) => {
		const pid = folderName.exec(name)?.[1];
		return pid === undefined ? [] : [{folder: join(parent, name), pid: Number(pid)}];
	});
	// Looked up, not dialled: a dial makes the master of a shared connection wait for another minute. Linux only; elsewhere the process decides.
	const sockets = left.length === 0 ? '' : await readFile('/proc/net/unix', 'utf8').catch(() => '');
	await Promise.allSettled(left.map(async ({folder, pid}) => sweep(folder, pid, sockets)));
};
