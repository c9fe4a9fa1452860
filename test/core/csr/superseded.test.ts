import {expect, test} from 'vitest';
import {createJudge} from '../../../source/core/csr/judge-csr.ts';
import {listSuperseded} from '../../../source/core/csr/superseded.ts';
import {ago, clientRequest, context} from '../../support/requests.ts';

test('P24 lists what waits in vain, with the request that took its place', () => {
	const request = (name: string, seconds: number, username = 'system:bootstrap:abc123') => clientRequest({raw: {name, uid: name, createdAt: ago(seconds), username}});
	const siblings = [request('csr-old00', 30), request('csr-new00', 10), request('csr-other', 20, 'alice')];
	const judge = createJudge(context({siblings}));
	const judged = siblings.map((csr) => ({csr, judgement: judge(csr)}));
	expect(listSuperseded(judged)).toEqual([{request: judged[0], newer: 'csr-new00'}]);
});
