import {escapeControls} from '../untrusted/escape-controls.ts';
import type {AutomaticState} from './automatic-limits.ts';
import type {Flood, FloodCause} from './breaker.ts';

/** Somebody whose requests are left alone while they flood; strings are escaped. */
export type FlooderView = {readonly requester: string; readonly tokenId?: string; readonly cause: FloodCause; readonly count: number; /** What `count` should not be over. */ readonly limit: number};

/** Automatic approval as people are told of it (P25, P26). */
export type AutomaticView =
	| {
			readonly state: 'on';
			/** By our clock, milliseconds since the epoch. */
			readonly endsAtMs: number;
			/** Requests approved so far, those under way counted, and how many it may be. */
			readonly approved: number;
			readonly limit: number;
			/** Whom it holds back; nobody: there is no flood. */
			readonly flooders: readonly FlooderView[];
	  }
	| {readonly state: 'ended'; readonly because: 'time' | 'count' | 'all-ready' | 'operator'; readonly approved: number};

/** Makes where automatic approval stands fit to be told. */
export const describeAutomatic = (state: AutomaticState, flood: Flood, {nowMs, approved}: {readonly nowMs: number; readonly approved: number}): AutomaticView => {
	if (state.state === 'ended') {
		return {...state, approved};
	}
	const limits: Readonly<Record<FloodCause, number>> = {'too-many-pending': flood.pendingLimit, 'strangers-too-fast': flood.strangersLimit};
	return {
		state: 'on',
		endsAtMs: nowMs + state.remainingMs,
		approved,
		limit: approved + state.remainingApprovals,
		flooders: flood.flooders.map(({requester, tokenId, cause, count}) => ({requester: escapeControls(requester), ...(tokenId === undefined ? {} : {tokenId: escapeControls(tokenId)}), cause, count, limit: limits[cause]})),
	};
};
