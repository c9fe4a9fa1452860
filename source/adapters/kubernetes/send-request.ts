import {X509Certificate} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import {Agent, request, type RequestOptions} from 'node:https';
import {checkServerIdentity, type PeerCertificate} from 'node:tls';
import {Failure} from '../../core/problem/failure.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {CallOptions} from '../../ports/cluster-api.ts';
import {connectionProblem} from '../tls-probe/connection-problem.ts';
import type {CheckedKubeconfig} from './check-kubeconfig.ts';
import {openPlaces, type TakePlace} from './open-places.ts';
import type {SignedIn} from './sign-in.ts';

/** One request: `path` below the server, `body` is sent as JSON. A watch has a connection to itself for as long as it lasts. */
export type ApiRequest = {readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string; readonly body?: unknown; readonly options?: CallOptions; readonly isWatch?: boolean};

/** An answer whose body is still to be read or destroyed; `explain` names the trouble when reading it fails. */
export type OpenAnswer = {readonly message: IncomingMessage; readonly explain: (error: unknown) => Failure};

/** Sends a request and resolves with the head of the answer, whatever its status. Rejects with Failure only. */
export type SendRequest = (request: ApiRequest) => Promise<OpenAnswer>;

/** How long a call may take from dialling to its last byte, unless told otherwise; client-go's usual 32 s (discovery, k8s.io/client-go discovery/discovery_client.go). */
export const defaultTimeoutMs = 32_000;

const subjectsOf = (pem: string): readonly string[] =>
	(pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((block) => escapeControls(new X509Certificate(block).subject.replaceAll('\n', ', ')));

/** How requests become somebody's: the kubeconfig's user, or nobody yet where a bearer token is given instead. */
export type SignIns = {readonly asUser: () => Promise<SignedIn>; readonly asNobody: () => Promise<SignedIn>};

/** Readies what sends requests to the API servers of one cluster over kept connections. `close` ends those. */
export const openTransport = (checked: CheckedKubeconfig, {asUser, asNobody}: SignIns): {readonly send: SendRequest; readonly close: () => void} => {
	const agent = new Agent({keepAlive: true, keepAliveMsecs: 30_000});
	// Each connection costs both ends a handshake, which is more than most calls do: what comes at once waits for one of a few. Watches would keep theirs.
	const places = new Map<string, TakePlace>();
	const placesOf = (host: string, port: number): TakePlace => {
		const key = `${host} ${port}`;
		const take = places.get(key) ?? openPlaces(8);
		places.set(key, take);
		return take;
	};
	const expected = subjectsOf(checked.caPem);

	// Behind the address each API server is dialled by its own address, which its certificate need not name: then a name of the cluster will do,
	// one that no node can get a certificate for.
	const checkEndpoint = (names: readonly string[]) => (_host: string, certificate: PeerCertificate): Error | undefined => {
		const refusals = [...names, 'kubernetes.default.svc', 'kubernetes'].map((name) => checkServerIdentity(name, certificate));
		return refusals.includes(undefined) ? undefined : refusals[0];
	};

	const attempt = async ({method, path, body, options = {}}: ApiRequest, signal: AbortSignal): Promise<IncomingMessage> => {
		const {token, server} = options;
		const {headers, servername, agent: proxy, forget, ...credentials} = await (token === undefined ? asUser() : asNobody());
		const text = body === undefined ? undefined : JSON.stringify(body);
		const requestOptions: RequestOptions = {
			method,
			host: server?.host ?? checked.host,
			port: server?.port ?? checked.port,
			path: `${server === undefined ? checked.basePath : ''}${path}`,
			agent: proxy ?? agent,
			ca: checked.caPem,
			// Said, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
			rejectUnauthorized: true,
			signal,
			...(server === undefined ? {} : {checkServerIdentity: checkEndpoint([server.host, servername ?? checked.host])}),
			...(servername === undefined ? {} : {servername}),
			...credentials,
			headers: {
				'accept': 'application/json',
				'user-agent': 'kubenroll',
				...headers,
				...(token === undefined ? {} : {authorization: `Bearer ${token}`}),
				...(text === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}),
			},
		};
		const {promise, resolve, reject} = Promise.withResolvers<IncomingMessage>();
		const sent = request(requestOptions, (message) => {
			// As client-go does, the call itself is not sent again.
			if (message.statusCode === 401) {
				forget();
			}
			resolve(message);
		});
		sent.on('error', (error) => reject(Object.assign(error, {wasReused: sent.reusedSocket})));
		sent.end(text);
		return promise;
	};

	return {
		send: async (apiRequest) => {
			const {options = {}, method, isWatch = false} = apiRequest;
			const {timeoutMs = defaultTimeoutMs} = options;
			const signal = AbortSignal.any([AbortSignal.timeout(Math.ceil(timeoutMs)), ...(options.signal === undefined ? [] : [options.signal])]);
			const explain = (error: unknown): Failure => {
				if (error instanceof Failure) {
					return error;
				}
				return options.signal?.aborted === true
					? new Failure([], 'cancelled')
					: new Failure(connectionProblem(signal.aborted ? signal.reason : error, {...(options.server ?? {host: checked.host, port: checked.port}), timeoutMs, expected}));
			};
			let leave: (() => void) | undefined;
			try {
				leave = isWatch ? undefined : await placesOf(options.server?.host ?? checked.host, options.server?.port ?? checked.port)(signal);
				const message = await attempt(apiRequest, signal).catch((error: unknown) => {
					// A kept connection that the server closed meanwhile: https://nodejs.org/api/http.html#requestreusedsocket. What changes something is not sent twice.
					if (method === 'GET' && wasClosedMeanwhile(error)) {
						return attempt(apiRequest, signal);
					}
					throw error;
				});
				// Its connection is free again only after this event: the next call is to find it.
				message.once('close', () => setImmediate(() => leave?.()));
				return {message, explain};
			} catch (error) {
				leave?.();
				throw explain(error);
			}
		},
		close: () => agent.destroy(),
	};
};

// The first tells of it while reading, the other while writing.
const closedCodes: readonly unknown[] = ['ECONNRESET', 'EPIPE'];

const wasClosedMeanwhile = (error: unknown): boolean => error instanceof Error && 'wasReused' in error && error.wasReused === true && 'code' in error && closedCodes.includes(error.code);
