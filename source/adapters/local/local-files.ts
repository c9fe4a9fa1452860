import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {rm, rmdir} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {errnoOf, naming} from '../../core/problem/file-problem.ts';
import type {FileStore} from '../../ports/file-store.ts';
import {appendLine} from './append-line.ts';
import {readLocalText} from './read-local-text.ts';
import {takeLock} from './take-lock.ts';
import {writeWhole} from './write-whole.ts';

const digestFile = async (path: string): Promise<string> => {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
};

// rmdir(2): POSIX leaves it open which of the first two says that something is in it.
const keepingErrnos: readonly string[] = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'];

const removeEmptyFolder = async (path: string): Promise<boolean> => {
	try {
		await rmdir(path);
		return true;
	} catch (error) {
		if (keepingErrnos.includes(errnoOf(error))) {
			return false;
		}
		throw error;
	}
};

/** The operator's own files, through node:fs. Text is UTF-8; a byte order mark is dropped on reading. */
export const localFiles: FileStore = {
	read: readLocalText,
	write: async (path, content, mode) => naming(path, async () => writeWhole(path, content, mode)),
	append: async (path, line) => naming(path, async () => appendLine(path, line)),
	remove: async (path) => naming(path, async () => rm(path, {force: true})),
	removeEmptyFolder: async (path) => naming(path, async () => removeEmptyFolder(path)),
	lock: async (path) => {
		const giveBack = await naming(path, async () => takeLock(path));
		return async () => naming(path, giveBack);
	},
	sha256: async (path) => naming(path, async () => digestFile(path)),
};
