import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {dirname} from 'node:path';
import {makeFolder} from './write-whole.ts';

const lineFeed = 0x0a;

/** Adds one line and syncs it. A line that a killed run left half written is ended first, so that it spoils no other. */
export const appendLine = async (path: string, line: string): Promise<void> => {
	await makeFolder(dirname(path));
	const handle = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		const {size} = await handle.stat();
		const last = new Uint8Array([lineFeed]);
		if (size > 0) {
			await handle.read(last, 0, 1, size - 1);
		}
		const bytes = Buffer.from(`${last[0] === lineFeed ? '' : '\n'}${line}\n`, 'utf8');
		const {bytesWritten} = await handle.write(bytes);
		if (bytesWritten < bytes.length) {
			// The kernel takes only a part of a write when the space ends within it (write(2)); the rest then fails with the reason.
			await handle.truncate(size);
			throw Object.assign(new Error(`${bytesWritten} of ${bytes.length} bytes written`), {code: 'ENOSPC'});
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
};
