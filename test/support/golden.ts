import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';

/** Compares bytes with a file under test/fixtures; UPDATE_GOLDENS=1 writes it instead, for the diff to be reviewed. */
export const expectGolden = (path: string, content: string): void => {
	const url = new URL(`../fixtures/${path}`, import.meta.url);
	if (process.env['UPDATE_GOLDENS'] === '1') {
		mkdirSync(dirname(fileURLToPath(url)), {recursive: true});
		writeFileSync(url, content);
	}
	expect(content).toBe(readFileSync(url, 'utf8'));
};
