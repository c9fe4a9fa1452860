import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {type DerElement, readChildren, readElements, readOid, tag} from './der.ts';

/** A PKCS#10 request as far as Kubernetes looks at it; names are those of Go's x509.CertificateRequest. */
export type ParsedRequest = {
	readonly commonName: string;
	readonly organizations: readonly string[];
	readonly dnsNames: readonly string[];
	readonly ipAddresses: readonly string[];
	readonly emails: readonly string[];
	readonly uris: readonly string[];
	/** DER of the subject and of the public key, to be copied into a certificate. */
	readonly subject: Buffer;
	readonly publicKey: Buffer;
	/** DER of the GeneralNames, where names were asked for. */
	readonly altNames?: Buffer;
	/** Throws what Go's CheckSignature says. */
	readonly checkSignature: () => void;
};

// Signature algorithms that Go still verifies (crypto/x509 x509.go, signatureAlgorithmDetails and checkSignature), SHA-1 among them: CertificateRequest.CheckSignature
// allows what certificates may no longer have. null is for keys that hash by themselves.
const digests: Readonly<Record<string, {readonly digest: string | null; readonly failure: string}>> = {
	'1.2.840.113549.1.1.5': {digest: 'sha1', failure: 'crypto/rsa: verification error'},
	'1.2.840.10045.4.1': {digest: 'sha1', failure: 'x509: ECDSA verification failure'},
	'1.2.840.113549.1.1.11': {digest: 'sha256', failure: 'crypto/rsa: verification error'},
	'1.2.840.113549.1.1.12': {digest: 'sha384', failure: 'crypto/rsa: verification error'},
	'1.2.840.113549.1.1.13': {digest: 'sha512', failure: 'crypto/rsa: verification error'},
	'1.2.840.10045.4.3.2': {digest: 'sha256', failure: 'x509: ECDSA verification failure'},
	'1.2.840.10045.4.3.3': {digest: 'sha384', failure: 'x509: ECDSA verification failure'},
	'1.2.840.10045.4.3.4': {digest: 'sha512', failure: 'x509: ECDSA verification failure'},
	'1.3.101.112': {digest: null, failure: 'x509: Ed25519 verification failure'},
};
const insecure: Readonly<Record<string, string>> = {'1.2.840.113549.1.1.4': 'MD5-RSA'};

const attributeType = {commonName: '2.5.4.3', organization: '2.5.4.10'} as const;
// RFC 2985 section 5.4.2 and RFC 5280 section 4.2.1.6.
const extensionRequest = '1.2.840.113549.1.9.14';
const subjectAltName = '2.5.29.17';

const readName = (subject: DerElement | undefined): ReadonlyMap<string, readonly string[]> => {
	const values = new Map<string, readonly string[]>();
	for (const set of readChildren(subject, tag.sequence)) {
		for (const pair of readChildren(set, tag.set)) {
			const [type, value] = readChildren(pair, tag.sequence);
			const key = readOid(type);
			values.set(key, [...(values.get(key) ?? []), value?.content.toString('utf8') ?? '']);
		}
	}
	return values;
};

const formatIp = (bytes: Buffer): string => (bytes.length === 4 ? bytes.join('.') : (bytes.toString('hex').match(/.{4}/g) ?? []).join(':'));

const findAltNames = (attributes: DerElement | undefined): Buffer | undefined => {
	for (const attribute of attributes === undefined ? [] : readElements(attributes.content)) {
		const [type, values] = readChildren(attribute, tag.sequence);
		if (readOid(type) === extensionRequest) {
			const [extensions] = readChildren(values, tag.set);
			const found = readChildren(extensions, tag.sequence).map((extension) => readChildren(extension, tag.sequence)).find(([oid]) => readOid(oid) === subjectAltName);
			return found?.at(-1)?.content;
		}
	}
	return undefined;
};

// GeneralName's context tags: RFC 5280 section 4.2.1.6.
const generalName = {email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87} as const;

const readGeneralNames = (der: Buffer | undefined): Pick<ParsedRequest, 'dnsNames' | 'ipAddresses' | 'emails' | 'uris'> => {
	const names = der === undefined ? [] : readChildren(readElements(der)[0], tag.sequence);
	const pick = (kind: number): readonly Buffer[] => names.filter((name) => name.tag === kind).map(({content}) => content);
	const text = (kind: number): readonly string[] => pick(kind).map((content) => content.toString('latin1'));
	return {dnsNames: text(generalName.dns), emails: text(generalName.email), uris: text(generalName.uri), ipAddresses: pick(generalName.ip).map(formatIp)};
};

const readPublicKey = (der: Buffer): KeyObject => {
	try {
		return createPublicKey({key: der, format: 'der', type: 'spki'});
	} catch {
		throw new Error('x509: unsupported public key');
	}
};

// As Go's encoding/pem takes it: spaces may end the first line, and headers may follow it.
const pemBlock = /-----BEGIN ([^-]+)-----[ \t]*\r?\n(?:[\w-]+:[^\n]*\n)*([A-Za-z\d+/=\s]*?)-----END \1-----/;

/** Reads the first PEM block of `spec.request`; kubernetes pkg/apis/certificates/helpers.go, ParseCSR. Throws with the API server's words, as far as Go's own ASN.1 errors can be said otherwise. */
export const parseRequest = (pem: string): ParsedRequest => {
	const [, label, body = ''] = pemBlock.exec(pem) ?? [];
	if (label !== 'CERTIFICATE REQUEST') {
		throw new Error('PEM block type must be CERTIFICATE REQUEST');
	}
	const [request, ...rest] = readElements(Buffer.from(body, 'base64'));
	if (rest.length > 0) {
		throw new Error('asn1: syntax error: trailing data');
	}
	const [info, algorithm, signature] = readChildren(request, tag.sequence);
	const [, subject, spki, attributes] = readChildren(info, tag.sequence);
	if (info === undefined || subject === undefined || spki?.tag !== tag.sequence || signature?.tag !== tag.bitString) {
		throw new Error('asn1: structure error: sequence truncated');
	}
	const names = readName(subject);
	const altNames = findAltNames(attributes);
	const key = readPublicKey(spki.raw);
	return {
		commonName: names.get(attributeType.commonName)?.at(-1) ?? '',
		organizations: names.get(attributeType.organization) ?? [],
		...readGeneralNames(altNames),
		subject: subject.raw,
		publicKey: spki.raw,
		...(altNames === undefined ? {} : {altNames}),
		checkSignature: () => {
			const type = readOid(readChildren(algorithm, tag.sequence)[0]);
			const known = digests[type];
			if (known === undefined) {
				throw new Error(insecure[type] === undefined ? 'x509: cannot verify signature: algorithm unimplemented' : `x509: cannot verify signature: insecure algorithm ${insecure[type]}`);
			}
			if (!verify(known.digest, info.raw, key, signature.content.subarray(1))) {
				throw new Error(known.failure);
			}
		},
	};
};
