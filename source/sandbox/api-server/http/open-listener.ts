import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {TLSSocket} from 'node:tls';
import {authenticate, type Credentials} from '../authentication/authenticate.ts';
import {impersonate} from '../authentication/impersonate.ts';
import {answerRequest} from './answer-request.ts';
import {ApiError} from './api-status.ts';
import type {KeyPair} from '../pki/authority.ts';
import type {Cluster} from './cluster.ts';
import {readRequestInfo} from './request-info.ts';
import type {WatchSink} from './watch-objects.ts';

/** How a server behaves towards its clients; scenes make it worse. */
export type Service = {
	/** So long every answer takes at least. */
	readonly latencyMs: number;
	/** True for 429 with Retry-After, as priority and fairness answers when it is full. */
	readonly isOverloaded: boolean;
};

/** One address that serves the cluster. */
export type Listener = {
	readonly host: string;
	readonly port: number;
	/** Serves again, on the same port, or serves differently. */
	readonly serve: (service?: Partial<Service>) => Promise<void>;
	/** Closes the port and every connection: clients see a refused connection. */
	readonly refuse: () => Promise<void>;
	/** Shows another certificate to whoever connects from now on. */
	readonly present: (pair: KeyPair) => void;
	/** Breaks every watch in the middle, or ends it as a server does whose time is over. */
	readonly dropWatches: (how?: 'broken' | 'ended') => void;
};

/** What a listener is made of. `credentials` is asked for every request. */
export type ListenerOptions = {
	readonly host: string;
	/** 0 for any that is free. */
	readonly port: number;
	readonly serving: KeyPair;
	readonly clientCa: string;
	readonly cluster: Cluster;
	readonly credentials: () => Credentials;
};

const usualService: Service = {latencyMs: 0, isOverloaded: false};

// k8s.io/apiserver pkg/server/filters/priority-and-fairness.go.
const overloaded = 'Too many requests, please try again later.';

const send = (response: ServerResponse, code: number, text: string, type = 'application/json', headers: Readonly<Record<string, string>> = {}): void => {
	response.writeHead(code, {'cache-control': 'no-cache, private', 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers}).end(text);
};

/** Listens, on loopback, with TLS that asks for a client certificate and takes any: what it is worth is decided by request. */
export const openListener = async (options: ListenerOptions): Promise<Listener> => {
	const {cluster, credentials, host} = options;
	const watches = new Set<ServerResponse>();
	// An HTTPS server knows of no connection before its handshake is done: it would neither close it nor end without it.
	const sockets = new Set<Socket>();
	let service = usualService;
	let {serving} = options;

	const openWatch = (response: ServerResponse) => (): WatchSink => {
		watches.add(response);
		response.once('close', () => watches.delete(response));
		response.writeHead(200, {'cache-control': 'no-cache, private', 'content-type': 'application/json'});
		response.flushHeaders();
		// What is still to be told when a watch was ended is told to nobody: writing then would be an error.
		return {write: (lines) => void (response.writableEnded || response.destroyed || response.write(lines)), end: () => response.end(), onClose: (listener) => response.once('close', listener)};
	};

	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		if (service.isOverloaded) {
			send(response, 429, overloaded, 'text/plain; charset=utf-8', {'retry-after': '1'});
			return;
		}
		// The sockets of an HTTPS server are TLS sockets.
		const socket = request.socket as TLSSocket;
		const known = authenticate(request.headers, socket, credentials(), cluster.release, cluster.store);
		const user = impersonate(known, request.headers, cluster.authorize);
		const made = await answerRequest(cluster, {info: readRequestInfo(request.method ?? 'GET', request.url ?? '/'), user, request, openWatch: openWatch(response)});
		if (made !== 'watching') {
			send(response, made.code, made.text, made.type, made.warning === undefined ? {} : {warning: made.warning});
		}
	};
	const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		try {
			if (service.latencyMs > 0) {
				await sleep(service.latencyMs);
			}
			await answer(request, response);
		} catch (error) {
			// A client that hung up gets no answer.
			if (response.headersSent || response.destroyed) {
				response.destroy();
				return;
			}
			const failure = error instanceof ApiError ? error : new ApiError(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : 'unknown'}`);
			send(response, failure.code, JSON.stringify(failure.status));
		}
	};

	const secure = () => ({cert: serving.certificate, key: serving.key, ca: options.clientCa});
	const listen = async (port: number): Promise<Server> => {
		const server = createServer({...secure(), requestCert: true, rejectUnauthorized: false, keepAlive: true, noDelay: true, keepAliveTimeout: 180_000}, (request, response) => void onRequest(request, response));
		// A client that breaks off its handshake is its own affair.
		server.on('tlsClientError', () => undefined);
		server.on('connection', (socket: Socket) => {
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
		});
		server.listen(port, host);
		await once(server, 'listening');
		return server;
	};
	let server: Server | undefined = await listen(options.port);
	// Listening on TCP, the address is an object.
	const {port} = server.address() as AddressInfo;

	return {
		host,
		port,
		serve: async (change = {}) => {
			service = {...usualService, ...change};
			server ??= await listen(port);
		},
		refuse: async () => {
			const closing = server;
			server = undefined;
			if (closing !== undefined) {
				closing.close();
				const closed = once(closing, 'close');
				closing.closeAllConnections();
				for (const socket of sockets) {
					socket.destroy();
				}
				await closed;
			}
		},
		present: (pair) => {
			serving = pair;
			server?.setSecureContext(secure());
		},
		dropWatches: (how = 'broken') => {
			for (const watch of watches) {
				if (how === 'broken') {
					watch.destroy();
				} else {
					watch.end();
				}
			}
		},
	};
};
