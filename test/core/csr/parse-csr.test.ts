import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseCsr} from '../../../source/core/csr/parse-csr.ts';
import {judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {readRequest} from '../../../source/adapters/pki/read-request.ts';
import {clientRequest, context} from '../../support/requests.ts';

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

const many = (length: number, text: string): readonly string[] => Array.from({length}, (_, index) => `${text}${index}`);
const large = 'x'.repeat(1_500_000);
const {groups, username} = clientRequest().raw;
const spec = {signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth'], username, groups};

// etcd takes objects of 1.5 MiB (etcd server/embed/config.go, DefaultMaxRequestBytes).
test.each<[string, object]>([
	['a large request', {spec: {...spec, request: Buffer.from(large).toString('base64').slice(0, 1_500_000)}}],
	['a large block of PEM', {spec: {...spec, request: Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----\n${`${'A'.repeat(64)}\n`.repeat(16_000)}-----END CERTIFICATE REQUEST-----\n`).toString('base64')}}],
	['a request of lines of one character', {spec: {...spec, request: Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----\n${'A\n'.repeat(16_000)}`).toString('base64')}}],
	['a large name', {metadata: {name: large}, spec}],
	['a large time', {metadata: {name: 'x', creationTimestamp: large}, spec}],
	['a large user', {spec: {...spec, username: `system:node:${large}`}}],
	['many groups', {spec: {...spec, groups: many(100_000, 'system:bootstrappers:kubenroll:node:')}}],
	['many usages', {spec: {...spec, usages: many(200_000, 'u')}}],
	['many conditions', {spec, status: {conditions: many(20_000, 'c').map((type) => ({type}))}}],
	['a large certificate', {spec, status: {certificate: large}}],
])('reads and judges %s in 10 ms', (_, object) => {
	// Time of the processor, the best of many: what else runs on the machine is not to be measured.
	const tookMs = Array.from({length: 20}, () => {
		const before = process.cpuUsage();
		const raw = parseCsr(object);
		expect(judgeCsr({raw, reading: readRequest(raw.request)}, context()).verdict).not.toBe('PASS');
		const {user, system} = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	expect(Math.min(...tookMs)).toBeLessThan(10);
});
