import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseCsr} from '../../../source/core/csr/parse-csr.ts';
import {judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {context} from '../../support/requests.ts';

const pem = '-----BEGIN CERTIFICATE REQUEST-----\n';

test('reads a request as the API tells it', () => {
	expect(
		parseCsr({
			metadata: {name: 'csr-abc12', uid: 'u', resourceVersion: '7', creationTimestamp: '2026-05-04T11:59:55Z'},
			spec: {signerName: 's', request: Buffer.from(pem).toString('base64'), usages: ['client auth'], expirationSeconds: 600, username: 'x', groups: ['g']},
			status: {conditions: [{type: 'Approved', status: 'True', reason: 'AutoApproved', message: 'm', lastUpdateTime: 't'}], certificate: Buffer.from('PEM').toString('base64')},
		}),
	).toEqual({
		name: 'csr-abc12', uid: 'u', resourceVersion: '7', createdAt: '2026-05-04T11:59:55Z', signerName: 's', request: new Uint8Array(Buffer.from(pem)), usages: ['client auth'], expirationSeconds: 600, username: 'x', groups: ['g'],
		conditions: [{type: 'Approved', status: 'True', reason: 'AutoApproved', message: 'm', lastUpdateTime: 't'}], certificate: 'PEM',
	});
});

test.each([undefined, null, 0, 'x', [], {}, {spec: null}, {metadata: [], spec: 3, status: 'x'}])('reads %j as a request that holds nothing', (object) => {
	expect(parseCsr(object)).toMatchObject({name: '', signerName: '', usages: [], groups: [], conditions: [], certificate: ''});
});

test('keeps what has the wrong type as something that fits no rule', () => {
	expect(parseCsr({spec: {usages: ['client auth', 5], groups: 'system:nodes', expirationSeconds: '600', request: '%%%'}, status: {conditions: [7], certificate: '%%%'}})).toMatchObject({
		usages: ['client auth', '5'], groups: ['system:nodes'], expirationSeconds: Number.NaN, request: new Uint8Array(), conditions: [{type: '', status: ''}], certificate: '%%%',
	});
});

test('never throws and never lets a made-up object pass', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.record({metadata: fc.anything(), spec: fc.dictionary(fc.constantFrom('signerName', 'usages', 'groups', 'request', 'username'), fc.anything()), status: fc.anything()})), (object) => {
			const raw = {...parseCsr(object), signerName: 'kubernetes.io/kubelet-serving'};
			expect(judgeCsr({raw, reading: {isReadable: false, defect: {rule: 'P3', code: 'pem', detail: {code: 'cut-off'}}}}, context()).verdict).not.toBe('PASS');
		}),
		{numRuns: 500},
	);
});
