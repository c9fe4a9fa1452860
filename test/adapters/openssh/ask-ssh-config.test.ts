import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createConfigAsker} from '../../../source/adapters/openssh/ask-ssh-config.ts';

describe.skipIf(spawnSync('ssh', ['-V']).error !== undefined)('asking ssh for many nodes at once', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "it's ssh "));
	});
	afterAll(() => rm(folder, {recursive: true, force: true}));

	const ask = async (lines: readonly string[], addresses: readonly string[]): Promise<readonly (string | undefined)[]> => {
		const configFile = join(folder, 'config');
		await writeFile(configFile, lines.join('\n'));
		const asker = createConfigAsker({configFile, connectTimeoutSeconds: 60});
		return Promise.all(addresses.map((address) => asker({name: address, address, user: 'ops', port: 2200})));
	};

	test('gives each its own answer', async () => {
		const addresses = Array.from({length: 40}, (_, index) => `node-${index}`);
		const answers = await ask(['Host node-*', '  HostName %h.example.com'], addresses);
		expect(answers.map((answer) => /^hostname (.*)$/m.exec(answer ?? '')?.[1])).toEqual(addresses.map((address) => `${address}.example.com`));
		expect(answers.every((answer) => /^port 2200$/m.test(answer ?? '') && /^user ops$/m.test(answer ?? ''))).toBe(true);
	});

	test('leaves to others what ssh refuses, and who is alone', async () => {
		expect(await ask(['Host bad', '  Port nonsense'], ['good', 'bad'])).toEqual([undefined, undefined]);
		expect(await ask([], ['alone'])).toEqual([undefined]);
	});
});
