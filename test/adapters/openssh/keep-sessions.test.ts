import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {keepSessions, type KeepPatience, type SessionKeeper} from '../../../source/adapters/openssh/keep-sessions.ts';
import {remoteCommand} from '../../../source/adapters/openssh/remote-command.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-keep-'));
	// An ssh that leads nowhere: the remote command runs here.
	await writeFile(join(folder, 'ssh'), '#!/bin/sh\nexec /bin/sh -c "$1"\n');
	await chmod(join(folder, 'ssh'), 0o755);
});
afterAll(() => rm(folder, {recursive: true, force: true}));

const withKept = async (command: string, patience: KeepPatience, work: (sessions: SessionKeeper) => Promise<void>): Promise<void> => {
	const sessions = keepSessions(patience);
	const session = sessions.open({args: [command], environment: {PATH: `${folder}:${process.env['PATH']}`}});
	try {
		expect(await session.work({script: 'true', timeoutMs: 20_000})).toMatchObject({exitCode: 0});
		await sessions.put('purpose', session);
		await work(sessions);
	} finally {
		await sessions.close();
	}
};

test('gives out a login once, for its purpose alone', async () => {
	await withKept(remoteCommand('none'), {trustedMs: 0, answerMs: 20_000}, async (sessions) => {
		expect(await sessions.take('other')).toBeUndefined();
		const session = await sessions.take('purpose');
		expect(await session?.work({script: 'echo still', timeoutMs: 20_000})).toMatchObject({stdout: 'still\n'});
		expect(await sessions.take('purpose')).toBeUndefined();
	});
});

test('gives out none that has waited long and answers no more, nor sends it a script', async () => {
	const got = join(folder, 'got');
	// It answers one script, and then only listens.
	const silent = `echo kubenroll-ready; read -r k n; read -r s; for e in begins 0; do echo "$k 1 $e"; echo "$k 1 $e" >&2; done; cat > '${got}'`;
	await withKept(silent, {trustedMs: 0, answerMs: 300}, async (sessions) => {
		expect(await sessions.take('purpose')).toBeUndefined();
		expect(await sessions.take('purpose')).toBeUndefined();
	});
	expect(await readFile(got, 'utf8')).toMatch(/^\S+ 0\n:\n$/);
});

test('asks none that has worked a moment ago', async () => {
	const silent = 'echo kubenroll-ready; read -r k n; read -r s; for e in begins 0; do echo "$k 1 $e"; echo "$k 1 $e" >&2; done; cat >/dev/null';
	await withKept(silent, {trustedMs: 3_600_000, answerMs: 1}, async (sessions) => {
		expect(await sessions.take('purpose')).toBeDefined();
	});
});

test('ends those that wait', async () => {
	await withKept(remoteCommand('none'), {trustedMs: 0, answerMs: 20_000}, async (sessions) => {
		await sessions.endIdle();
		expect(await sessions.take('purpose')).toBeUndefined();
	});
});
