import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {resolveHost} from '../../../source/adapters/openssh/resolve-host.ts';
import {nodeAt, problemOf} from '../../support/open-ssh.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-resolve-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

test.skipIf(spawnSync('ssh', ['-V']).error !== undefined)('is not held up by what a check in the configuration leaves running', async () => {
	const configFile = join(folder, 'config');
	await writeFile(configFile, 'Match exec "sleep 300 &"\n Port 22\nHost *\n NoSuchOption yes\n');
	expect(await problemOf(resolveHost(nodeAt(22), {configFile, connectTimeoutSeconds: 5}, async () => undefined, 1000))).toMatchObject({code: 'ssh-config-invalid', cause: expect.stringContaining('bad configuration options')});
});
