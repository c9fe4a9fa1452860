import type {Csr} from '../../core/csr/csr.ts';
import type {Judgement} from '../../core/csr/judgement.ts';
import {isImpostor} from '../../core/csr/impostor.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';

/** A request and what was last thought of it; undefined until it was judged a first time. */
export type ShelvedRequest = {readonly csr: Csr; readonly judgement: Judgement | undefined};

/** The requests of the cluster as the watch tells them, with their judgements. */
export type RequestShelf = {
	/** Puts a request there; its earlier judgement stands until it is judged anew. Tells of another object that had its name. */
	readonly put: (csr: Csr) => ShelvedRequest | undefined;
	/** Puts these there in the place of all others; tells of those that are gone. */
	readonly replace: (all: readonly Csr[]) => readonly ShelvedRequest[];
	/** Takes one off. What is issued stays known to its node: deleting a request takes no certificate back. */
	readonly drop: (name: string) => ShelvedRequest | undefined;
	/** Judges one anew; undefined where it is gone. */
	readonly judge: (name: string, judge: (csr: Csr) => Judgement) => JudgedRequest | undefined;
	readonly get: (name: string) => ShelvedRequest | undefined;
	readonly all: () => readonly ShelvedRequest[];
	/** Those that were judged, as they were judged last. */
	readonly judged: () => readonly JudgedRequest[];
	/** Names of requests that claim to be the node and wait for an answer. */
	readonly pendingOf: (node: string) => readonly string[];
	/** Names of all that wait for an answer. */
	readonly allPending: () => readonly string[];
	/** The requests of a node itself, the issued ones among them even when they are gone; not those of others in its name. */
	readonly requestsOf: (node: string) => readonly NodeRequest[];
};

const toNodeRequest = (csr: Csr, judgement: Judgement): NodeRequest => ({...judgement, createdAtMs: Date.parse(csr.raw.createdAt)});

/** Makes an empty shelf. */
export const createRequestShelf = (): RequestShelf => {
	const requests = new Map<string, ShelvedRequest>();
	// By the node that they claim to be: asked for at every event of a flood.
	const namesByNode = new Map<string, Set<string>>();
	const issuedAndGone: {readonly node: string | undefined; readonly request: NodeRequest}[] = [];

	const drop = (name: string): ShelvedRequest | undefined => {
		const request = requests.get(name);
		if (request?.judgement?.state === 'issued') {
			issuedAndGone.push({node: request.judgement.node, request: toNodeRequest(request.csr, request.judgement)});
		}
		requests.delete(name);
		namesByNode.get(request?.judgement?.node ?? '')?.delete(name);
		return request;
	};
	const put = (csr: Csr): ShelvedRequest | undefined => {
		const {name, uid} = csr.raw;
		const earlier = requests.get(name);
		const replaced = earlier !== undefined && earlier.csr.raw.uid !== uid ? drop(name) : undefined;
		requests.set(name, {csr, judgement: requests.get(name)?.judgement});
		return replaced;
	};
	const note = (name: string, node: string | undefined): void => {
		if (node !== undefined) {
			namesByNode.set(node, (namesByNode.get(node) ?? new Set()).add(name));
		}
	};
	const namesOf = (node: string): readonly string[] => [...(namesByNode.get(node) ?? [])];
	const isPending = (name: string): boolean => requests.get(name)?.judgement?.state === 'pending';

	return {
		put,
		drop,
		replace: (all) => {
			const names = new Set(all.map(({raw}) => raw.name));
			const gone = [...requests.keys()].filter((name) => !names.has(name)).flatMap((name) => drop(name) ?? []);
			return [...gone, ...all.flatMap((csr) => put(csr) ?? [])];
		},
		judge: (name, judge) => {
			const csr = requests.get(name)?.csr;
			if (csr === undefined) {
				return undefined;
			}
			const judged = {csr, judgement: judge(csr)};
			requests.set(name, judged);
			note(name, judged.judgement.node);
			return judged;
		},
		get: (name) => requests.get(name),
		all: () => [...requests.values()],
		judged: () => [...requests.values()].flatMap(({csr, judgement}) => (judgement === undefined ? [] : [{csr, judgement}])),
		pendingOf: (node) => namesOf(node).filter(isPending),
		allPending: () => [...requests.keys()].filter(isPending),
		requestsOf: (node) => [
			...issuedAndGone.flatMap((gone) => (gone.node === node ? [gone.request] : [])),
			...namesOf(node).flatMap((name) => {
				const {csr, judgement} = requests.get(name) ?? {};
				return csr === undefined || judgement === undefined || isImpostor(judgement) ? [] : [toNodeRequest(csr, judgement)];
			}),
		],
	};
};
