import type {DecodedRequest} from '../../core/csr/csr.ts';
import type {DefectCode, RequestPart} from '../../core/csr/request-defect.ts';
import {DefectError} from './defect.ts';
import {type DerElement, readChildren, readOid, readOnlyElement, readUnsigned, readWholeBits, tag} from './der.ts';

type Key = DecodedRequest['key'];
type ReadKey = (parameters: DerElement | undefined, key: Uint8Array) => Key;

const rsaOid = '1.2.840.113549.1.1.1';
const ecOid = '1.2.840.10045.2.1';
const ed25519Oid = '1.3.101.112';

// RFC 5480 section 2.1.1.1, with the bytes of one coordinate; others keep their OID.
const curves: Readonly<Record<string, {readonly name: string; readonly bytes: number}>> = {
	'1.2.840.10045.3.1.7': {name: 'P-256', bytes: 32},
	'1.3.132.0.34': {name: 'P-384', bytes: 48},
	'1.3.132.0.35': {name: 'P-521', bytes: 66},
};

const fail = (code: DefectCode, where: {readonly part?: RequestPart; readonly value?: string} = {}): never => {
	throw new DefectError('key', code, where, 'P4');
};

const readRsa: ReadKey = (parameters, key) => {
	if (parameters?.tag !== tag.null || parameters.content.length > 0) {
		fail('rsa-parameters');
	}
	const [modulus, exponent, ...rest] = readChildren(readOnlyElement(key, 'rsa-key'), tag.sequence, 'rsa-key');
	const [n, e] = [readUnsigned(modulus, 'rsa-modulus'), readUnsigned(exponent, 'rsa-exponent')];
	// Go's crypto/rsa takes exponents below 2^31 only.
	const value = e.length > 4 ? Number.POSITIVE_INFINITY : e.reduce((sum, byte) => sum * 256 + byte, 0);
	if (rest.length > 0) {
		fail('extra-element', {part: 'rsa-key'});
	}
	if (value > 0x7f_ff_ff_ff) {
		fail('rsa-exponent-too-large');
	}
	return {kind: 'rsa', bits: (n.length - 1) * 8 + (32 - Math.clz32(n[0] ?? 0)), exponent: value};
};

const readEc: ReadKey = (parameters, key) => {
	const oid = readOid(parameters, 'curve');
	const curve = curves[oid];
	// Go's crypto/elliptic reads uncompressed points only.
	if (curve !== undefined && (key[0] !== 0x04 || key.length !== 1 + curve.bytes * 2)) {
		fail('ec-point-form', {value: curve.name});
	}
	return {kind: 'ec', curve: curve?.name ?? oid};
};

const readEd25519: ReadKey = (parameters, key) => {
	if (parameters !== undefined || key.length !== 32) {
		fail('ed25519-form');
	}
	return {kind: 'ed25519'};
};

const readers: Readonly<Record<string, ReadKey>> = {[rsaOid]: readRsa, [ecOid]: readEc, [ed25519Oid]: readEd25519};

/** Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). Kinds that no kubelet makes are told by their OID and judged by P4. */
export const readKey = (element: DerElement | undefined): {readonly key: Key; readonly oid: string} => {
	const [algorithm, bits, ...rest] = readChildren(element, tag.sequence, 'public-key');
	const [type, parameters, ...more] = readChildren(algorithm, tag.sequence, 'key-algorithm');
	if (rest.length > 0 || more.length > 0) {
		fail('extra-element', {part: 'public-key'});
	}
	const oid = readOid(type, 'key-algorithm');
	const key = readWholeBits(bits, 'public-key');
	return {key: readers[oid]?.(parameters, key) ?? {kind: 'other', oid}, oid};
};
