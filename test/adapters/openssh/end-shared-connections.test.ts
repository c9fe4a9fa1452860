import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endSharedConnections} from '../../../source/adapters/openssh/end-shared-connections.ts';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'kubenroll-end-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const listen = async (name: string): Promise<{readonly said: () => readonly string[]; readonly stop: () => Promise<void>}> => {
	const said: string[] = [];
	const server = createServer((socket) => {
		socket.once('data', (chunk: Buffer) => {
			said.push(chunk.toString('hex'));
			socket.destroy();
		});
	});
	server.listen(join(folder, name));
	await once(server, 'listening');
	return {
		said: () => said,
		async stop() {
			server.close();
			await once(server, 'close');
		},
	};
};

test('tells every master to end, and nobody else in the folder', async () => {
	const masters = await Promise.all(['a', 'b'].map((digit) => listen(digit.repeat(40))));
	const askpass = await listen('askpass');
	await endSharedConnections(folder);
	// Length 8, HELLO, version 4; length 8, TERMINATE, request 1 (OpenSSH, PROTOCOL.mux).
	const farewell = ['00000008', '00000001', '00000004', '00000008', '10000005', '00000001'].join('');
	expect(masters.map(({said}) => said())).toEqual([[farewell], [farewell]]);
	expect(askpass.said()).toEqual([]);
	await Promise.all([...masters, askpass].map(({stop}) => stop()));
});

test('takes a socket that nobody listens at, and a folder that is gone', async () => {
	await writeFile(join(folder, 'c'.repeat(40)), '');
	await endSharedConnections(folder);
	await endSharedConnections(join(folder, 'gone'));
});
