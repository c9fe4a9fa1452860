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

// A request's spec never changes, so each object is decoded once, however often its status does.
const readWith = (pki: Pki, known: ReadonlyMap<string, Known>, object: KubernetesObject): Csr => {
	const raw = parseCsr(object);
	const earlier = known.get(raw.name);
	return {object, raw, reading: earlier !== undefined && earlier.uid === raw.uid && raw.uid !== '' ? earlier.reading : pki.readRequest(raw.request)};
};

const knownOf = ({raw, reading}: Csr): readonly [string, Known] => [raw.name, {uid: raw.uid, reading}];

/** Follows the requests of the cluster, read and decoded, until the signal aborts; reconnecting is the port's. Rejects with Failure when they may no longer be watched. */
export async function* followRequests({api, pki, signal}: {readonly api: Pick<ClusterApi, 'watch'>; readonly pki: Pki; readonly signal: AbortSignal}): AsyncGenerator<RequestChange, void> {
	let known = new Map<string, Known>();
	for await (const event of api.watch(requestsPath, signal)) {
		switch (event.type) {
			case 'synced': {
				const requests = event.items.map((item) => readWith(pki, known, item));
				known = new Map(requests.map(knownOf));
				yield {type: 'synced', requests};
				break;
			}
			case 'put': {
				const csr = readWith(pki, known, event.item);
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
