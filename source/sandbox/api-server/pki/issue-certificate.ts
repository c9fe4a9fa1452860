import {createHash, type KeyObject, randomBytes, sign, X509Certificate} from 'node:crypto';
import {element, oid, readChildren, readElements, sequence, tag, time, toPem, unsigned, wholeBits} from './der.ts';

/** What a certificate is to say. `subject`, `publicKey` and `altNames` are DER; times are ms since the epoch. */
export type CertificateContent = {
	readonly subject: Buffer;
	readonly publicKey: Buffer;
	/** GeneralNames: RFC 5280 section 4.2.1.6. */
	readonly altNames?: Buffer;
	/** In the words of Kubernetes: `digital signature`, `client auth`, … */
	readonly usages: readonly string[];
	readonly isAuthority: boolean;
	readonly notBeforeMs: number;
	readonly notAfterMs: number;
};

/** Whoever signs: its name and key identifier go into what it issues. */
export type Issuer = {readonly subject: Buffer; readonly key: KeyObject; readonly keyId: Buffer};

// Bits of keyUsage, in order, by RFC 5280 section 4.2.1.3; names: kubernetes pkg/controller/certificates/authority/policies.go, keyUsageDict.
const keyUsageBits: Readonly<Record<string, number>> = {
	'signing': 0, 'digital signature': 0, 'content commitment': 1, 'key encipherment': 2, 'data encipherment': 3, 'key agreement': 4, 'cert sign': 5, 'crl sign': 6, 'encipher only': 7, 'decipher only': 8,
};

// kubernetes pkg/controller/certificates/authority/policies.go, extKeyUsageDict; numbers: Go's crypto/x509 x509.go.
const purposes: Readonly<Record<string, string>> = {
	'any': '2.5.29.37.0', 'server auth': '1.3.6.1.5.5.7.3.1', 'client auth': '1.3.6.1.5.5.7.3.2', 'code signing': '1.3.6.1.5.5.7.3.3', 'email protection': '1.3.6.1.5.5.7.3.4', 's/mime': '1.3.6.1.5.5.7.3.4',
	'ipsec end system': '1.3.6.1.5.5.7.3.5', 'ipsec tunnel': '1.3.6.1.5.5.7.3.6', 'ipsec user': '1.3.6.1.5.5.7.3.7', 'timestamping': '1.3.6.1.5.5.7.3.8', 'ocsp signing': '1.3.6.1.5.5.7.3.9',
	'microsoft sgc': '1.3.6.1.4.1.311.10.3.3', 'netscape sgc': '2.16.840.1.113730.4.1',
};

/** Every usage that Kubernetes knows: kubernetes pkg/apis/certificates/validation/validation.go, allValidUsages. */
export const knownUsages: readonly string[] = [...Object.keys(keyUsageBits), ...Object.keys(purposes)].toSorted();

const writeKeyUsage = (usages: readonly string[]): Buffer | undefined => {
	const set = usages.flatMap((usage) => keyUsageBits[usage] ?? []);
	if (set.length === 0) {
		return undefined;
	}
	const highest = Math.max(...set);
	const bytes = Buffer.alloc(Math.floor(highest / 8) + 1);
	for (const bit of set) {
		bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
	}
	return element(tag.bitString, Buffer.from([7 - (highest & 7)]), bytes);
};

const isTrue = element(tag.boolean, Buffer.from([0xff]));
const extension = (type: string, value: Uint8Array, isCritical = false): Buffer => sequence(oid(type), ...(isCritical ? [isTrue] : []), element(tag.octetString, value));

/** SHA-1 of the key's bits, by which certificates of one authority find it: RFC 5280 section 4.2.1.2. */
export const keyIdOf = (publicKey: Buffer): Buffer => createHash('sha1').update(readChildren(readElements(publicKey)[0], tag.sequence)[1]?.content.subarray(1) ?? '').digest();

const extensionsOf = ({usages, isAuthority, publicKey, altNames}: CertificateContent, issuer: Issuer): readonly Buffer[] => {
	const keyUsage = writeKeyUsage(usages);
	const extended = [...new Set(usages.flatMap((usage) => purposes[usage] ?? []))].map(oid);
	return [
		...(keyUsage === undefined ? [] : [extension('2.5.29.15', keyUsage, true)]),
		...(extended.length === 0 ? [] : [extension('2.5.29.37', sequence(...extended))]),
		extension('2.5.29.19', sequence(...(isAuthority ? [isTrue] : [])), true),
		...(isAuthority ? [extension('2.5.29.14', element(tag.octetString, keyIdOf(publicKey)))] : []),
		extension('2.5.29.35', sequence(element(0x80, issuer.keyId))),
		...(altNames === undefined ? [] : [extension('2.5.29.17', altNames)]),
	];
};

// RFC 4055 section 5 has NULL parameters, RFC 5758 section 3.2 none.
const algorithmOf = (key: KeyObject): Buffer => (key.asymmetricKeyType === 'rsa' ? sequence(oid('1.2.840.113549.1.1.11'), element(tag.null, Buffer.alloc(0))) : sequence(oid('1.2.840.10045.4.3.2')));

/** Issues a certificate under an RSA or ECDSA key, laid out as Go's x509.CreateCertificate does; PEM. */
export const issueCertificate = (content: CertificateContent, issuer: Issuer): string => {
	const algorithm = algorithmOf(issuer.key);
	const serial = randomBytes(16);
	const signed = sequence(
		element(0xa0, unsigned(Buffer.from([2]))),
		unsigned(serial),
		algorithm,
		issuer.subject,
		sequence(time(content.notBeforeMs), time(content.notAfterMs)),
		content.subject,
		content.publicKey,
		element(0xa3, sequence(...extensionsOf(content, issuer))),
	);
	return toPem('CERTIFICATE', sequence(signed, algorithm, wholeBits(sign('sha256', signed, issuer.key))));
};

/** The end of a PEM certificate, ms since the epoch. */
export const notAfterMsOf = (pem: string): number => new X509Certificate(pem).validToDate.getTime();
