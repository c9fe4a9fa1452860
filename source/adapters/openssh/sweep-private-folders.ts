import {lstat, readdir, rm} from 'node:fs/promises';
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

const sweep = async (folder: string, pid: number): Promise<void> => {
	const status = await lstat(folder);
	if (status.isDirectory() && status.uid === process.getuid?.() && !isRunning(pid)) {
		await rm(folder, {recursive: true, force: true});
	}
};

/** Removes the private folders that killed runs of ours left here; never rejects. */
export const sweepPrivateFolders = async (parent: string): Promise<void> => {
	const names = await readdir(parent).catch((): readonly string[] => []);
	const left = names.flatMap((name) => {
		const pid = folderName.exec(name)?.[1];
		return pid === undefined ? [] : [{folder: join(parent, name), pid: Number(pid)}];
	});
	await Promise.allSettled(left.map(async ({folder, pid}) => sweep(folder, pid)));
};
