import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {mkdir, open, readdir, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

const abandonedAfterMs = 60 * 60 * 1000;

/** Makes what the folder lists survive a power cut. */
const syncFolder = async (folder: string): Promise<void> => {
	const handle = await open(folder, constants.O_RDONLY);
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
};

/** Makes a folder and those above it that are missing, for the operator's eyes only. */
export const makeFolder = async (folder: string): Promise<void> => {
	const firstMade = await mkdir(folder, {recursive: true, mode: 0o700});
	if (firstMade !== undefined) {
		await syncFolder(dirname(firstMade));
	}
};

// A killed run may leave its temporary file behind. Age alone decides: the writer of a young one may live on another host.
const removeAbandoned = async (folder: string, prefix: string): Promise<void> => {
	for (const name of await readdir(folder)) {
		if (name.startsWith(prefix) && name.endsWith('.tmp')) {
			const {mtimeMs} = await stat(join(folder, name));
			if (Date.now() - mtimeMs > abandonedAfterMs) {
				await rm(join(folder, name), {force: true});
			}
		}
	}
};

/**
 * Puts a file in place in one step: readers see the old or the new content, never a part, whenever the process dies.
 * A symbolic link at the path is replaced, not followed; the temporary file is made new, so that no link planted for it is either.
 */
export const writeWhole = async (path: string, content: string, mode: number): Promise<void> => {
	const folder = dirname(path);
	const prefix = `.${basename(path)}.`;
	await makeFolder(folder);
	const temporary = join(folder, `${prefix}${randomBytes(8).toString('hex')}.tmp`);
	const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
	try {
		try {
			// The umask takes bits from the mode of open, not from chmod.
			await handle.chmod(mode);
			await handle.writeFile(content, 'utf8');
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true}).catch(() => undefined);
		throw error;
	}
	await syncFolder(folder);
	await removeAbandoned(folder, prefix).catch(() => undefined);
};
