import {createReadStream} from 'node:fs';
import type {Readable} from 'node:stream';
import {Failure} from '../../core/problem/failure.ts';
import {naming} from '../../core/problem/file-problem.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {readStream} from './read-stream.ts';

const collect = async (stream: Readable, shown: string, limitMiB: number): Promise<string> => {
	const bytes = await readStream(stream, limitMiB);
	if (bytes === undefined) {
		throw new Failure(problem('objects-too-large', shown, {limitMiB}), 'usage');
	}
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		throw new Failure(problem('local-not-utf8', shown, {path: shown}));
	}
};

/** Reads a file, or standard input for `-`, and never more than so much of it. Rejects with Failure where it is larger, no UTF-8, or not to be read. */
export const readBounded = async (path: string, limitMiB: number): Promise<string> => {
	const shown = path === '-' ? 'stdin' : escapeControls(path);
	return naming(path, async () => collect(path === '-' ? process.stdin : createReadStream(path), shown, limitMiB));
};
