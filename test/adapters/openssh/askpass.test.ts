import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {stat} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {makePrivateFolder, type PrivateFolder} from '../../../source/adapters/openssh/private-folder.ts';
import {type PasswordService, servePasswords} from '../../../source/adapters/openssh/serve-passwords.ts';

const program = fileURLToPath(new URL('../../../source/askpass.ts', import.meta.url));
let folder: PrivateFolder;
let service: PasswordService;

beforeEach(async () => {
	folder = await makePrivateFolder();
	service = await servePasswords(folder.promptSocket);
});
afterEach(async () => {
	await service.close();
	await folder.remove();
});

/** Runs the program as ssh does. */
const ask = async (token: string, prompt: string): Promise<{readonly answer: string; readonly exitCode: unknown}> => {
	const script = await folder.writeAskpass([process.execPath, program]);
	const child = spawn(script, [prompt], {env: {PATH: process.env['PATH'], KUBENROLL_ASKPASS_SOCKET: folder.promptSocket, KUBENROLL_ASKPASS_TOKEN: token}, stdio: ['ignore', 'pipe', 'inherit']});
	const [answer, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
	return {answer, exitCode};
};

test('answers the right prompt once, and nobody else', async () => {
	service.grant('1', {password: 'p "$x', accepts: (prompt) => prompt === "ops@n1's password: "});
	expect(await ask('2', "ops@n1's password: ")).toEqual({answer: '', exitCode: 1});
	expect(await ask('1', 'Enter passphrase for key: ')).toEqual({answer: '', exitCode: 1});
	expect(service.revoke('0')).toBe(false);
	expect(await ask('1', "ops@n1's password: ")).toEqual({answer: 'p "$x\n', exitCode: 0});
	expect(await ask('1', "ops@n1's password: ")).toEqual({answer: '', exitCode: 1});
	expect(service.revoke('1')).toBe(true);
	expect(await ask('1', "ops@n1's password: ")).toEqual({answer: '', exitCode: 1});
});

test('fails quietly when kubenroll is gone', async () => {
	await service.close();
	expect(await ask('1', 'password: ')).toEqual({answer: '', exitCode: 1});
	service = await servePasswords(folder.promptSocket);
});

test('keeps folder and socket to this user', async () => {
	expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
	expect((await stat(folder.promptSocket)).mode & 0o777).toBe(0o600);
});
