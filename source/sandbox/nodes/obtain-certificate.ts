import {setTimeout as sleep} from 'node:timers/promises';
import {buildKubeletRequest} from './build-request.ts';
import type {Answer, KubeletClient} from './kubelet-client.ts';

/** One certificate that a kubelet wants. */
export type Wanted = {
	readonly signerName: 'kubernetes.io/kube-apiserver-client-kubelet' | 'kubernetes.io/kubelet-serving';
	readonly nodeName: string;
	/** DNS names and addresses; none for a client certificate. */
	readonly altNames: readonly string[];
	readonly minor: number;
};

/** A certificate with its key, as the kubelet stores them: certificate first. */
export type IssuedPair = {readonly pairPem: string};

const requestsPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

// Without key encipherment for other keys than RSA from 1.27 on: k8s.io/client-go util/certificate/certificate_manager.go at v0.27.0.
const usagesOf = ({signerName, minor}: Wanted): readonly string[] => ['digital signature', ...(minor < 27 ? ['key encipherment'] : []), signerName.endsWith('serving') ? 'server auth' : 'client auth'];

type Condition = {readonly type?: string; readonly reason?: string; readonly message?: string};
type RequestObject = {readonly metadata?: {readonly name?: string; readonly resourceVersion?: string}; readonly status?: {readonly certificate?: string; readonly conditions?: readonly Condition[]}};

// What the API server answers is of the shape of its own API; every field is taken as perhaps missing.
const asRequest = (body: unknown): RequestObject => (typeof body === 'object' && body !== null ? body : {});

/** The reason in an answer that is no success, as client-go words it. */
export const explainAnswer = ({status, body}: Answer): string => {
	const message = typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string' ? body.message : '';
	return status === 401 ? 'Unauthorized' : message === '' ? `the server responded with the status code ${status}` : message;
};

/** The certificate of a request, undefined while there is none. Throws when there never will be one: client-go util/certificate/csr/csr.go. */
const readCertificate = ({status}: RequestObject): string | undefined => {
	for (const {type, reason = '', message = ''} of status?.conditions ?? []) {
		if (type === 'Denied') {
			throw new Error(`certificate signing request is denied, reason: ${reason}, message: ${message}`);
		}
		if (type === 'Failed') {
			throw new Error(`certificate signing request failed, reason: ${reason}, message: ${message}`);
		}
	}
	return status?.certificate === undefined || status.certificate === '' ? undefined : Buffer.from(status.certificate, 'base64').toString('utf8');
};

/** Follows a watch until it tells of a decision or a certificate, and returns the request as it is then; undefined where the watch breaks first: what it is then is read anew. */
const awaitEvent = async (events: AsyncIterable<unknown>): Promise<RequestObject | undefined> => {
	try {
		for await (const event of events) {
			const request = asRequest(typeof event === 'object' && event !== null && 'object' in event ? event.object : undefined);
			if (request.status?.certificate !== undefined || (request.status?.conditions ?? []).some(({type}) => type !== 'Approved')) {
				return request;
			}
		}
	} catch {
		// client-go's informers take a broken watch up again (tools/watch/until.go); the caller looks whether it was told to stop.
	}
	return undefined;
};

const awaitCertificate = async (client: KubeletClient, name: string, filed: RequestObject, {signal, pauseMs}: {readonly signal: AbortSignal; readonly pauseMs: number}): Promise<string> => {
	for (let request: RequestObject | undefined = filed; ; ) {
		const found = readCertificate(request ?? {});
		if (found !== undefined) {
			return found;
		}
		const version = request?.metadata?.resourceVersion;
		if (version === undefined) {
			await sleep(pauseMs, undefined, {signal});
			const answer = await client.call('GET', `${requestsPath}/${encodeURIComponent(name)}`).catch(() => undefined);
			request = answer?.status === 200 ? asRequest(answer.body) : undefined;
		} else {
			const query = new URLSearchParams({watch: 'true', fieldSelector: `metadata.name=${name}`, resourceVersion: version, timeoutSeconds: '300'});
			request = await awaitEvent(client.watch(`${requestsPath}?${query.toString()}`, signal));
		}
		signal.throwIfAborted();
	}
};

/**
 * Makes a new key, files a request and waits until it is signed. Rejects with the words that the kubelet logs: not created, denied, failed, or not signed
 * within `waitMs`; the key is lost then, as a real kubelet's is.
 */
export const obtainCertificate = async (client: KubeletClient, wanted: Wanted, options: {readonly waitMs: number; readonly pauseMs: number; readonly signal: AbortSignal; readonly onFiled: (name: string) => void}): Promise<IssuedPair> => {
	const {requestPem, keyPem} = await buildKubeletRequest(wanted.nodeName, wanted.altNames);
	const body = {
		apiVersion: 'certificates.k8s.io/v1',
		kind: 'CertificateSigningRequest',
		metadata: {generateName: 'csr-'},
		spec: {request: Buffer.from(requestPem).toString('base64'), signerName: wanted.signerName, usages: usagesOf(wanted)},
	};
	const filed = await client.call('POST', requestsPath, body).catch((error: unknown) => {
		throw new Error(`cannot create certificate signing request: ${error instanceof Error ? error.message : String(error)}`);
	});
	const request = asRequest(filed.body);
	const name = request.metadata?.name;
	if (filed.status !== 201 || name === undefined) {
		throw new Error(`cannot create certificate signing request: ${explainAnswer(filed)}`);
	}
	options.onFiled(name);
	const patience = AbortSignal.timeout(options.waitMs);
	try {
		const certificate = await awaitCertificate(client, name, request, {signal: AbortSignal.any([options.signal, patience]), pauseMs: options.pauseMs});
		return {pairPem: `${certificate}${keyPem}`};
	} catch (error) {
		if (patience.aborted && !options.signal.aborted) {
			throw new Error('certificate request was not signed: timed out waiting for the condition', {cause: error});
		}
		throw error;
	}
};
