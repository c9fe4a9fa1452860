import fc from 'fast-check';
import {expect, test} from 'vitest';
import {encodeBase64} from '../../../source/core/artifacts/encode-base64.ts';
import {renderClientCa} from '../../../source/core/artifacts/render-client-ca.ts';

const body = 'QUJD'.repeat(40);
const normal = `-----BEGIN CERTIFICATE-----\n${body.slice(0, 64)}\n${body.slice(64, 128)}\n${body.slice(128)}\n-----END CERTIFICATE-----\n`;

test.each([
	['as it should be', normal],
	['on one line', `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`],
	['with CRLF', normal.replaceAll('\n', '\r\n')],
	['behind the text that openssl writes', `Certificate:\n    Data:\n${normal}`],
	['twice', normal + normal],
	['beside a private key', `-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n${normal}`],
])('normalizes a certificate %s', (_, pem) => {
	expect(renderClientCa(pem)).toBe(normal);
});

test('keeps the order of a bundle', () => {
	const other = normal.replace('QUJD', 'REVG');
	expect(renderClientCa(other + normal)).toBe(other + normal);
});

test('is empty where there is no certificate', () => {
	expect(renderClientCa('no PEM')).toBe('');
});

test('base64 is what Buffer makes of it', () => {
	fc.assert(fc.property(fc.string({unit: 'binary-ascii'}), (text) => {
		expect(encodeBase64(text)).toBe(Buffer.from(text, 'latin1').toString('base64'));
	}));
});
