import type {Csr, DecodedRequest, RawCsr, RequestReading} from '../../core/csr/csr.ts';
import {parseCsr} from '../../core/csr/parse-csr.ts';
import {createSharer} from '../../core/csr/share-alike.ts';
import type {ClusterApi, KubernetesObject} from '../../ports/cluster-api.ts';
import type {Clock} from '../../ports/clock.ts';
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

// Ten thousand signatures are checked in this many milliseconds at a time; keys and frames have their turn in between.
const sliceMs = 25;

const shareList = createSharer<readonly string[]>();
const shareText = createSharer<string>();
const shareSubject = createSharer<DecodedRequest['subject']>();
const shareKey = createSharer<DecodedRequest['key']>();

const textOf = (text: string): string => shareText(text, text);
const listOf = (list: readonly string[]): readonly string[] => shareList(JSON.stringify(list), list);

// What kubelets say alike, and one node in all of its requests, is held once.
const slimRaw = (raw: RawCsr): RawCsr => ({...raw, request: noBytes, signerName: textOf(raw.signerName), usages: listOf(raw.usages), username: textOf(raw.username), groups: listOf(raw.groups)});
const slimReading = (reading: RequestReading): RequestReading => {
	if (!reading.isReadable) {
		return reading;
	}
	const {decoded} = reading;
	return {isReadable: true, decoded: {...decoded, subject: shareSubject(JSON.stringify(decoded.subject), decoded.subject), key: shareKey(JSON.stringify(decoded.key), decoded.key), requestedUsages: listOf(decoded.requestedUsages)}};
};

// A request's spec never changes, so each object is decoded once, however often its status does, and its bytes are not kept.
const readWith = (pki: Pki, known: ReadonlyMap<string, Known>, object: KubernetesObject, keepsObjects: boolean): Csr => {
	const raw = parseCsr(object);
	const earlier = known.get(raw.name);
	const reading = earlier !== undefined && earlier.uid === raw.uid && raw.uid !== '' ? earlier.reading : slimReading(pki.readRequest(raw.request));
	return {raw: slimRaw(raw), reading, ...(keepsObjects ? {object} : {})};
};

const knownOf = ({raw, reading}: Csr): readonly [string, Known] => [raw.name, {uid: raw.uid, reading}];

/** Follows the requests of the cluster, read and decoded, until the signal aborts; reconnecting is the port's. `keepsObjects`: for who writes them back as they were told. Rejects with Failure when they may no longer be watched. */
export async function* followRequests({api, pki, clock, keepsObjects = false, signal}: {readonly api: Pick<ClusterApi, 'watch'>; readonly pki: Pki; readonly clock: Clock; readonly keepsObjects?: boolean | undefined; readonly signal: AbortSignal}): AsyncGenerator<RequestChange, void> {
	let known = new Map<string, Known>();
	for await (const event of api.watch(requestsPath, signal)) {
		switch (event.type) {
			case 'synced': {
				const requests: Csr[] = [];
				let untilMs = clock.nowMs() + sliceMs;
				for (const item of event.items) {
					if (clock.nowMs() >= untilMs) {
						await clock.sleep(0, signal);
						untilMs = clock.nowMs() + sliceMs;
					}
					requests.push(readWith(pki, known, item, keepsObjects));
				}
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
