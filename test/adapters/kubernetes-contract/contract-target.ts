/* One API server that the contract is held against: the practice one or a real one. Both are reached through kubeconfigs alone. */
import {readFileSync} from 'node:fs';
import type {IncomingHttpHeaders} from 'node:http';
import {Agent, request} from 'node:https';
import {parse} from 'yaml';

export type Identity = {readonly user: string; readonly groups?: readonly string[]};

/** What a suite needs of an API server. It has bootstrap tokens and NodeRestriction switched on, and `tokenFileRow` in its token file. */
export type ContractTarget = {
	readonly kind: 'practice' | 'real';
	readonly minor: number;
	/** Path of a kubeconfig of somebody in system:masters. */
	readonly kubeconfig: string;
	/** Path of a kubeconfig with a client certificate of that user. */
	readonly kubeconfigFor: (identity: Identity) => Promise<string>;
};

/** A row of the token file: token, user, uid, groups. */
export const tokenFileRow = {token: '4dca1d3f0e2b4d5e8a9b0c1d2e3f4a5b', user: 'contract-kubelet', uid: '10001', groups: ['system:bootstrappers:contract', 'second']} as const;
export const tokenFileLine = `${tokenFileRow.token},${tokenFileRow.user},${tokenFileRow.uid},"${tokenFileRow.groups.join(',')}"`;

/** An answer as it came. */
export type RawAnswer = {readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string; readonly json: Json};

/** Parsed JSON, looked into without ceremony: this is a test's view of it. */
// eslint-disable-next-line typescript/no-explicit-any
export type Json = any;

export type RawCall = {
	readonly method?: string;
	readonly path: string;
	/** Sent as it is when text, as JSON otherwise. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string | readonly string[]>>;
	/** In place of the client certificate. */
	readonly token?: string;
	/** With no credentials at all. */
	readonly isAnonymous?: boolean;
	/** Who else to be, by Impersonate headers. */
	readonly as?: Identity;
};

/** Plain HTTPS beside the adapter: headers, credentials and bodies that it would never send. */
export type RawClient = {readonly call: (call: RawCall) => Promise<RawAnswer>; readonly close: () => void};

const decode = (text: string): Buffer => Buffer.from(text, 'base64');

/** Opens plain HTTPS with a kubeconfig's certificate. */
export const openRaw = (kubeconfig: string): RawClient => {
	const {clusters, users}: Json = parse(readFileSync(kubeconfig, 'utf8'));
	const url = new URL(clusters[0].cluster.server);
	const ca = decode(clusters[0].cluster['certificate-authority-data']);
	const known = new Agent({keepAlive: true, cert: decode(users[0].user['client-certificate-data']), key: decode(users[0].user['client-key-data']), ca});
	const unknown = new Agent({keepAlive: true, ca});
	return {
		call: async ({method = 'GET', path, body, headers = {}, token, isAnonymous = false, as}) => {
			const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
			const {promise, resolve, reject} = Promise.withResolvers<RawAnswer>();
			const sent = request(
				{
					host: url.hostname, port: url.port, method, path, agent: isAnonymous || token !== undefined ? unknown : known,
					headers: {
						'accept': 'application/json',
						...(token === undefined ? {} : {authorization: `Bearer ${token}`}),
						...(as === undefined ? {} : {'impersonate-user': as.user, 'impersonate-group': [...(as.groups ?? [])]}),
						...(text === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}),
						...(headers as Record<string, string>),
					},
				},
				(message) => {
					const chunks: Buffer[] = [];
					message.on('data', (chunk: Buffer) => chunks.push(chunk));
					message.on('error', reject);
					message.on('end', () => {
						const whole = Buffer.concat(chunks).toString();
						const isJson = (message.headers['content-type'] ?? '').includes('json') && !(path.includes('watch=') && message.statusCode === 200);
						resolve({status: message.statusCode ?? 0, headers: message.headers, text: whole, json: isJson && whole !== '' ? JSON.parse(whole) : undefined});
					});
				},
			);
			sent.on('error', reject);
			sent.end(text);
			return promise;
		},
		close: () => {
			known.destroy();
			unknown.destroy();
		},
	};
};

/** Asks until an answer is as hoped; the last one is given either way, for the assertion to judge. */
export const askUntil = async <T>(ask: () => Promise<T>, isDone: (answer: T) => boolean, forMs = 10_000): Promise<T> => {
	const until = performance.now() + forMs;
	for (;;) {
		const answer = await ask();
		if (isDone(answer) || performance.now() > until) {
			return answer;
		}
		await new Promise((resolve) => void setTimeout(resolve, 50));
	}
};

export const requestsPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
