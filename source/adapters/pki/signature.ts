import {constants, createPublicKey, type KeyObject, verify} from 'node:crypto';
import {DefectError} from './defect.ts';
import {type DerElement, readChildren, readOid, tag} from './der.ts';

/** An algorithm: the key that it needs, what P4 calls its hash, its exact parameters, and how node:crypto checks it. */
type Algorithm = {
	readonly keyOid: string;
	readonly hash: string;
	/** Hex of the parameters' DER; empty: none. */
	readonly parameters: string;
	/** Digest for node:crypto; undefined where the algorithm brings its own. */
	readonly digest?: string;
	readonly isPss?: boolean;
};

const rsaOid = '1.2.840.113549.1.1.1';
const ecOid = '1.2.840.10045.2.1';
const derNull = '0500';

const rsa = (hash: string): Algorithm => ({keyOid: rsaOid, hash, parameters: derNull, digest: hash});
const ecdsa = (hash: string): Algorithm => ({keyOid: ecOid, hash, parameters: '', digest: hash});
const pure = (keyOid: string, hash: string): Algorithm => ({keyOid, hash, parameters: ''});

// RFC 4055 section 3.1: hash, MGF1 with the same hash, salt as long as the hash; Go knows these three (crypto/x509 pssParametersSHA256 …).
const pss = (hash: string, arc: string, salt: string): Algorithm => {
	const digest = `300d0609608648016503040${arc}0500`;
	return {keyOid: rsaOid, hash: `${hash}-pss`, parameters: `3034a00f${digest}a11c301a06092a864886f70d010108${digest}a2030201${salt}`, digest: hash, isPss: true};
};

// Signature algorithms by OID, RFC 8017 appendix A.2, RFC 5758, RFC 8410, RFC 9881. Where two share one, the parameters tell them apart.
const algorithms: Readonly<Record<string, readonly Algorithm[]>> = {
	'1.2.840.113549.1.1.5': [rsa('sha1')],
	'1.2.840.113549.1.1.10': [pss('sha256', '201', '20'), pss('sha384', '202', '30'), pss('sha512', '203', '40')],
	'1.2.840.113549.1.1.11': [rsa('sha256')],
	'1.2.840.113549.1.1.12': [rsa('sha384')],
	'1.2.840.113549.1.1.13': [rsa('sha512')],
	'1.2.840.113549.1.1.14': [rsa('sha224')],
	'1.2.840.10045.4.1': [ecdsa('sha1')],
	'1.2.840.10045.4.3.1': [ecdsa('sha224')],
	'1.2.840.10045.4.3.2': [ecdsa('sha256')],
	'1.2.840.10045.4.3.3': [ecdsa('sha384')],
	'1.2.840.10045.4.3.4': [ecdsa('sha512')],
	'1.3.101.112': [pure('1.3.101.112', 'ed25519')],
	'1.3.101.113': [pure('1.3.101.113', 'ed448')],
	'2.16.840.1.101.3.4.3.17': [pure('2.16.840.1.101.3.4.3.17', 'ml-dsa-44')],
	'2.16.840.1.101.3.4.3.18': [pure('2.16.840.1.101.3.4.3.18', 'ml-dsa-65')],
	'2.16.840.1.101.3.4.3.19': [pure('2.16.840.1.101.3.4.3.19', 'ml-dsa-87')],
};

const findAlgorithm = (element: DerElement | undefined, keyOid: string): Algorithm => {
	const [type, parameters, ...rest] = readChildren(element, tag.sequence, 'signature-algorithm');
	const oid = readOid(type, 'signature-algorithm');
	const parametersHex = Buffer.from(parameters?.raw ?? []).toString('hex');
	const algorithm = algorithms[oid]?.find((candidate) => candidate.parameters === parametersHex && candidate.keyOid === keyOid);
	if (algorithm === undefined || rest.length > 0) {
		throw new DefectError('signature', 'signature-algorithm-unknown', {value: oid}, 'P4');
	}
	return algorithm;
};

const isSignedWith = (algorithm: Algorithm, key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean =>
	verify(algorithm.digest, signed, algorithm.isPss ? {key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST} : key, signature);

/** Verifies that the request was signed by its own key and names the hash; a defect of P3 where it was not. */
export const verifySelfSignature = (request: {readonly signed: Uint8Array; readonly spki: Uint8Array; readonly keyOid: string; readonly algorithm: DerElement | undefined; readonly signature: Uint8Array}): string => {
	const algorithm = findAlgorithm(request.algorithm, request.keyOid);
	let isValid = false;
	try {
		const key = createPublicKey({key: Buffer.from(request.spki), format: 'der', type: 'spki'});
		isValid = isSignedWith(algorithm, key, request.signed, request.signature);
	} catch {
		// OpenSSL throws for points off their curve and for keys that it does not know: neither can have signed.
	}
	if (!isValid) {
		throw new DefectError('signature', 'signature-wrong');
	}
	return algorithm.hash;
};
