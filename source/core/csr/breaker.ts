/*
P25: a flood must neither hide one bad request nor let automatic approval run on. It holds back those who flood and nobody else, and
changes no verdict: what a person decides by hand always works.
*/
import type {Csr, JudgeContext} from './csr.ts';
import {nodeOfSubject} from './common-name.ts';
import type {JudgedRequest} from './judged-request.ts';
import {kubeletSigners} from './kubelet-signers.ts';
import {isOfPlan} from './plan-token.ts';
import {readRequester, tokenIdOf} from './requester.ts';

/** Why a flood was found: too many requests of this plan's requesters wait, or names of strangers arrive too fast. */
export type FloodCause = 'too-many-pending' | 'strangers-too-fast';

/** Somebody whose requests automatic approval leaves alone while the flood lasts. */
export type Flooder = {
	/** The user as the API server told it: escape it before showing it. */
	readonly requester: string;
	/** Of the bootstrap token that they came with, which can be revoked; undefined for other users. */
	readonly tokenId?: string;
	readonly cause: FloodCause;
	/** Requests that wait, or names of strangers in the last minute. */
	readonly count: number;
};

/** What the breaker says of all requests there are. No flooders: no flood. */
export type Flood = {
	readonly pending: number;
	readonly pendingLimit: number;
	readonly strangersAMinute: number;
	readonly strangersLimit: number;
	/** The worst first; one requester may be there for both causes. */
	readonly flooders: readonly Flooder[];
};

const strangersLimit = 5;
const minuteMs = 60_000;

type Count = {readonly requester: string; readonly count: number};

// The fewest who must be held back so that the others together stay within the limit; equals are treated alike.
const findWorst = (counts: readonly Count[], limit: number): readonly Count[] => {
	const worstFirst = counts.toSorted((one, other) => other.count - one.count);
	let rest = counts.reduce((sum, {count}) => sum + count, 0);
	let held = 0;
	while (rest > limit && held < worstFirst.length) {
		const worst = worstFirst[held]?.count;
		while (worstFirst[held]?.count === worst && held < worstFirst.length) {
			rest -= worst ?? 0;
			held += 1;
		}
	}
	return worstFirst.slice(0, held);
};

const countBy = (entries: readonly (readonly [requester: string, what: string])[]): readonly Count[] =>
	[...Map.groupBy(entries, ([requester]) => requester)].map(([requester, list]) => ({requester, count: new Set(list.map(([, what]) => what)).size}));

const sumOf = (counts: readonly Count[]): number => counts.reduce((sum, {count}) => sum + count, 0);

/** Looks for a flood among all requests of the cluster, whatever their state. Linear in the requests; call it once a look. */
export const findFlood = (requests: readonly JudgedRequest[], context: Pick<JudgeContext, 'nowMs' | 'plannedNodes' | 'tokens' | 'mode'>): Flood => {
	const {nowMs, mode} = context;
	const plannedNodes = new Set(context.plannedNodes.map(({name}) => name));
	const planTokens = new Set(context.tokens.filter((token) => isOfPlan(token, plannedNodes)).map(({tokenId}) => tokenId));
	const ours = requests.filter(({csr}) => kubeletSigners.has(csr.raw.signerName));

	const isOfPlansRequester = ({raw}: Csr): boolean => {
		const requester = readRequester(raw);
		switch (requester.kind) {
			case 'bootstrap-token': {
				return planTokens.has(requester.tokenId);
			}
			case 'token-file': {
				return mode === 'token-file';
			}
			case 'node': {
				return plannedNodes.has(requester.node);
			}
			case 'stranger': {
				return false;
			}
		}
	};
	const pending = countBy(ours.filter(({csr, judgement}) => judgement.state === 'pending' && isOfPlansRequester(csr)).map(({csr: {raw}}) => [raw.username, JSON.stringify([raw.name, raw.uid])] as const));

	// What cannot be read, or has no time, counts as a stranger of just now.
	const strangers = countBy(
		ours.flatMap(({csr: {raw, reading}}) => {
			const node = reading.isReadable ? nodeOfSubject(reading.decoded.subject) : undefined;
			const isOld = nowMs - Date.parse(raw.createdAt) > minuteMs;
			return isOld || (node !== undefined && plannedNodes.has(node)) ? [] : [[raw.username, node ?? JSON.stringify([raw.name, raw.uid])] as const];
		}),
	);

	const pendingLimit = 2 * plannedNodes.size + 10;
	const asFlooders = (counts: readonly Count[], cause: FloodCause): readonly Flooder[] =>
		counts.map(({requester, count}) => {
			const tokenId = tokenIdOf(requester);
			return {requester, ...(tokenId === undefined ? {} : {tokenId}), cause, count};
		});
	return {
		pending: sumOf(pending),
		pendingLimit,
		strangersAMinute: sumOf(strangers),
		strangersLimit,
		flooders: [...asFlooders(findWorst(pending, pendingLimit), 'too-many-pending'), ...asFlooders(findWorst(strangers, strangersLimit), 'strangers-too-fast')],
	};
};

/** True where automatic approval should leave a request alone for now: its requester floods. */
export const isHeldBack = ({flooders}: Flood, {raw}: Csr): boolean => flooders.some(({requester}) => requester === raw.username);
