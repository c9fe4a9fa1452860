import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {readBounded} from '../../../source/adapters/local/read-bounded.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubenroll-'));
afterAll(() => rmSync(folder, {recursive: true}));

const write = (name: string, content: string | Uint8Array): string => {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
};

test('reads a file whole, and drops a byte order mark', async () => {
	expect(await readBounded(write('small', '\u{FEFF}été'), 1)).toBe('été');
	expect(await readBounded(write('full', 'x'.repeat(1024 * 1024)), 1)).toHaveLength(1024 * 1024);
});

test.each([
	['is larger than it may be', 'objects-too-large', write('large', 'x'.repeat(1024 * 1024 + 1))],
	['is no UTF-8', 'local-not-utf8', write('binary', Buffer.from([0x7b, 0xff]))],
	['is not there', 'local-missing', join(folder, 'nope')],
	['is a folder', 'local-is-directory', folder],
	['never ends', 'objects-too-large', '/dev/zero'],
])('refuses what %s (%s)', async (_, code, path) => {
	await expect(readBounded(path, 1)).rejects.toMatchObject({problems: [{code}]});
});
