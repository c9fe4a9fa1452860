/* Builds PKCS#10 requests byte by byte, so that a test can make any one of them wrong and sign it all the same. */
import {type KeyObject, generateKeyPairSync, sign} from 'node:crypto';
import {element, oid, sequence, toPem as writePem} from '../../source/sandbox/api-server/pki/der.ts';

// The practice API server writes DER as well; what a test makes wrong, it makes wrong around it.
export {element, oid, sequence};

export const set = (...children: readonly Uint8Array[]): Buffer => element(0x31, ...children);
export const octets = (...children: readonly Uint8Array[]): Buffer => element(0x04, ...children);
export const text = (value: string, identifier = 0x13): Buffer => element(identifier, Buffer.from(value, 'latin1'));
export const bits = (...bytes: readonly Uint8Array[]): Buffer => element(0x03, Buffer.from([0]), ...bytes);

/** One RelativeDistinguishedName of one attribute. */
export const subjectPart = (type: string, value: string, stringType = 0x13): Buffer => set(sequence(oid(type), text(value, stringType)));
export const organization = '2.5.4.10';
export const commonName = '2.5.4.3';
export const kubeletSubject = (node = 'node-1'): Buffer => sequence(subjectPart(organization, 'system:nodes'), subjectPart(commonName, `system:node:${node}`));

export const extension = (type: string, value: Uint8Array, critical: Uint8Array = Buffer.alloc(0)): Buffer => sequence(oid(type), critical, octets(value));
export const altNames = (...names: readonly Uint8Array[]): Buffer => extension('2.5.29.17', sequence(...names));
export const dns = (name: string): Buffer => text(name, 0x82);
export const ip = (...bytes: readonly number[]): Buffer => element(0x87, Buffer.from(bytes));
/** The attribute that carries extensions. */
export const extensionRequest = (...extensions: readonly Uint8Array[]): Buffer => sequence(oid('1.2.840.113549.1.9.14'), set(sequence(...extensions)));

const ecKeys = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

export type RequestParts = {
	readonly version?: Uint8Array;
	readonly subject?: Uint8Array;
	readonly spki?: Uint8Array;
	/** The whole [0] element. */
	readonly attributes?: Uint8Array;
	readonly afterAttributes?: Uint8Array;
	readonly algorithm?: Uint8Array;
	readonly signWith?: (info: Uint8Array) => Uint8Array;
	readonly afterSignature?: Uint8Array;
};

/** A P-256 kubelet client request of `node-1` as DER, with the parts given put in the place of the right ones; signed over what it then holds. */
export const buildRequestDer = (parts: RequestParts = {}): Buffer => {
	const info = sequence(
		parts.version ?? element(0x02, Buffer.from([0])),
		parts.subject ?? kubeletSubject(),
		parts.spki ?? ecKeys.publicKey.export({type: 'spki', format: 'der'}),
		parts.attributes ?? element(0xa0),
		parts.afterAttributes ?? Buffer.alloc(0),
	);
	const signature = parts.signWith?.(info) ?? sign('sha256', info, ecKeys.privateKey);
	return sequence(info, parts.algorithm ?? ecdsaWithSha256, bits(signature), parts.afterSignature ?? Buffer.alloc(0));
};

/** The same with an RSA key, signed with the algorithm named. */
export const buildRsaRequestDer = (keys: {readonly publicKey: KeyObject; readonly privateKey: KeyObject}, algorithm: {readonly oid: string; readonly digest: string}): Buffer =>
	buildRequestDer({
		spki: keys.publicKey.export({type: 'spki', format: 'der'}),
		algorithm: sequence(oid(algorithm.oid), element(0x05)),
		signWith: (info) => sign(algorithm.digest, info, keys.privateKey),
	});

/** PEM as kubelets write it: lines of 64, one final newline. */
export const toPem = (der: Uint8Array, label = 'CERTIFICATE REQUEST'): string => writePem(label, der);

/** A request with the attributes given, as PEM bytes. */
export const buildRequest = (parts: RequestParts = {}): Uint8Array => Buffer.from(toPem(buildRequestDer(parts)));

/** The [0] element around attributes. */
export const attributes = (...list: readonly Uint8Array[]): Buffer => element(0xa0, ...list);
