import {createServer, type Server, type Socket} from 'node:net';
import {chmod} from 'node:fs/promises';
import {once} from 'node:events';

/** One login's leave to be told a password: once, and only where the prompt asks for the right one. */
export type PasswordGrant = {
	/** Decides whether this prompt may be answered. Prompts come from ssh, and through it from the server: distrust them. */
	readonly accepts: (prompt: string) => boolean;
	readonly password: string;
};

/** Hands passwords to our askpass program over a socket in the private folder, so that they never are in arguments, environment or files. */
export type PasswordService = {
	/** `token` names the login, and goes into its environment; it is no secret outside of the private folder. */
	grant(token: string, grant: PasswordGrant): void;
	/** Ends the leave; tells whether the password was given out. */
	revoke(token: string): boolean;
	close(): Promise<void>;
};

const longestRequest = 4096;

const readLine = (socket: Socket): Promise<string> =>
	new Promise((resolve) => {
		let text = '';
		socket.setEncoding('utf8');
		socket.on('data', (chunk: string) => {
			text += chunk;
			if (text.includes('\n')) {
				resolve(text.slice(0, text.indexOf('\n')));
			} else if (text.length > longestRequest) {
				socket.destroy();
			}
		});
		socket.once('close', () => resolve(''));
	});

/** Starts to listen; the caller closes it. */
export const servePasswords = async (socketPath: string): Promise<PasswordService> => {
	const grants = new Map<string, PasswordGrant & {wasGiven: boolean}>();
	const answer = async (socket: Socket): Promise<void> => {
		const [token = '', ...prompt] = (await readLine(socket)).split(' ');
		const grant = grants.get(token);
		if (grant === undefined || grant.wasGiven || !grant.accepts(prompt.join(' '))) {
			socket.destroy();
			return;
		}
		grant.wasGiven = true;
		socket.end(`${grant.password}\n`);
	};
	const server: Server = createServer({allowHalfOpen: true}, (socket) => {
		socket.on('error', () => socket.destroy());
		answer(socket).catch(() => socket.destroy());
	});
	server.listen(socketPath);
	await once(server, 'listening');
	await chmod(socketPath, 0o600);
	server.unref();
	return {
		grant(token, grant) {
			grants.set(token, {...grant, wasGiven: false});
		},
		revoke(token) {
			const wasGiven = grants.get(token)?.wasGiven ?? false;
			grants.delete(token);
			return wasGiven;
		},
		async close() {
			grants.clear();
			server.close();
			await once(server, 'close');
		},
	};
};
