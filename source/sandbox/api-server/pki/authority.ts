import {generateKeyPair, type KeyObject} from 'node:crypto';
import {isIP} from 'node:net';
import {promisify} from 'node:util';
import {element, oid, sequence, tag} from './der.ts';
import {issueCertificate, type Issuer, keyIdOf} from './issue-certificate.ts';

/** Kinds of key that hand-built clusters have. */
export type KeyKind = 'ecdsa' | 'rsa';

/** A certificate and its private key, both PEM. */
export type KeyPair = {readonly certificate: string; readonly key: string};

/** Whom a client certificate makes one: CN is the user, each O a group. */
export type Identity = {readonly user: string; readonly groups?: readonly string[]};

/** An authority of the practice cluster: its certificate, and what it issues. */
export type Authority = {
	readonly certificate: string;
	readonly key: string;
	readonly issuer: Issuer;
	readonly notAfterMs: number;
	/** A certificate with a new key; `lifetimeMs` may be negative for one that has run out. */
	readonly issueClient: (identity: Identity, lifetimeMs?: number) => Promise<KeyPair>;
	/** A serving certificate for DNS names and IP addresses. */
	readonly issueServing: (commonName: string, sans: readonly string[], lifetimeMs?: number) => Promise<KeyPair>;
};

const generate = promisify(generateKeyPair);
const makeKeys = async (kind: KeyKind): Promise<{readonly publicKey: KeyObject; readonly privateKey: KeyObject}> =>
	kind === 'rsa' ? generate('rsa', {modulusLength: 2048}) : generate('ec', {namedCurve: 'P-256'});

const attribute = (type: string, value: string): Buffer => element(tag.set, sequence(oid(type), element(/^[\w '()+,./:=?-]*$/.test(value) && !value.includes('_') ? tag.printable : tag.utf8, Buffer.from(value))));

/** DER of a subject, organizations first as Go writes them (crypto/x509/pkix pkix.go, ToRDNSequence). */
export const subjectOf = ({user, groups = []}: Identity): Buffer => sequence(...groups.map((group) => attribute('2.5.4.10', group)), attribute('2.5.4.3', user));

const ipBytes = (address: string): Buffer => {
	if (isIP(address) === 4) {
		return Buffer.from(address.split('.').map(Number));
	}
	const [head = '', tail = ''] = address.split('::');
	const words = (text: string): readonly number[] => (text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16)));
	const [left, right] = [words(head), words(tail)];
	const all = [...left, ...Array.from({length: 8 - left.length - right.length}, () => 0), ...right];
	return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
};

/** DER of GeneralNames for DNS names and IP addresses. */
export const altNamesOf = (sans: readonly string[]): Buffer => sequence(...sans.map((san) => (isIP(san) === 0 ? element(0x82, Buffer.from(san)) : element(0x87, ipBytes(san)))));

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

const derOf = (key: KeyObject): Buffer => key.export({type: 'spki', format: 'der'});
// Exported as PEM it is text.
const pemOf = (key: KeyObject): string => key.export({type: 'pkcs8', format: 'pem'}) as string;

/** Makes a certificate authority that lives as long as the process; the keys of what it issues are ECDSA, which takes no time. */
export const makeAuthority = async (commonName: string, kind: KeyKind = 'ecdsa', lifetimeMs = 10 * yearMs): Promise<Authority> => {
	const {publicKey, privateKey} = await makeKeys(kind);
	const subject = subjectOf({user: commonName});
	const issuer: Issuer = {subject, key: privateKey, keyId: keyIdOf(derOf(publicKey))};
	const nowMs = Date.now();
	const notAfterMs = nowMs + lifetimeMs;
	const certificate = issueCertificate({subject, publicKey: derOf(publicKey), usages: ['digital signature', 'key encipherment', 'cert sign'], isAuthority: true, notBeforeMs: Math.min(nowMs, notAfterMs) - hourMs, notAfterMs}, issuer);
	const issue = async (content: {readonly subject: Buffer; readonly usages: readonly string[]; readonly altNames?: Buffer}, validMs: number): Promise<KeyPair> => {
		const keys = await makeKeys('ecdsa');
		const endMs = Date.now() + validMs;
		return {
			certificate: issueCertificate({...content, publicKey: derOf(keys.publicKey), isAuthority: false, notBeforeMs: Math.min(Date.now(), endMs) - hourMs, notAfterMs: endMs}, issuer),
			key: pemOf(keys.privateKey),
		};
	};
	return {
		certificate,
		key: pemOf(privateKey),
		issuer,
		notAfterMs,
		issueClient: async (identity, validMs = yearMs) => issue({subject: subjectOf(identity), usages: ['digital signature', 'client auth']}, validMs),
		issueServing: async (name, sans, validMs = yearMs) => issue({subject: subjectOf({user: name}), usages: ['digital signature', 'server auth'], altNames: altNamesOf(sans)}, validMs),
	};
};
