import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readRequest} from '../../../source/adapters/pki/read-request.ts';
import type {Csr, DecodedRequest, RawCsr, SubjectAltName} from '../../../source/core/csr/csr.ts';
import {judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {altNames, attributes, buildRequestDer, dns, extensionRequest, ip, toPem} from '../../support/build-request.ts';
import {clientRequest, context, enrolledContext, servingRequest} from '../../support/requests.ts';

const base = [
	{request: clientRequest(), known: context()},
	{request: servingRequest(), known: enrolledContext()},
];

// Words of which bad requests are made, so that near misses are likely.
const words = fc.oneof(
	fc.constantFrom('system:nodes', 'system:node:node-1', 'system:node:node-2', 'system:masters', 'system:bootstrap:abc123', 'system:bootstrappers', 'system:bootstrappers:kubenroll:node:node-2', 'server auth', 'client auth', 'kubernetes', 'node-2', ''),
	fc.string({maxLength: 12}),
);

const altName: fc.Arbitrary<SubjectAltName> = fc.record({kind: fc.constantFrom('dns', 'ip', 'uri', 'email', 'other'), value: fc.oneof(words, fc.ipV4(), fc.ipV6())}) as fc.Arbitrary<SubjectAltName>;

const clientSubject: DecodedRequest['subject'] = [{type: 'O', value: 'system:nodes', stringType: 'UTF8String'}, {type: 'CN', value: 'system:node:node-1', stringType: 'UTF8String'}];

// One change each to identity, names, usages, signer or requester.
const change: fc.Arbitrary<{readonly raw?: Partial<RawCsr>; readonly decoded?: Partial<DecodedRequest>}> = fc.oneof(
	words.map((value) => ({decoded: {subject: [{type: 'O', value: 'system:nodes', stringType: 'UTF8String'}, {type: 'CN', value, stringType: 'UTF8String'}]}})),
	words.map((value) => ({decoded: {subject: [{type: 'O', value, stringType: 'UTF8String'}, {type: 'CN', value: 'system:node:node-1', stringType: 'UTF8String'}]}})),
	fc.tuple(words, words).map(([type, value]) => ({decoded: {subject: [...clientSubject, {type, value, stringType: 'UTF8String'}]}})),
	fc.array(altName, {maxLength: 10}).map((list) => ({decoded: {altNames: list}})),
	fc.array(words, {maxLength: 4}).map((usages) => ({raw: {usages}})),
	words.map((username) => ({raw: {username}})),
	fc.array(words, {maxLength: 4}).map((groups) => ({raw: {groups}})),
	words.map((signerName) => ({raw: {signerName}})),
);

const isSubset = (list: readonly SubjectAltName[]): boolean => list.every(({kind, value}) => (kind === 'dns' && value === 'node-1') || (kind === 'ip' && value === '10.0.0.11'));

// Which of the two honest string types is used makes no difference.
const written = (csr: Csr): string => JSON.stringify(csr).replaceAll('PrintableString', 'UTF8String');

test('passes no request of which identity, names, usages, signer or requester was changed', () => {
	fc.assert(
		fc.property(fc.constantFrom(...base), change, ({request, known}, {raw, decoded}) => {
			const before = request.reading.isReadable ? request.reading.decoded : undefined;
			const changed: Csr = {raw: {...request.raw, ...raw}, reading: before === undefined ? request.reading : {isReadable: true, decoded: {...before, ...decoded}}};
			const names = decoded?.altNames ?? [];
			fc.pre(written(changed) !== written(request));
			// A serving request may leave out what it could have asked for, and name itself twice.
			fc.pre(!(request.raw.signerName.endsWith('serving') && names.length > 0 && isSubset(names)));
			expect(judgeCsr(changed, known).verdict).not.toBe('PASS');
		}),
		{numRuns: 3000},
	);
});

test('passes no request whose DER was changed in any way, and never throws', {timeout: 20_000}, () => {
	const der = buildRequestDer({attributes: attributes(extensionRequest(altNames(dns('node-1'), ip(10, 0, 0, 11))))});
	const {raw} = servingRequest();
	const judge = (bytes: Uint8Array): string => judgeCsr({raw, reading: readRequest(Buffer.from(toPem(bytes)))}, enrolledContext()).verdict;
	expect(judge(der)).toBe('PASS');
	const edit = fc.record({at: fc.nat(der.length), remove: fc.nat(8), insert: fc.uint8Array({maxLength: 8})});
	fc.assert(
		fc.property(fc.array(edit, {minLength: 1, maxLength: 4}), (edits) => {
			const changed = edits.reduce((bytes, {at, remove, insert}) => Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]), der);
			fc.pre(!changed.equals(der));
			expect(judge(changed)).toBe('REFUSE');
		}),
		{numRuns: 3000, interruptAfterTimeLimit: 2000, markInterruptAsFailure: false},
	);
});
