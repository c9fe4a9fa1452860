import {lstat, readdir, rm} from 'node:fs/promises';
import {connect} from 'node:net';
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

const isListening = (path: string): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(path, () => {
			resolve(true);
			socket.destroy();
		});
		socket.on('error', () => resolve(false));
	});

// A process that cannot be seen from here (another container, the same /tmp) still has its connections open.
const isInUse = async (folder: string): Promise<boolean> => (await Promise.all((await readdir(folder)).map(async (name) => isListening(join(folder, name))))).includes(true);

const sweep = async (folder: string, pid: number): Promise<void> => {
	const status = await lstat(folder);
	if (status.isDirectory() && status.uid === process.getuid?.() && !isRunning(pid) && !(await isInUse(folder))) {
		await rm(folder, {recursive: true, force: true});
	}
};

/** Removes the private folders that killed runs of ours left here, once the shared connections in them have ended (a minute later); never rejects. */
export const sweepPrivateFolders = async (parent: string): Promise<void> => {
	const names = await readdir(parent).catch((): readonly string[] => []);
	await Promise.allSettled(names.flatMap((name) => {
		const pid = folderName.exec(name)?.[1];
		return pid === undefined ? [] : [sweep(join(parent, name), Number(pid))];
	}));
};
