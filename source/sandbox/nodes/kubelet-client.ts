import {Agent, request, type RequestOptions} from 'node:https';
import type {IncomingMessage} from 'node:http';
import {createInterface} from 'node:readline';

/** How a kubelet proves who it is, and whom it trusts. */
export type Credentials = {
	/** `https://host:port`. */
	readonly server: string;
	readonly caPem: string;
	readonly token?: string;
	/** Certificate and key in one PEM, as kubelet-client-current.pem holds them. */
	readonly pairPem?: string;
};

/** What the API server said; `body` is parsed JSON. */
export type Answer = {readonly status: number; readonly body: unknown};

/** A kubelet's way to the API server. Failures are Errors in the words of Go's net/http, as a kubelet logs them. */
export type KubeletClient = {
	readonly call: (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<Answer>;
	/** Objects of a watch as they come; returns at the end of the stream. */
	readonly watch: (path: string, signal: AbortSignal) => AsyncGenerator<unknown, void, undefined>;
	readonly close: () => void;
};

const timeoutMs = 30_000;

// Node.js's names for what Go's crypto/x509 and net say (verify.go, x509.go; syscall/zerrors_linux_amd64.go).
const wordsByCode: Readonly<Record<string, (error: Error, host: string) => string>> = {
	ECONNREFUSED: (_, host) => `dial tcp ${host}: connect: connection refused`,
	EHOSTUNREACH: (_, host) => `dial tcp ${host}: connect: no route to host`,
	ENETUNREACH: (_, host) => `dial tcp ${host}: connect: network is unreachable`,
	ETIMEDOUT: (_, host) => `dial tcp ${host}: i/o timeout`,
	ECONNRESET: () => 'read: connection reset by peer',
	CERT_HAS_EXPIRED: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
	CERT_NOT_YET_VALID: () => 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
	ERR_TLS_CERT_ALTNAME_INVALID: (error) => `tls: failed to verify certificate: x509: ${error.message}`,
};

const untrusted = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_SIGNATURE_FAILURE']);

const sayAsGo = (error: unknown, host: string): string => {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const code = 'code' in error ? String(error.code) : '';
	return untrusted.has(code) ? 'tls: failed to verify certificate: x509: certificate signed by unknown authority' : (wordsByCode[code]?.(error, host) ?? error.message);
};

const parseJson = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return {message: text.trim()};
	}
};

const methodNames: Readonly<Record<string, string>> = {GET: 'Get', POST: 'Post', PUT: 'Put', PATCH: 'Patch', DELETE: 'Delete'};

/** Opens a client that keeps its connections; the caller closes it. */
export const openKubeletClient = (credentials: Credentials): KubeletClient => {
	const base = new URL(credentials.server);
	const agent = new Agent({keepAlive: true, ca: credentials.caPem, ...(credentials.pairPem === undefined ? {} : {cert: credentials.pairPem, key: credentials.pairPem})});
	const open = async (method: string, path: string, body: unknown, signal?: AbortSignal): Promise<IncomingMessage> => {
		const url = new URL(path, base);
		const text = body === undefined ? undefined : JSON.stringify(body);
		const options: RequestOptions = {
			method,
			agent,
			headers: {
				accept: 'application/json',
				'user-agent': 'kubelet/practice',
				...(text === undefined ? {} : {'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json', 'content-length': Buffer.byteLength(text)}),
				...(credentials.token === undefined ? {} : {authorization: `Bearer ${credentials.token}`}),
			},
			...(signal === undefined ? {timeout: timeoutMs} : {signal}),
		};
		return new Promise<IncomingMessage>((resolve, reject) => {
			const fail = (error: unknown): void => reject(new Error(`${methodNames[method] ?? method} "${url.href}": ${sayAsGo(error, base.host)}`));
			const sent = request(url, options, resolve);
			sent.once('error', fail);
			sent.once('timeout', () => sent.destroy(new Error('context deadline exceeded (Client.Timeout exceeded while awaiting headers)')));
			sent.end(text);
		});
	};
	return {
		async call(method, path, body) {
			const response = await open(method, path, body);
			let text = '';
			for await (const chunk of response.setEncoding('utf8')) {
				text += String(chunk);
			}
			return {status: response.statusCode ?? 0, body: parseJson(text)};
		},
		async *watch(path, signal) {
			const response = await open('GET', path, undefined, signal);
			const lines = createInterface({input: response});
			// readline waits for the end of its input, and a destroyed one never comes to it.
			const end = (): void => {
				lines.close();
				response.destroy();
			};
			signal.addEventListener('abort', end);
			response.on('error', () => undefined);
			try {
				signal.throwIfAborted();
				for await (const line of lines) {
					yield parseJson(line);
				}
			} finally {
				signal.removeEventListener('abort', end);
				response.destroy();
			}
		},
		close: () => agent.destroy(),
	};
};
