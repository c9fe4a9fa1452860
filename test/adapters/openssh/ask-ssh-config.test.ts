import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ConfigPatience, createConfigAsker, parseConfigAnswers} from '../../../source/adapters/openssh/ask-ssh-config.ts';

describe('reading what a shell printed', () => {
	test.each([
		{title: 'an answer each, in order', text: 'user a\nport 1\n\nkubenroll-asked 0\nuser b\n\nkubenroll-asked 0\n', answers: [{printed: 'user a\nport 1\n', exitCode: 0}, {printed: 'user b\n', exitCode: 0}]},
		{title: 'one that was refused keeps its place', text: '\nkubenroll-asked 255\nuser b\n\nkubenroll-asked 0\n', answers: [{printed: '', exitCode: 255}, {printed: 'user b\n', exitCode: 0}]},
		{title: 'a line that ssh did not finish is not mixed up with the mark', text: 'user a\npo\nkubenroll-asked 139\nuser b\n\nkubenroll-asked 0\n', answers: [{printed: 'user a\npo', exitCode: 139}, {printed: 'user b\n', exitCode: 0}]},
		{title: 'what was cut short is left out', text: 'user a\n\nkubenroll-asked 0\nuser b\n', answers: [{printed: 'user a\n', exitCode: 0}]},
		{title: 'a mark that was cut short is none', text: 'user a\n\nkubenroll-asked 25', answers: []},
		{title: 'a value that looks like the mark is a value', text: 'user kubenroll-asked 0\n\nkubenroll-asked 0\n', answers: [{printed: 'user kubenroll-asked 0\n', exitCode: 0}]},
		{title: 'nothing', text: '', answers: []},
	])('$title', ({text, answers}) => {
		expect(parseConfigAnswers(text)).toEqual(answers);
	});
});

describe.skipIf(spawnSync('ssh', ['-V']).error !== undefined)('asking ssh for many nodes at once', () => {
	let folder: string;
	let checks: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "it's ssh "));
		checks = await mkdtemp(join(tmpdir(), 'ssh-checks-'));
	});
	afterAll(async () => {
		await rm(folder, {recursive: true, force: true});
		await rm(checks, {recursive: true, force: true});
	});

	const ask = async (lines: readonly string[], addresses: readonly string[], patience?: ConfigPatience): Promise<readonly (string | undefined)[]> => {
		const configFile = join(folder, 'config');
		await writeFile(configFile, lines.join('\n'));
		const asker = createConfigAsker({configFile, connectTimeoutSeconds: 60}, patience);
		const ends = await Promise.allSettled(addresses.map((address) => asker({name: address, address, user: 'ops', port: 2200})));
		return ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason?.problems?.[0]?.code ?? end.reason)));
	};
	const hostNames = (answers: readonly (string | undefined)[]): readonly (string | undefined)[] => answers.map((answer) => /^hostname (.*)$/m.exec(answer ?? '')?.[1] ?? answer);

	test('gives each its own answer', async () => {
		const addresses = Array.from({length: 40}, (_, index) => `node-${index}`);
		const answers = await ask(['Host node-*', '  HostName %h.example.com'], addresses);
		expect(hostNames(answers)).toEqual(addresses.map((address) => `${address}.example.com`));
		expect(answers.every((answer) => /^port 2200$/m.test(answer ?? '') && /^user ops$/m.test(answer ?? ''))).toBe(true);
	});

	test('gives one that is alone its answer', async () => {
		expect(hostNames(await ask([], ['alone']))).toEqual(['alone']);
	});

	test('leaves to others what ssh refuses: a broken file, or one node', async () => {
		expect(await ask(['Host bad', '  Port nonsense'], ['good', 'bad'])).toEqual([undefined, undefined]);
		expect(hostNames(await ask(['Host bad', '  HostName %q'], ['good', 'bad', 'better']))).toEqual(['good', undefined, 'better']);
		expect(await ask(['Host bad', '  HostName %q'], ['bad'])).toEqual([undefined]);
	});

	test('gives up a node whose check never ends, and answers the others', async () => {
		const config = ['Match originalhost stuck exec "sleep 100"', '  User nobody'];
		expect(hostNames(await ask(config, ['a', 'stuck', 'b', 'c'], {togetherMs: 300, aloneMs: 2000}))).toEqual(['a', 'ssh-config-endless', 'b', 'c']);
		expect(await ask(config, ['stuck'], {togetherMs: 300, aloneMs: 300})).toEqual(['ssh-config-endless']);
	});

	// Each check waits for all of them: who were asked in turn would never have an answer.
	test('asks side by side where checks are slow', async () => {
		const addresses = ['a', 'b', 'c', 'd', 'e', 'f'];
		const config = [`Match exec "touch ${checks}/%n; while [ $(ls ${checks} | wc -l) -lt ${addresses.length} ]; do sleep 0.02; done"`, '  HostName %h.behind'];
		expect(hostNames(await ask(config, addresses, {togetherMs: 300, aloneMs: 20_000}))).toEqual(addresses.map((address) => `${address}.behind`));
	}, 30_000);
});
