import {createReadStream} from 'node:fs';
import type {Readable} from 'node:stream';
import {Failure} from '../../core/problem/failure.ts';
import {naming} from '../../core/problem/file-problem.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';

const mebibyte = 1024 * 1024;

const collect = async (stream: Readable, shown: string, limitMiB: number): Promise<string> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > limitMiB * mebibyte) {
			throw new Failure(problem('objects-too-large', shown, {limitMiB}), 'usage');
		}
		chunks.push(bytes);
	}
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(chunks));
	} catch {
		throw new Failure(problem('local-not-utf8', shown, {path: shown}));
	}
};

/** Reads a file, or standard input for `-`, and never more than so much of it. Rejects with Failure where it is larger, no UTF-8, or not to be read. */
export const readBounded = async (path: string, limitMiB: number): Promise<string> => {
	const shown = path === '-' ? 'stdin' : escapeControls(path);
	return naming(path, async () => collect(path === '-' ? process.stdin : createReadStream(path), shown, limitMiB));
};
