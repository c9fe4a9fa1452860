import {createHash, X509Certificate} from 'node:crypto';
import type {CertificateFacts} from '../../core/facts/cluster-facts.ts';

const block = /-----BEGIN CERTIFICATE-----\r?\n[A-Za-z\d+/=\s]+?-----END CERTIFICATE-----/g;

const parse = (pem: string): X509Certificate | undefined => {
	try {
		return new X509Certificate(pem);
	} catch {
		return undefined;
	}
};

// Node writes a name as one attribute a line, the most general first; newlines in values are escaped by OpenSSL.
const onOneLine = (name: string | undefined): string => (name ?? '').split('\n').filter(Boolean).join(', ');

const commonNameOf = (subject: string | undefined): string => (subject ?? '').split('\n').filter((line) => line.startsWith('CN=')).at(-1)?.slice(3) ?? '';

const describe = (certificate: X509Certificate): CertificateFacts => ({
	pem: certificate.toString(),
	sha256: createHash('sha256').update(certificate.raw).digest('hex'),
	subject: onOneLine(certificate.subject),
	commonName: commonNameOf(certificate.subject),
	issuer: onOneLine(certificate.issuer),
	notBefore: certificate.validFromDate.toISOString(),
	notAfter: certificate.validToDate.toISOString(),
	spkiSha256: createHash('sha256').update(certificate.publicKey.export({type: 'spki', format: 'der'})).digest('hex'),
});

/** Every certificate of a PEM text, in order; keys, broken blocks and text between them are left out. Never throws. */
export const readCertificates = (pem: string): readonly CertificateFacts[] =>
	(pem.match(block) ?? []).flatMap((text) => {
		const certificate = parse(text);
		try {
			return certificate === undefined ? [] : [describe(certificate)];
		} catch {
			// A key of a kind that OpenSSL does not know, or a date out of range.
			return [];
		}
	});

/** True where one of `authorities` (PEM each, or bundles) is a CA whose name and key issued `certificate`; time is not looked at. */
export const isIssuedBy = (certificate: string, authorities: readonly string[]): boolean => {
	const leaf = parse(certificate.match(block)?.[0] ?? '');
	return authorities
		.flatMap((bundle) => bundle.match(block) ?? [])
		.some((text) => {
			const authority = parse(text);
			try {
				return leaf !== undefined && authority !== undefined && authority.ca && leaf.checkIssued(authority) && leaf.verify(authority.publicKey);
			} catch {
				return false;
			}
		});
};
