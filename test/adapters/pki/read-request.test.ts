import {generateKeyPairSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import forge from 'node-forge';
import {expect, test} from 'vitest';
import {readRequest} from '../../../source/adapters/pki/read-request.ts';
import {
	altNames, attributes, bits, buildRequest, buildRequestDer, buildRsaRequestDer, commonName, dns, element, extension, extensionRequest, ip, kubeletSubject, octets, oid, organization,
	sequence, set, subjectPart, text, toPem, type RequestParts,
} from '../../support/build-request.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/csr/${name}.pem`, import.meta.url));
const good = fixture('client-p256').toString();

const defectOf = (request: Uint8Array | string): string => {
	const reading = readRequest(typeof request === 'string' ? Buffer.from(request) : request);
	return reading.isReadable ? 'readable' : `${reading.defect.rule} ${reading.defect.code}`;
};

const decoded = (request: Uint8Array) => {
	const reading = readRequest(request);
	expect(reading).toMatchObject({isReadable: true});
	return reading.isReadable ? reading.decoded : undefined;
};

test.each([
	['client-p256', {kind: 'ec', curve: 'P-256'}, 'sha256'],
	['client-p384', {kind: 'ec', curve: 'P-384'}, 'sha384'],
	['client-p521', {kind: 'ec', curve: 'P-521'}, 'sha512'],
	['client-p224', {kind: 'ec', curve: '1.3.132.0.33'}, 'sha256'],
	['client-ed25519', {kind: 'ed25519'}, 'ed25519'],
	['client-ed448', {kind: 'other', oid: '1.3.101.113'}, 'ed448'],
	['client-rsa2048', {kind: 'rsa', bits: 2048, exponent: 65537}, 'sha256'],
	['client-rsa2048-pss', {kind: 'rsa', bits: 2048, exponent: 65537}, 'sha256-pss'],
	['client-rsa2048-sha1', {kind: 'rsa', bits: 2048, exponent: 65537}, 'sha1'],
	['client-rsa1024', {kind: 'rsa', bits: 1024, exponent: 65537}, 'sha256'],
])('P3 reads the request of Go and OpenSSL %s', (name, key, signatureHash) => {
	const request = decoded(fixture(name));
	expect(request).toMatchObject({key, signatureHash, requestedUsages: []});
	expect(request?.subject.map(({type, value}) => `${type}=${value}`)).toEqual(['O=system:nodes', 'CN=system:node:node-1']);
	expect(request).not.toHaveProperty('altNames');
});

test('P3 reads the names of a serving request made by Go', () => {
	expect(decoded(fixture('serving-p256'))?.altNames).toEqual([{kind: 'dns', value: 'node-1'}, {kind: 'ip', value: '10.0.0.11'}, {kind: 'ip', value: 'fd00:10:1::11'}]);
});

test('P3 reads the usages that a request made by OpenSSL asks for', () => {
	expect(decoded(fixture('serving-openssl'))).toMatchObject({requestedUsages: ['digital signature', 'server auth'], altNames: [{kind: 'dns', value: 'node-1'}, {kind: 'ip', value: '10.0.0.11'}]});
});

test('P3 sees the fingerprint of the key that node-forge sees', () => {
	const spki = forge.asn1.fromDer(forge.pem.decode(good)[0]?.body ?? '');
	const info = Array.isArray(spki.value) ? spki.value[0] : undefined;
	const key = info !== undefined && typeof info === 'object' && Array.isArray(info.value) ? info.value[2] : undefined;
	const digest = forge.md.sha256.create().update(typeof key === 'object' ? forge.asn1.toDer(key).getBytes() : '').digest().toHex();
	expect(decoded(Buffer.from(good))?.spkiSha256).toBe(digest);
});

test.each([
	['CRLF line ends', good.replaceAll('\n', '\r\n')],
	['no final newline', good.trimEnd()],
	['one long line of base64', `-----BEGIN CERTIFICATE REQUEST-----\n${buildRequestDer().toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`],
])('P3 accepts PEM with %s', (_, pem) => {
	expect(defectOf(pem)).toBe('readable');
});

test.each([
	['nothing', ''],
	['text before the block', `hello\n${good}`],
	['a newline before the block', `\n${good}`],
	['a space before the block', ` ${good}`],
	['a byte order mark', `\u{FEFF}${good}`],
	['text after the block', `${good}hello`],
	['two final newlines', `${good}\n`],
	['a NUL after the block', `${good}\0`],
	['a second block', good + good],
	['a second block without newline between', good.trimEnd() + good],
	['a header', good.replace('REQUEST-----\n', 'REQUEST-----\nProc-Type: 4\n\n')],
	['an empty line inside', good.replace('REQUEST-----\n', 'REQUEST-----\n\n')],
	['spaces at the end of a line', good.replace('REQUEST-----\n', 'REQUEST-----  \n')],
	['the label of old OpenSSL', good.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')],
	['the label of a certificate', good.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')],
	['labels that differ', good.replace('END CERTIFICATE REQUEST', 'END CERTIFICATE')],
	['four dashes', good.replace('-----BEGIN', '----BEGIN')],
	['the alphabet of base64url', good.replace('/', '_').replace('+', '-')],
	['a lone carriage return', good.replace('\n', '\r')],
	['padding inside', good.replace(/\nMIH/, '\nMA==\nMIH')],
	['missing padding', toPem(Buffer.alloc(46)).replace(/=+/, '')],
	['stray bits in the last character', toPem(Buffer.alloc(46)).replace('AA==', 'AB==')],
	['no END line', good.split('\n').slice(0, -2).join('\n')],
	['only BEGIN and END', '-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n'],
	['33 KiB', `${good}${'A'.repeat(33 * 1024)}`],
])('P3 refuses PEM with %s', (_, pem) => {
	expect(defectOf(pem)).toMatch(/^P3 (?:pem|der)$/);
});

const der = buildRequestDer();
const indefinite = Buffer.concat([Buffer.from([0x30, 0x80]), der.subarray(3), Buffer.from([0, 0])]);
const longerLength = Buffer.concat([Buffer.from([0x30, 0x82, 0x00]), der.subarray(2)]);

test.each<[string, Uint8Array]>([
	['a trailing byte', Buffer.concat([der, Buffer.from([0])])],
	['a byte missing', der.subarray(0, -1)],
	['an indefinite length', indefinite],
	['a length in more bytes than needed', longerLength],
	['a length of four bytes', Buffer.concat([Buffer.from([0x30, 0x84, 0, 0, 0, der.length - 3]), der.subarray(3)])],
	['a tag of two bytes', Buffer.concat([Buffer.from([0x3f, 0x10]), der.subarray(1)])],
	['a SET in place of the outer SEQUENCE', Buffer.concat([Buffer.from([0x31]), der.subarray(1)])],
	['an element after the signature', buildRequestDer({afterSignature: element(0x05)})],
	['an element after the attributes', buildRequestDer({afterAttributes: element(0x05)})],
	['only a tag', Buffer.from([0x30])],
	['ten thousand SEQUENCEs in each other', Buffer.from('3080'.repeat(10_000), 'hex')],
])('P3 refuses DER with %s', (_, bytes) => {
	expect(defectOf(toPem(bytes))).toBe('P3 der');
});

const san = altNames(dns('node-1'));
const keyUsage = (...bytes: readonly number[]): Buffer => extension('2.5.29.15', element(0x03, Buffer.from(bytes)));
const purposes = (...oids: readonly string[]): Buffer => extension('2.5.29.37', sequence(...oids.map(oid)));
const p256Point = Buffer.alloc(65, 4);
const spki = (algorithm: Uint8Array, key: Uint8Array): Buffer => sequence(algorithm, bits(key));
const rsaWithSha256 = sequence(oid('1.2.840.113549.1.1.11'), element(0x05));
const rsaSpki = (modulus: Uint8Array, exponent: Uint8Array): Buffer => spki(sequence(oid('1.2.840.113549.1.1.1'), element(0x05)), sequence(element(0x02, modulus), element(0x02, exponent)));

test.each<[string, string, RequestParts]>([
	['version 1', 'P3 version', {version: element(0x02, Buffer.from([1]))}],
	['version 0 in two bytes', 'P3 der', {version: element(0x02, Buffer.from([0, 0]))}],
	['a negative version', 'P3 der', {version: element(0x02, Buffer.from([0xff]))}],
	['an empty version', 'P3 der', {version: element(0x02)}],
	['no attributes element', 'P3 der', {attributes: Buffer.alloc(0)}],
	['attributes under tag [1]', 'P3 der', {attributes: element(0xa1)}],
	['a challengePassword', 'P3 attribute', {attributes: attributes(sequence(oid('1.2.840.113549.1.9.7'), set(text('secret'))))}],
	["Microsoft's extension attribute", 'P3 attribute', {attributes: attributes(sequence(oid('1.3.6.1.4.1.311.2.1.14'), set(sequence(san))))}],
	['extensionRequest twice', 'P3 attribute', {attributes: attributes(extensionRequest(san), extensionRequest(altNames(dns('kubernetes'))))}],
	['extensionRequest with two values', 'P3 attribute', {attributes: attributes(sequence(oid('1.2.840.113549.1.9.14'), set(sequence(san), sequence(san))))}],
	['extensionRequest with no value', 'P3 der', {attributes: attributes(sequence(oid('1.2.840.113549.1.9.14'), set()))}],
	['extensionRequest with an element behind', 'P3 attribute', {attributes: attributes(sequence(oid('1.2.840.113549.1.9.14'), set(sequence(san)), element(0x05)))}],
	['no extension in extensionRequest', 'P3 extension', {attributes: attributes(extensionRequest())}],
	['subjectAltName twice', 'P3 extension', {attributes: attributes(extensionRequest(san, altNames(dns('kubernetes'))))}],
	['an unknown extension', 'P3 extension', {attributes: attributes(extensionRequest(extension('1.2.3.4', element(0x05))))}],
	['name constraints', 'P3 extension', {attributes: attributes(extensionRequest(extension('2.5.29.30', sequence())))}],
	['CA true', 'P3 extension', {attributes: attributes(extensionRequest(extension('2.5.29.19', sequence(element(0x01, Buffer.from([0xff]))))))}],
	['CA false written out', 'P3 extension', {attributes: attributes(extensionRequest(extension('2.5.29.19', sequence(element(0x01, Buffer.from([0]))))))}],
	['criticality of BER', 'P3 extension', {attributes: attributes(extensionRequest(extension('2.5.29.17', sequence(dns('node-1')), element(0x01, Buffer.from([1])))))}],
	['criticality FALSE written out', 'P3 extension', {attributes: attributes(extensionRequest(extension('2.5.29.17', sequence(dns('node-1')), element(0x01, Buffer.from([0])))))}],
	['a byte after the value of an extension', 'P3 der', {attributes: attributes(extensionRequest(extension('2.5.29.17', Buffer.concat([sequence(dns('node-1')), Buffer.from([0x05, 0])]))))}],
	['an extension with four parts', 'P3 extension', {attributes: attributes(extensionRequest(sequence(oid('2.5.29.17'), element(0x01, Buffer.from([0xff])), octets(sequence()), octets(sequence()))))}],
	['a DNS name that is not ASCII', 'P3 alt-name', {attributes: attributes(extensionRequest(altNames(dns('nöde-1'))))}],
	['an IP address of 5 bytes', 'P3 alt-name', {attributes: attributes(extensionRequest(altNames(ip(10, 0, 0, 1, 0))))}],
	['an IP address with a mask', 'P3 alt-name', {attributes: attributes(extensionRequest(altNames(ip(10, 0, 0, 1, 255, 255, 255, 0))))}],
	['a DNS name under a constructed tag', 'P3 alt-name', {attributes: attributes(extensionRequest(altNames(element(0xa2, text('node-1', 0x16)))))}],
	['a name under a universal tag', 'P3 alt-name', {attributes: attributes(extensionRequest(altNames(text('node-1', 0x16))))}],
	['key usage cert sign', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(2, 0x04)))}],
	['key usage CRL sign', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(1, 0x02)))}],
	['key usage with trailing zero bits', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(0, 0x80)))}],
	['key usage with unused bits set', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(7, 0x81)))}],
	['no key usage', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(0)))}],
	['key usage beyond the last bit', 'P3 usage', {attributes: attributes(extensionRequest(keyUsage(6, 0x00, 0x40)))}],
	['no purpose', 'P3 usage', {attributes: attributes(extensionRequest(purposes()))}],
	['a purpose twice', 'P3 usage', {attributes: attributes(extensionRequest(purposes('1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.2')))}],
	['two attributes in one subject part', 'P3 subject', {subject: sequence(set(sequence(oid(organization), text('system:nodes')), sequence(oid(commonName), text('system:node:node-1'))))}],
	['an empty subject part', 'P3 subject', {subject: sequence(set())}],
	['a subject attribute of three parts', 'P3 subject', {subject: sequence(set(sequence(oid(commonName), text('a'), text('b'))))}],
	['an asterisk in a PrintableString', 'P3 subject', {subject: sequence(subjectPart(commonName, 'system:node:*'))}],
	['broken UTF-8', 'P3 subject', {subject: sequence(subjectPart(commonName, 'system:node:\u{C0}\u{AF}', 0x0c))}],
	['an INTEGER as common name', 'P3 subject', {subject: sequence(subjectPart(commonName, '\u{1}', 0x02))}],
	['an OID with a leading 0x80', 'P3 der', {subject: sequence(set(sequence(element(0x06, Buffer.from([0x55, 0x04, 0x80, 0x03])), text('x'))))}],
	['an OID that is cut off', 'P3 der', {subject: sequence(set(sequence(element(0x06, Buffer.from([0x55, 0x84])), text('x'))))}],
	['an OID with an arc of 40 bits', 'P3 der', {subject: sequence(set(sequence(element(0x06, Buffer.from([0x55, 0x90, 0x80, 0x80, 0x80, 0x80, 0x03])), text('x'))))}],
	['a signature of another text', 'P3 signature', {signWith: () => bits()}],
	['a signature algorithm of another key', 'P4 signature', {algorithm: sequence(oid('1.2.840.113549.1.1.11'), element(0x05))}],
	['a signature algorithm with needless parameters', 'P4 signature', {algorithm: sequence(oid('1.2.840.10045.4.3.2'), element(0x05))}],
	['an unknown signature algorithm', 'P4 signature', {algorithm: sequence(oid('1.2.3.4'))}],
	['a point off the curve', 'P3 signature', {spki: spki(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), p256Point)}],
	['a compressed point', 'P4 key', {spki: spki(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), Buffer.alloc(33, 2))}],
	['explicit curve parameters', 'P3 der', {spki: spki(sequence(oid('1.2.840.10045.2.1'), sequence()), p256Point)}],
	['a short Ed25519 key', 'P4 key', {spki: spki(sequence(oid('1.3.101.112')), Buffer.alloc(31))}],
	['RSA without NULL', 'P4 key', {spki: spki(sequence(oid('1.2.840.113549.1.1.1')), sequence())}],
	['an RSA exponent of 5 bytes', 'P4 key', {spki: rsaSpki(Buffer.alloc(256, 0x7f), Buffer.from([1, 0, 0, 0, 1]))}],
	['a negative RSA modulus', 'P3 der', {spki: rsaSpki(Buffer.alloc(256, 0xff), Buffer.from([1, 0, 1]))}],
	['an even RSA modulus', 'P3 signature', {spki: rsaSpki(Buffer.alloc(256, 0x7e), Buffer.from([1, 0, 1])), algorithm: rsaWithSha256, signWith: () => Buffer.alloc(256, 1)}],
	['an RSA modulus of 0', 'P3 signature', {spki: rsaSpki(Buffer.from([0]), Buffer.from([1, 0, 1])), algorithm: rsaWithSha256, signWith: () => Buffer.alloc(256, 1)}],
	['PSS of another salt length', 'P4 signature', {spki: rsaSpki(Buffer.alloc(256, 0x7f), Buffer.from([1, 0, 1])), algorithm: sequence(oid('1.2.840.113549.1.1.10'), sequence())}],
	['a key with spare bits', 'P3 der', {spki: sequence(sequence(oid('1.3.101.112')), element(0x03, Buffer.from([1]), Buffer.alloc(32)))}],
	['a key of an unknown kind', 'P4 signature', {spki: spki(sequence(oid('1.2.3.4')), Buffer.alloc(32))}],
])('P3 refuses a request with %s', (_, defect, parts) => {
	expect(defectOf(buildRequest(parts))).toBe(defect);
});

