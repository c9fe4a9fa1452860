import type {Csr} from '../../core/csr/csr.ts';
import type {Judgement} from '../../core/csr/judgement.ts';
import {isImpostor} from '../../core/csr/impostor.ts';
import {createKinIndex, type KinIndex} from '../../core/csr/index-kin.ts';
import {isJudgedAlike} from '../../core/csr/is-judged-alike.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {NodeRequest} from '../../core/run/look-at-node.ts';

/** A request and what was last thought of it; undefined until it was judged a first time. */
export type ShelvedRequest = {readonly csr: Csr; readonly judgement: Judgement | undefined};

/** The requests of the cluster as the watch tells them, with their judgements. */
export type RequestShelf = {
	/** Puts a request there; its earlier judgement stands until it is judged anew. Tells of another object that had its name. */
	readonly put: (csr: Csr) => ShelvedRequest | undefined;
	/** Takes one off. What is issued stays known to its node: deleting a request takes no certificate back. */
	readonly drop: (name: string) => ShelvedRequest | undefined;
	/** Judges one anew; undefined where it is gone. Where nothing but time has gone on, the reasons are the very ones of before. */
	readonly judge: (name: string, judge: (csr: Csr) => Judgement) => JudgedRequest | undefined;
	readonly get: (name: string) => ShelvedRequest | undefined;
	/** Whom each has to do with. */
	readonly kin: Pick<KinIndex, 'listKin' | 'markFamily' | 'hasMarked' | 'takeMarked'>;
	readonly names: () => readonly string[];
	/** Those that were judged, as they were judged last. */
	readonly judged: () => readonly JudgedRequest[];
	/** Names of requests that claim to be the node and wait for an answer. */
	readonly pendingOf: (node: string) => readonly string[];
	/** Names of all that wait for an answer, those that claim to be one node together. */
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
	const kin = createKinIndex();
	const issuedAndGone: {readonly node: string | undefined; readonly request: NodeRequest}[] = [];

	const drop = (name: string): ShelvedRequest | undefined => {
		const request = requests.get(name);
		if (request?.judgement?.state === 'issued') {
			issuedAndGone.push({node: request.judgement.node, request: toNodeRequest(request.csr, request.judgement)});
		}
		if (request !== undefined) {
			kin.drop(request.csr);
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
		kin.put(csr);
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
		judge: (name, judge) => {
			const shelved = requests.get(name);
			if (shelved === undefined) {
				return undefined;
			}
			const {csr, judgement: earlier} = shelved;
			const judgement = judge(csr);
			// Ten thousand are judged again each half a minute: what says the same is kept once.
			const judged = {csr, judgement: earlier !== undefined && isJudgedAlike(earlier, judgement) ? {...earlier} : judgement};
			requests.set(name, judged);
			note(name, judged.judgement.node);
			return judged;
		},
		get: (name) => requests.get(name),
		kin,
		names: () => [...requests.keys()],
		judged: () => [...requests.values()].flatMap(({csr, judgement}) => (judgement === undefined ? [] : [{csr, judgement}])),
		pendingOf: (node) => namesOf(node).filter(isPending),
		allPending: () => [...new Set([...[...namesByNode.values()].flatMap((names) => [...names]), ...requests.keys()])].filter(isPending),
		requestsOf: (node) => [
			...issuedAndGone.flatMap((gone) => (gone.node === node ? [gone.request] : [])),
			...namesOf(node).flatMap((name) => {
				const {csr, judgement} = requests.get(name) ?? {};
				return csr === undefined || judgement === undefined || isImpostor(judgement) ? [] : [toNodeRequest(csr, judgement)];
			}),
		],
	};
};
