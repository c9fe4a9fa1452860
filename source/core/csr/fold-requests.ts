import type {Csr, Judgement} from './csr.ts';
import {compareAge, foldKey} from './request-age.ts';

/** A request with its judgement. */
export type JudgedRequest = {readonly csr: Csr; readonly judgement: Judgement};

/** Requests of one requester for one node and signer: the one to look at, and the others, newest first. */
export type RequestFold = {readonly shown: JudgedRequest; readonly others: readonly JudgedRequest[]};

/** Folds duplicates (P24): of each group the newest that passes is shown, else the newest pending, else the newest. Oldest groups come first. */
export const foldRequests = (requests: readonly JudgedRequest[]): readonly RequestFold[] =>
	[...Map.groupBy(requests, ({csr}) => foldKey(csr)).values()]
		.flatMap((group): readonly RequestFold[] => {
			const newestFirst = group.sort((left, right) => compareAge(right.csr, left.csr));
			const shown = newestFirst.find(({judgement}) => judgement.verdict === 'PASS') ?? newestFirst.find(({judgement}) => judgement.state === 'pending') ?? newestFirst[0];
			return shown === undefined ? [] : [{shown, others: newestFirst.filter((request) => request !== shown)}];
		})
		.sort((left, right) => compareAge(left.shown.csr, right.shown.csr));
