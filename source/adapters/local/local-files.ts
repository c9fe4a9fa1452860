import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {rm} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {FileStore} from '../../ports/file-store.ts';
import {appendLine} from './append-line.ts';
import {readStream} from './read-stream.ts';
import {errnoOf, naming} from '../../core/problem/file-problem.ts';
import {takeLock} from './take-lock.ts';
import {writeWhole} from './write-whole.ts';

const decode = (path: string, bytes: Uint8Array): string => {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		const shown = escapeControls(path);
		throw new Failure(problem('local-not-utf8', shown, {path: shown}));
	}
};

// More than the longest log of decisions; what stands at a path may be a device that never ends.
const limitMiB = 256;

const readText = async (path: string): Promise<string | undefined> => {
	try {
		const bytes = await readStream(createReadStream(path), limitMiB);
		if (bytes === undefined) {
			const shown = escapeControls(path);
			throw new Failure(problem('local-too-large', shown, {path: shown, limitMiB}));
		}
		return decode(path, bytes);
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
};

const digestFile = async (path: string): Promise<string> => {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
};

/** The operator's own files, through node:fs. Text is UTF-8; a byte order mark is dropped on reading. */
export const localFiles: FileStore = {
	read: async (path) => naming(path, async () => readText(path)),
	write: async (path, content, mode) => naming(path, async () => writeWhole(path, content, mode)),
	append: async (path, line) => naming(path, async () => appendLine(path, line)),
	remove: async (path) => naming(path, async () => rm(path, {force: true})),
	lock: async (path) => {
		const giveBack = await naming(path, async () => takeLock(path));
		return async () => naming(path, giveBack);
	},
	sha256: async (path) => naming(path, async () => digestFile(path)),
};
