import {once} from 'node:events';
import ssh2 from 'ssh2';
import type {NodeSession} from './node-session.ts';
import type {NodeDoor} from './start-nodes.ts';

/** Runs one command on a practice node over SSH, from within this process: for machines that have no ssh. Rejects where nobody lets us in. */
export const dialNode = async ({port, hostKey}: NodeDoor, privateKey: string, command: string): Promise<NodeSession> => {
	const client = new ssh2.Client();
	const base64 = hostKey.split(' ', 2)[1];
	client.connect({host: '127.0.0.1', port, username: 'root', privateKey, hostVerifier: (key: Buffer) => key.toString('base64') === base64});
	await once(client, 'ready');
	// What breaks from here on ends the session.
	client.on('error', () => undefined);
	const {promise: ended, resolve: end} = Promise.withResolvers<number>();
	client.once('close', () => end(255));
	const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
		client.exec(command, (error, opened) => {
			if (error !== undefined) {
				reject(error);
				return;
			}
			// Here and now: a quick command has ended within the same packet.
			opened.once('exit', (code: number | null) => end(code ?? 255));
			opened.once('close', () => {
				end(255);
				client.end();
			});
			resolve(opened);
		});
	});
	return {stdin: channel, stdout: channel, stderr: channel.stderr, ended, kill: () => client.destroy()};
};