test('P3 refuses a request whose signature was changed by one bit', () => {
	const changed = Buffer.from(der);
	changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
	expect(defectOf(toPem(changed))).toBe('P3 signature');
});

test('P4 refuses MD5', () => {
	expect(defectOf(fixture('client-md5'))).toBe('P4 signature');
});

test('P22 sees what Go signs: IPv4-mapped IPv6 is IPv4', () => {
	expect(decoded(buildRequest({attributes: attributes(extensionRequest(altNames(ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1))))}))?.altNames).toEqual([{kind: 'ip', value: '10.0.0.1'}]);
});

test('P4 tells an exponent of 3', () => {
	const keys = generateKeyPairSync('rsa', {modulusLength: 2048, publicExponent: 3});
	const request = decoded(Buffer.from(toPem(buildRsaRequestDer(keys, {oid: '1.2.840.113549.1.1.11', digest: 'sha256'}))));
	expect(request?.key).toEqual({kind: 'rsa', bits: 2048, exponent: 3});
});

test('P3 tells names of other kinds, strings of other types and an empty extension as they are', () => {
	const names = altNames(text('a@b', 0x81), text('spiffe://a', 0x86), element(0xa0, oid('1.2.3')), element(0xa4, sequence()), element(0x88, Buffer.from([0x2a])), ip(...Array.from({length: 10}, () => 0), 0xff, 0xff, 10, 0, 0, 1));
	expect(decoded(buildRequest({attributes: attributes(extensionRequest(names))}))?.altNames).toEqual([
		{kind: 'email', value: 'a@b'}, {kind: 'uri', value: 'spiffe://a'}, {kind: 'other', value: '[0]'}, {kind: 'other', value: '[4]'}, {kind: 'other', value: '[8]'}, {kind: 'ip', value: '10.0.0.1'},
	]);
	expect(decoded(buildRequest({attributes: attributes(extensionRequest(altNames()))}))?.altNames).toEqual([]);
	const universal = sequence(subjectPart(organization, 'system:nodes'), subjectPart(commonName, '\0\0\0a', 0x1c), subjectPart('2.5.4.97', 'x'));
	expect(decoded(buildRequest({subject: universal}))?.subject).toMatchObject([{stringType: 'PrintableString'}, {type: 'CN', stringType: 'UniversalString'}, {type: '2.5.4.97'}]);
});

