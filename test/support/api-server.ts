import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {KeyPair} from './certificates.ts';

/** One request as the server got it; `client` is the common name of its client certificate. */
export type SeenRequest = {readonly method: string; readonly path: string; readonly query: URLSearchParams; readonly authorization: string | undefined; readonly client: string | undefined; readonly body: string};

/** Answers a request; may hold the response open. */
export type Respond = (request: SeenRequest, response: ServerResponse) => void;

const read = async (request: IncomingMessage): Promise<string> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks).toString();
};

/** Answers with JSON. */
export const sendJson = (response: ServerResponse, body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void => {
	response.writeHead(status, {'content-type': 'application/json', ...headers}).end(JSON.stringify(body));
};

/** Starts an HTTPS server on loopback that asks for client certificates as kube-apiserver does, and remembers what it was asked. */
export const startApiServer = async ({certificate, key}: KeyPair, caPem: string, respond: Respond, host = '127.0.0.1') => {
	const seen: SeenRequest[] = [];
	const server = createServer({cert: certificate, key, ca: caPem, requestCert: true, rejectUnauthorized: false}, (request, response) => {
		void (async () => {
			const url = new URL(request.url ?? '/', 'https://server');
			const {subject} = (request.socket as TLSSocket).getPeerCertificate();
			const {authorization} = request.headers;
			const one = {method: request.method ?? '', path: url.pathname, query: url.searchParams, authorization, client: [subject?.CN].flat()[0], body: await read(request)};
			seen.push(one);
			respond(one, response);
		})();
	});
	server.listen(0, host);
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	return {
		port,
		seen,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
};
