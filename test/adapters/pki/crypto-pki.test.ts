import {generateKeyPairSync} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {cryptoPki} from '../../../source/adapters/pki/crypto-pki.ts';

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/csr/certificates/${name}.pem`, import.meta.url), 'utf8');

test("reads a kubelet's current.pem: the certificate, not the key behind it", () => {
	const key = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({type: 'sec1', format: 'pem'}).toString();
	const certificates = cryptoPki.readCertificates(`${fixture('kubelet-client-ecdsa')}${key}`);
	expect(certificates).toMatchObject([
		{commonName: 'system:node:node-1', subject: 'O=system:nodes, CN=system:node:node-1', issuer: 'CN=kubernetes', notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2046-01-01T00:00:00.000Z'},
	]);
	expect(certificates[0]?.sha256).toMatch(/^[\da-f]{64}$/);
	expect(certificates[0]?.spkiSha256).toMatch(/^[\da-f]{64}$/);
	expect(certificates[0]?.pem).toBe(fixture('kubelet-client-ecdsa'));
});

test('reads a bundle in order and leaves out what is no certificate', () => {
	const broken = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n';
	const bundle = `# comment\n${fixture('ca-rsa')}${broken}text\n${fixture('kubelet-client-rsa').replaceAll('\n', '\r\n')}`;
	expect(cryptoPki.readCertificates(bundle).map(({commonName}) => commonName)).toEqual(['kubernetes', 'system:node:node-1']);
	expect(cryptoPki.readCertificates('')).toEqual([]);
	expect(cryptoPki.readCertificates('-----BEGIN CERTIFICATE-----\n'.repeat(2000))).toEqual([]);
});

test('reads the same key in two certificates as the same fingerprint', () => {
	const [first, second] = cryptoPki.readCertificates(fixture('kubelet-client-rsa') + fixture('kubelet-client-ecdsa'));
	expect(first?.spkiSha256).toBe(second?.spkiSha256);
	expect(first?.sha256).not.toBe(second?.sha256);
});

test.each([
	['kubelet-client-rsa', ['ca-rsa'], true],
	['kubelet-client-ecdsa', ['ca-ecdsa'], true],
	['kubelet-client-ecdsa', ['ca-rsa', 'ca-ecdsa'], true],
	['ca-rsa', ['ca-rsa'], true],
	['kubelet-client-ecdsa', ['ca-same-name'], false],
	['kubelet-client-ecdsa', ['ca-rsa'], false],
	['kubelet-client-ecdsa', ['kubelet-client-ecdsa'], false],
	['issued-by-leaf', ['kubelet-client-ecdsa'], false],
	['kubelet-client-ecdsa', [], false],
])('says whether %s was issued by %j: %s', (certificate, authorities, expected) => {
	expect(cryptoPki.isIssuedBy(fixture(certificate), authorities.map(fixture))).toBe(expected);
	expect(cryptoPki.isIssuedBy(fixture(certificate), [authorities.map(fixture).join('')])).toBe(expected);
});

test('says no for bytes that are no certificate', () => {
	expect(cryptoPki.isIssuedBy('', [fixture('ca-rsa')])).toBe(false);
	expect(cryptoPki.isIssuedBy(fixture('kubelet-client-rsa'), ['-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----'])).toBe(false);
});

test('hashes text as UTF-8', () => {
	expect(cryptoPki.sha256('节点')).toBe('2410d860f093b767df03d9a1b630304be64596d40279deea826ffd9f11b991fb');
	expect(cryptoPki.sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