test('P3 reads critical extensions and more than one of them', () => {
	const critical = element(0x01, Buffer.from([0xff]));
	const request = decoded(
		buildRequest({attributes: attributes(extensionRequest(keyUsage(5, 0xa0), purposes('1.3.6.1.5.5.7.3.1', '1.2.3.4'), extension('2.5.29.19', sequence(), critical), san))}),
	);
	expect(request).toMatchObject({requestedUsages: ['digital signature', 'key encipherment', 'server auth', '1.2.3.4'], altNames: [{kind: 'dns', value: 'node-1'}]});
});

test('P3 reads no request of which one byte was changed', () => {
	const serving = buildRequestDer({attributes: attributes(extensionRequest(altNames(dns('node-1'), ip(10, 0, 0, 11))))});
	fc.assert(
		fc.property(fc.nat(serving.length - 1), fc.integer({min: 1, max: 255}), (index, difference) => {
			const changed = Buffer.from(serving);
			changed[index] = (changed[index] ?? 0) ^ difference;
			expect(readRequest(Buffer.from(toPem(changed))).isReadable).toBe(false);
		}),
		{numRuns: 1500, interruptAfterTimeLimit: 1500, markInterruptAsFailure: false},
	);
});

test('P3 never throws, whatever the bytes are', () => {
	const pieces = fc.oneof(fc.uint8Array({maxLength: 300}), fc.constant(kubeletSubject()), fc.constant(der), fc.constant(Buffer.from('3080a003', 'hex')));
	const bodies = fc.array(pieces, {maxLength: 8}).map((list) => Buffer.from(toPem(sequence(...list))));
	fc.assert(
		fc.property(fc.oneof(bodies, fc.uint8Array({maxLength: 2000})), (bytes) => {
			expect(readRequest(bytes).isReadable).toBe(false);
		}),
		{numRuns: 1000, interruptAfterTimeLimit: 1000, markInterruptAsFailure: false},
	);
});

test('P3 costs at most a few milliseconds for the largest request that is read', () => {
	const names = altNames(...Array.from({length: 2000}, (_, index) => dns(`node-${index}`)));
	const request = buildRequest({attributes: attributes(extensionRequest(names))});
	expect(request.length).toBeLessThan(32 * 1024);
	// Time of the processor, the best of many: what else runs on the machine is not to be measured.
	const tookMs = Array.from({length: 20}, () => {
		const before = process.cpuUsage();
		readRequest(request);
		const {user, system} = process.cpuUsage(before);
		return (user + system) / 1000;
	});
	expect(Math.min(...tookMs)).toBeLessThan(10);
});
