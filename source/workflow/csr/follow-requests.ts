import type {Csr, RequestReading} from '../../core/csr/csr.ts';
import {parseCsr} from '../../core/csr/parse-csr.ts';
import type {ClusterApi, KubernetesObject} from '../../ports/cluster-api.ts';
import type {Pki} from '../../ports/pki.ts';
import {requestsPath} from './request-paths.ts';

/** What happened to the requests. `synced` holds all there are and replaces everything before. */
export type RequestChange =
	| {readonly type: 'synced'; readonly requests: readonly Csr[]}
	| {readonly type: 'put'; readonly csr: Csr}
	| {readonly type: 'gone'; readonly name: string}
	| {readonly type: 'disconnected'; readonly cause: string}
	| {readonly type: 'connected'};

type Known = {readonly uid: string; readonly reading: RequestReading};

const noBytes = new Uint8Array();

// A request's spec never changes, so each object is decoded once, however often its status does, and its bytes are not kept.
const readWith = (pki: Pki, known: ReadonlyMap<string, Known>, object: KubernetesObject, keepsObjects: boolean): Csr => {
	const raw = parseCsr(object);
	const earlier = known.get(raw.name);
	const reading = earlier !== undefined && earlier.uid === raw.uid && raw.uid !== '' ? earlier.reading : pki.readRequest(raw.request);
	return {raw: {...raw, request: noBytes}, reading, ...(keepsObjects ? {object} : {})};
};

const knownOf = ({raw, reading}: Csr): readonly [string, Known] => [raw.name, {uid: raw.uid, reading}];

/** Follows the requests of the cluster, read and decoded, until the signal aborts; reconnecting is the port's. `keepsObjects`: for who writes them back as they were told. Rejects with Failure when they may no longer be watched. */
export async function* followRequests({api, pki, keepsObjects = false, signal}: {readonly api: Pick<ClusterApi, 'watch'>; readonly pki: Pki; readonly keepsObjects?: boolean | undefined; readonly signal: AbortSignal}): AsyncGenerator<RequestChange, void> {
	let known = new Map<string, Known>();
	for await (const event of api.watch(requestsPath, signal)) {
		switch (event.type) {
			case 'synced': {
				const requests = event.items.map((item) => readWith(pki, known, item, keepsObjects));
				known = new Map(requests.map(knownOf));
				yield {type: 'synced', requests};
				break;
			}
			case 'put': {
				const csr = readWith(pki, known, event.item, keepsObjects);
				known.set(...knownOf(csr));
				yield {type: 'put', csr};
				break;
			}
			case 'gone': {
				known.delete(event.name);
				yield event;
				break;
			}
			case 'disconnected':
			case 'connected': {
				yield event;
				break;
			}
		}
	}
}
