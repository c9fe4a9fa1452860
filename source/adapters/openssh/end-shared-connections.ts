import {readdir} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';

// OpenSSH, PROTOCOL.mux, sections 1 and 9: each message is its length and itself, all of them 32-bit words in network order.
const messages = [
	[0x0000_0001, 4], // MUX_MSG_HELLO, protocol version
	[0x1000_0005, 1], // MUX_C_TERMINATE, request id
] as const;

const encodeWord = (word: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(word);
	return bytes;
};

const farewell = Buffer.concat(messages.flatMap((words) => [words.length * 4, ...words]).map(encodeWord));

// %C in ControlPath: the hex digits of a SHA-1.
const isControlSocket = (name: string): boolean => /^[0-9a-f]{40}$/.test(name);

// A master that does not listen ends by itself within a minute (ControlPersist).
const patienceMs = 2000;

const endConnection = (path: string): Promise<void> =>
	new Promise((resolve) => {
		const socket = connect(path, () => socket.write(farewell));
		socket.setTimeout(patienceMs, () => socket.destroy());
		socket.on('error', () => socket.destroy());
		socket.once('close', () => resolve());
		// What the master says is of no interest, only that it hangs up.
		socket.resume();
	});

/** Ends every shared connection whose socket is in the folder, as `ssh -O exit` would, without a process for each; never rejects. */
export const endSharedConnections = async (folder: string): Promise<void> => {
	const names = await readdir(folder).catch((): readonly string[] => []);
	await Promise.all(names.filter(isControlSocket).map(async (name) => endConnection(join(folder, name))));
};
