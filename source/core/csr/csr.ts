import type {DefectDetail} from './request-defect.ts';

/** A CertificateSigningRequest object as the API tells it; every string in it is an attacker's (P27). */
export type RawCsr = {
	readonly name: string;
	readonly uid: string;
	readonly resourceVersion: string;
	readonly createdAt: string;
	readonly signerName: string;
	/** `spec.request` with the base64 of JSON removed: what should be one PEM block; empty where its reading is kept instead. */
	readonly request: Uint8Array;
	readonly usages: readonly string[];
	readonly expirationSeconds?: number;
	readonly username: string;
	readonly groups: readonly string[];
	readonly conditions: readonly {readonly type: string; readonly status: string; readonly reason: string; readonly message: string; readonly lastUpdateTime?: string}[];
	/** PEM, empty while not issued. */
	readonly certificate: string;
};

/** A subject alternative name; `other` keeps the tag number of kinds that no kubelet asks for. */
export type SubjectAltName =
	| {readonly kind: 'dns' | 'email' | 'uri'; readonly value: string}
	/** Canonical text of the address; IPv4-mapped IPv6 is unmapped, as Go signs it. */
	| {readonly kind: 'ip'; readonly value: string}
	| {readonly kind: 'other'; readonly value: string};

/** A PKCS#10 request that can be read in one way only (P3); its self-signature has been verified. */
export type DecodedRequest = {
	/** In order, one entry an attribute: type is the short name (CN, O) or the dotted OID. */
	readonly subject: readonly {readonly type: string; readonly value: string; readonly stringType: string}[];
	/** undefined: no SAN extension at all; an empty list is an empty extension. */
	readonly altNames?: readonly SubjectAltName[];
	readonly key:
		| {readonly kind: 'ec'; readonly curve: string}
		| {readonly kind: 'rsa'; readonly bits: number; readonly exponent: number}
		| {readonly kind: 'ed25519'}
		| {readonly kind: 'other'; readonly oid: string};
	/** `sha256`, `sha1`, `ed25519`, …. */
	readonly signatureHash: string;
	/** Names of key usages and extended key usages that the request itself asks for, as Kubernetes spells them. */
	readonly requestedUsages: readonly string[];
	/** Lower-case hex of SHA-256 over the DER SubjectPublicKeyInfo. */
	readonly spkiSha256: string;
};

/** Either the one reading of the request, or why it has none. */
export type RequestReading = {readonly isReadable: true; readonly decoded: DecodedRequest} | {readonly isReadable: false; readonly defect: RequestDefect};

/** Why a request was refused by the strict reader (P3, P4): in which respect, and what exactly. */
export type RequestDefect = {
	readonly rule: 'P3' | 'P4';
	readonly code: 'pem' | 'der' | 'version' | 'subject' | 'key' | 'attribute' | 'extension' | 'alt-name' | 'usage' | 'signature';
	readonly detail: DefectDetail;
};

/** A request with its reading; `object` is what the API told, for who writes it back, where that is kept. */
export type Csr = {readonly raw: RawCsr; readonly reading: RequestReading; readonly object?: unknown};
