import type {Csr, Judgement} from '../../core/csr/csr.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';

/** A request and what was last thought of it; undefined until it was judged a first time. */
export type ShelvedRequest = {readonly csr: Csr; readonly judgement: Judgement | undefined};

/** The requests of the cluster as the watch tells them, with their judgements. */
export type RequestShelf = {
	/** Puts a request there; its earlier judgement stands until it is judged anew. */
	readonly put: (csr: Csr) => void;
	/** Puts these there in the place of all others. */
	readonly replace: (all: readonly Csr[]) => void;
	/** Takes one off. What is issued stays known to its node: deleting a request takes no certificate back. */
	readonly drop: (name: string) => ShelvedRequest | undefined;
	/** Judges one anew; undefined where it is gone. */
	readonly judge: (name: string, judge: (csr: Csr) => Judgement) => {readonly csr: Csr; readonly judgement: Judgement} | undefined;
	readonly get: (name: string) => ShelvedRequest | undefined;
	readonly all: () => readonly Csr[];
	/** Names of requests that claim to be the node and wait for an answer. */
	readonly pendingOf: (node: string) => readonly string[];
	/** Requests that claim to be the node, the issued ones among them even when they are gone. */
	readonly requestsOf: (node: string) => readonly NodeRequest[];
};

const toNodeRequest = (csr: Csr, judgement: Judgement): NodeRequest => ({...judgement, createdAtMs: Date.parse(csr.raw.createdAt)});

/** Makes an empty shelf. */
export const createRequestShelf = (): RequestShelf => {
	const requests = new Map<string, ShelvedRequest>();
	const issuedAndGone: {readonly node: string | undefined; readonly request: NodeRequest}[] = [];

	const drop = (name: string): ShelvedRequest | undefined => {
		const request = requests.get(name);
		if (request?.judgement?.state === 'issued') {
			issuedAndGone.push({node: request.judgement.node, request: toNodeRequest(request.csr, request.judgement)});
		}
		requests.delete(name);
		return request;
	};
	const put = (csr: Csr): void => {
		const {name, uid} = csr.raw;
		const earlier = requests.get(name);
		if (earlier !== undefined && earlier.csr.raw.uid !== uid) {
			drop(name);
		}
		requests.set(name, {csr, judgement: requests.get(name)?.judgement});
	};

	return {
		put,
		drop,
		replace: (all) => {
			const names = new Set(all.map(({raw}) => raw.name));
			[...requests.keys()].filter((name) => !names.has(name)).forEach(drop);
			all.forEach(put);
		},
		judge: (name, judge) => {
			const csr = requests.get(name)?.csr;
			if (csr === undefined) {
				return undefined;
			}
			const judged = {csr, judgement: judge(csr)};
			requests.set(name, judged);
			return judged;
		},
		get: (name) => requests.get(name),
		all: () => [...requests.values()].map(({csr}) => csr),
		pendingOf: (node) => [...requests].flatMap(([name, {judgement}]) => (judgement?.state === 'pending' && judgement.node === node ? [name] : [])),
		requestsOf: (node) => [
			...issuedAndGone.flatMap((gone) => (gone.node === node ? [gone.request] : [])),
			...[...requests.values()].flatMap(({csr, judgement}) => (judgement?.node === node ? [toNodeRequest(csr, judgement)] : [])),
		],
	};
};
