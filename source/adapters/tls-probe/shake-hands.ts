import {isIP} from 'node:net';
import {connect, type TLSSocket} from 'node:tls';

/** What is dialled, and the CA that its chain is verified with. The signal's reason is what a hand-shake that is given up rejects with. */
export type Target = {readonly host: string; readonly port: number; readonly caPem: string; readonly signal: AbortSignal};

/**
 * Opens a TLS session whatever the certificate is worth: the chain is verified with the CA given, and the outcome read from `authorized` and
 * `authorizationError`. Nothing secret may be sent over it. Rejects with the errors of node:net and node:tls. The caller destroys the socket.
 */
export const shakeHands = async ({host, port, caPem, signal}: Target): Promise<TLSSocket> => {
	signal.throwIfAborted();
	const {promise, resolve, reject} = Promise.withResolvers<TLSSocket>();
	// The names are judged apart: with this the verification is about the chain and the dates only.
	const socket = connect({host, port, ca: caPem, rejectUnauthorized: false, checkServerIdentity: () => undefined, ...(isIP(host) === 0 ? {servername: host} : {})});
	socket.once('secureConnect', () => resolve(socket)).on('error', reject);
	socket.once('close', () => reject(Object.assign(new Error('closed before the handshake was done'), {code: 'ECONNRESET'})));
	signal.addEventListener('abort', () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted')), {once: true});
	return promise;
};
