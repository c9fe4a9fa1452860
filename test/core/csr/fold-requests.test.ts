import {expect, test} from 'vitest';
import type {Verdict} from '../../../source/core/csr/csr.ts';
import {foldRequests} from '../../../source/core/csr/fold-requests.ts';
import {ago, clientRequest, judge} from '../../support/requests.ts';

const request = (name: string, seconds: number, verdict: Verdict, username = 'system:bootstrap:abc123') => {
	const csr = clientRequest({raw: {name, uid: name, createdAt: ago(seconds), username}});
	return {csr, judgement: {...judge(csr), verdict}};
};

const foldNames = (requests: readonly ReturnType<typeof request>[]): unknown =>
	foldRequests(requests).map(({shown, others}) => [shown.csr.raw.name, ...others.map(({csr}) => csr.raw.name)]);

test('P24 shows the newest of the requests that pass', () => {
	expect(foldNames([request('old', 30, 'ASK'), request('right', 20, 'PASS'), request('wrong', 10, 'REFUSE')])).toEqual([['right', 'wrong', 'old']]);
});

test('P24 shows the newest where none passes', () => {
	expect(foldNames([request('old', 30, 'ASK'), request('new', 20, 'ASK')])).toEqual([['new', 'old']]);
});

test("P24 never folds a stranger's request with an honest one", () => {
	expect(foldNames([request('honest', 30, 'PASS'), request('stranger', 10, 'REFUSE', 'alice')])).toEqual([['honest'], ['stranger']]);
});
