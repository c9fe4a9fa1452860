import {createReadStream} from 'node:fs';
import {Failure} from '../../core/problem/failure.ts';
import {errnoOf, naming} from '../../core/problem/file-problem.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {readStream} from './read-stream.ts';

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

/** What localFiles.read does, for who only reads: it loads nothing that writes. */
export const readLocalText = async (path: string): Promise<string | undefined> => naming(path, async () => readText(path));
