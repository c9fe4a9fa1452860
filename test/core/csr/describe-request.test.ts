import {expect, test} from 'vitest';
import {describeRequest} from '../../../source/core/csr/describe-request.ts';
import {clientRequest, judge, names, servingRequest} from '../../support/requests.ts';

test('P27 escapes every string of a request', () => {
	const evil = '\u{1B}[2J\n\u{202E}';
	const csr = servingRequest({raw: {name: evil, username: evil, createdAt: evil, usages: [evil]}, decoded: {altNames: names(`dns:${evil}`)}});
	const view = JSON.stringify(describeRequest(csr, judge(csr)));
	expect(view).not.toMatch(/[\u{1B}\u{202E}]|\\n|\\u001b/u);
	expect(view).toContain(String.raw`\\x1b[2J`);
});

test('P27 tells names and fingerprint of a request, and neither of one that cannot be read', () => {
	expect(describeRequest(servingRequest(), judge(servingRequest()))).toMatchObject({names: ['dns:node-1', 'ip:10.0.0.11'], keySha256: 'bb'.repeat(32), requester: 'system:node:node-1', verdict: 'PASS'});
	const broken = {raw: clientRequest().raw, reading: {isReadable: false, defect: {rule: 'P3', code: 'pem', detail: {code: 'cut-off'}}}} as const;
	const view = describeRequest(broken, judge(broken));
	expect(view).toMatchObject({names: [], verdict: 'REFUSE'});
	expect(view).not.toHaveProperty('keySha256');
});
