import {closeSync, openSync, readSync} from 'node:fs';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';

const mebibyte = 1024 * 1024;

/** The text of a small file, read at once. Throws Failure (`local-too-large`) where it is larger or never ends, and what node:fs throws where it cannot be read. */
export const readAtMost = (path: string, limitMiB: number): string => {
	const file = openSync(path, 'r');
	try {
		const chunks: Buffer[] = [];
		let size = 0;
		for (;;) {
			const chunk = Buffer.alloc(64 * 1024);
			const length = readSync(file, chunk);
			if (length === 0) {
				return Buffer.concat(chunks).toString();
			}
			size += length;
			if (size > limitMiB * mebibyte) {
				const shown = escapeControls(path);
				throw new Failure(problem('local-too-large', shown, {path: shown, limitMiB}));
			}
			chunks.push(chunk.subarray(0, length));
		}
	} finally {
		closeSync(file);
	}
};

/** What a kubeconfig, or a certificate, key or token beside it, may have at most: a hundred times what the largest have. */
export const kubeconfigLimitMiB = 8;
