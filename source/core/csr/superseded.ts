import type {JudgedRequest} from './judged-request.ts';

/** A request that is waiting in vain, and the name of the newer one of the same requester, node and signer. */
export type SupersededRequest = {readonly request: JudgedRequest; readonly newer: string};

/** The pending requests that a newer one has taken the place of (P24): what the broom clears away once its list was shown. Order is kept. */
export const listSuperseded = (requests: readonly JudgedRequest[]): readonly SupersededRequest[] =>
	requests.flatMap((request) => {
		const reason = request.judgement.reasons.find((each) => each.code === 'superseded');
		return reason === undefined ? [] : [{request, newer: reason.params.newer}];
	});
