import {timingSafeEqual} from 'node:crypto';
import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import ssh2 from 'ssh2';
import type {NodeSessions} from './node-sessions.ts';

/** An SSH server on loopback that leads into one node. */
export type SshServer = {
	readonly port: number;
	readonly close: () => Promise<void>;
};

/** A key pair as ssh-keygen writes it. */
export type SshKeyPair = {readonly private: string; /** `type base64 comment`. */ readonly public: string};

/** Makes an Ed25519 key pair; the private key has no passphrase. */
export const makeSshKey = (comment: string): SshKeyPair => {
	const pair = ssh2.utils.generateKeyPairSync('ed25519', {comment});
	// ssh2 1.17 cuts a leading zero of the key off (keygen.js reads it as a number), and cannot read the result: about one key in two hundred.
	return ssh2.utils.parseKey(pair.private) instanceof Error ? makeSshKey(comment) : {private: pair.private, public: pair.public};
};

// This stands in kubenroll's own command line; then scripts come on standard input.
const ownMark = '$p-ready';

const isSame = (left: Buffer, right: Buffer): boolean => left.length === right.length && timingSafeEqual(left, right);

const serveChannel = (channel: ssh2.ServerChannel, sessions: NodeSessions, command: string, client: string): void => {
	const session = sessions.execute(command, {scriptsCome: command.includes(ownMark), client});
	channel.pipe(session.stdin);
	session.stdout.pipe(channel, {end: false});
	session.stderr.pipe(channel.stderr, {end: false});
	channel.on('close', session.kill);
	channel.on('error', session.kill);
	void session.ended.then(async (code) => {
		await Promise.all([session.stdout, session.stderr].map(async (stream) => (stream.readableEnded ? undefined : once(stream, 'end').catch(() => undefined))));
		channel.exit(code);
		channel.end();
	});
};

/** Serves the sessions of one node on a free port of 127.0.0.1, to whoever holds the private key of `clientKey`. Commands run; there are no terminals, no forwarding, no files by SFTP. */
export const serveSsh = async (sessions: NodeSessions, keys: {readonly hostKey: SshKeyPair; readonly clientKey: SshKeyPair}): Promise<SshServer> => {
	const allowed = ssh2.utils.parseKey(keys.clientKey.public);
	if (allowed instanceof Error) {
		throw allowed;
	}
	const server = new ssh2.Server({hostKeys: [keys.hostKey.private], ident: 'kubenroll-practice'}, (connection, {ip, port}) => {
		connection.on('error', () => undefined);
		connection.on('authentication', (context) => {
			const isAllowed =
				context.method === 'publickey' &&
				context.username === 'root' &&
				context.key.algo === allowed.type &&
				isSame(context.key.data, allowed.getPublicSSH()) &&
				// Without a signature it is a question whether the key would do.
				(context.signature === undefined || (context.blob !== undefined && allowed.verify(context.blob, context.signature, context.hashAlgo)));
			if (isAllowed) {
				context.accept();
			} else {
				context.reject(['publickey']);
			}
		});
		connection.on('session', (accept) => {
			const session = accept();
			session.on('exec', (acceptExec, _, {command}) => serveChannel(acceptExec(), sessions, command, `${ip} ${port}`));
			session.on('shell', (acceptShell) => serveChannel(acceptShell(), sessions, 'echo "practice node, without a terminal: one command a line, end with exit"; exec /bin/sh', `${ip} ${port}`));
			session.on('env', (acceptEnv) => acceptEnv());
		});
	});
	// Connections are ours, to be ended whether or not their client listens to it any more.
	const sockets = new Set<Socket>();
	const listener = createServer((socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		server.injectSocket(socket);
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	return {
		// Listening on TCP, it has an address of this shape.
		port: (listener.address() as AddressInfo).port,
		close: async () => {
			const closed = new Promise<void>((resolve) => {
				listener.close(() => resolve());
			});
			for (const socket of sockets) {
				socket.destroy();
			}
			await closed;
		},
	};
};
