/*
P25: a flood must neither hide one bad request nor let automatic approval run on. It holds back those who flood and nobody else, and
changes no verdict: what a person decides by hand always works.
*/
import type {Csr} from './csr.ts';
import type {JudgeContext} from './judge-context.ts';
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

const sumOf = (counts: readonly Count[]): number => counts.reduce((sum, {count}) => sum + count, 0);

// The fewest who must be held back so that the others together stay within the limit; equals are treated alike.
const findWorst = (counts: readonly Count[], limit: number): readonly Count[] => {
	const worstFirst = counts.toSorted((one, other) => other.count - one.count);
	let rest = sumOf(counts);
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

type FloodContext = Pick<JudgeContext, 'nowMs' | 'plannedNodes' | 'tokens' | 'mode'>;

// Whose waiting requests count: this plan's tokens and nodes, and the token file where the plan has one.
const findPlanRequesters = ({tokens, mode}: FloodContext, plannedNodes: ReadonlySet<string>): ((csr: Csr) => boolean) => {
	const planTokens = new Set(tokens.filter((token) => isOfPlan(token, plannedNodes)).map(({tokenId}) => tokenId));
	return ({raw}) => {
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
};

// One object, told apart from all others of its requester.
const idOf = ({name, uid}: Csr['raw']): string => JSON.stringify([name, uid]);

// What cannot be read, or has no time, counts as a stranger of just now.
const strangerOf = ({csr: {raw}, judgement: {node}}: JudgedRequest, nowMs: number, plannedNodes: ReadonlySet<string>): readonly (readonly [requester: string, what: string])[] => {
	const isPlanned = node !== undefined && plannedNodes.has(node);
	return isPlanned || nowMs - Date.parse(raw.createdAt) > minuteMs ? [] : [[raw.username, node ?? idOf(raw)]];
};

const describeFlooder = ({requester, count}: Count, cause: FloodCause): Flooder => {
	const tokenId = tokenIdOf(requester);
	return {requester, ...(tokenId === undefined ? {} : {tokenId}), cause, count};
};

/** Looks for a flood among all requests of the cluster, whatever their state. Linear in the requests; call it once a look. */
export const findFlood = (requests: readonly JudgedRequest[], context: FloodContext): Flood => {
	const plannedNodes = new Set(context.plannedNodes.map(({name}) => name));
	const ours = requests.filter(({csr}) => kubeletSigners.has(csr.raw.signerName));
	const isOfPlansRequester = findPlanRequesters(context, plannedNodes);
	const pending = countBy(ours.filter(({csr, judgement}) => judgement.state === 'pending' && isOfPlansRequester(csr)).map(({csr: {raw}}) => [raw.username, idOf(raw)] as const));
	const strangers = countBy(ours.flatMap((request) => strangerOf(request, context.nowMs, plannedNodes)));
	const pendingLimit = 2 * plannedNodes.size + 10;
	return {
		pending: sumOf(pending),
		pendingLimit,
		strangersAMinute: sumOf(strangers),
		strangersLimit,
		flooders: [
			...findWorst(pending, pendingLimit).map((count) => describeFlooder(count, 'too-many-pending')),
			...findWorst(strangers, strangersLimit).map((count) => describeFlooder(count, 'strangers-too-fast')),
		],
	};
};

/** True where automatic approval should leave a request alone for now: its requester floods. */
export const isHeldBack = ({flooders}: Flood, {raw}: Csr): boolean => flooders.some(({requester}) => requester === raw.username);
