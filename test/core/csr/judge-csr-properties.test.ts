import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readRequest} from '../../../source/adapters/pki/read-request.ts';
import type {Csr, DecodedRequest, RawCsr, SubjectAltName} from '../../../source/core/csr/csr.ts';
import type {MissingFact} from '../../../source/core/csr/judge-context.ts';
import {judgeCsr} from '../../../source/core/csr/judge-csr.ts';
import {canonicalIp} from '../../../source/core/net/ip-address.ts';
import {altNames, attributes, buildRequestDer, dns, extensionRequest, ip, toPem} from '../../support/build-request.ts';
import {clientRequest, context, enrolledContext, names, plannedNode, renewalRequest, servingRequest, subjectOf} from '../../support/requests.ts';

const base = [
	{request: clientRequest(), known: context()},
	{request: servingRequest(), known: enrolledContext()},
	{request: renewalRequest(), known: enrolledContext()},
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

// What a master, a Service, a pod and another node hold, and what nobody may.
const reservedAddress = fc.oneof(
	fc.constantFrom('10.0.0.100', '10.96.0.1', '10.0.0.2', '10.0.0.12'),
	fc.tuple(fc.constantFrom(127, 169.254, 224, 240, 255, 0), fc.nat(255), fc.nat(255), fc.nat(255)).map(([first, ...rest]) => (first === 169.254 ? ['169', '254', ...rest.slice(1)] : [first, ...rest]).join('.')),
	fc.tuple(fc.nat(15), fc.nat(255), fc.nat(255)).map(([second, third, fourth]) => `10.${96 + second}.${third}.${fourth}`),
);

const asIpv6: readonly ((ip: readonly number[]) => string)[] = [
	(ip) => `::ffff:${ip.join('.')}`,
	(ip) => `::${ip.join('.')}`,
	(ip) => `64:ff9b::${ip.join('.')}`,
	([a = 0, b = 0, c = 0, d = 0]) => `2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::1`,
];

test('P22 passes no reserved address, however it is written, and even where the plan vouches for it', () => {
	fc.assert(
		fc.property(reservedAddress, fc.nat(asIpv6.length), (address, form) => {
			const written = canonicalIp(asIpv6[form]?.(address.split('.').map(Number)) ?? address) ?? '';
			const plannedNodes = [plannedNode('node-1', [written, '10.0.0.11']), plannedNode('node-2', ['10.0.0.12'])];
			expect(judgeCsr(servingRequest({decoded: {altNames: names('dns:node-1', `ip:${written}`)}}), enrolledContext({plannedNodes})).verdict).toBe('REFUSE');
		}),
		{numRuns: 1000},
	);
});

const stranger = fc.record({username: fc.constantFrom('alice', 'system:bootstrap:zzz999', 'system:node:node-2'), node: fc.constantFrom('node-1', 'node-2', 'evil'), seconds: fc.integer({min: -30, max: 4000}), state: fc.constantFrom('pending', 'Denied')});

test('P24 lets no requests of strangers, however many and new, change the verdict of an honest one', () => {
	fc.assert(
		fc.property(fc.constantFrom(...base), fc.array(stranger, {maxLength: 20}), ({request, known}, strangers) => {
			const siblings = strangers.map(({username, node, seconds, state}, index) =>
				servingRequest({
					raw: {...request.raw, name: `csr-${index}`, uid: `stranger-${index}`, username, resourceVersion: String(index), createdAt: new Date(known.nowMs - seconds * 1000).toISOString(), conditions: state === 'pending' ? [] : [{type: state, status: 'True', reason: '', message: ''}]},
					decoded: {subject: subjectOf(node), spkiSha256: `${index}`},
				}),
			);
			expect(judgeCsr(request, {...known, siblings: [...siblings, request]}).verdict).toBe('PASS');
		}),
		{numRuns: 500},
	);
});

const facts: readonly MissingFact[] = ['nodes', 'tokens', 'service-range', 'api-server-address', 'clock', 'clocks-apart', 'unreadable-range'];

test.each(facts)('P36 passes nothing without the fact %s, and names it', (fact) => {
	for (const {request, known} of base) {
		const judgement = judgeCsr(request, {...known, missingFacts: [fact]});
		expect(judgement.verdict).toBe('ASK');
		expect(judgement.reasons).toContainEqual({rule: 'P36', verdict: 'ASK', code: 'facts-missing', params: {fact}});
	}
});

test('passes no request whose DER was changed in any way, and never throws', () => {
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
