import {createHash} from 'node:crypto';
import type {DecodedRequest, RequestReading} from '../../core/csr/csr.ts';
import {DefectError} from './defect.ts';
import {type DerElement, readChildren, readOid, readOnlyElement, readUnsigned, readWholeBits, tag} from './der.ts';
import {readExtensions, type RequestedExtensions} from './extensions.ts';
import {readKey} from './key.ts';
import {decodeRequestPem} from './pem.ts';
import {verifySelfSignature} from './signature.ts';
import {readSubject} from './subject.ts';

// The [0] IMPLICIT SET of attributes, RFC 2986 section 4.1.
const attributesTag = 0xa0;
// RFC 2985 section 5.4.2.
const extensionRequestOid = '1.2.840.113549.1.9.14';

// No attribute at all, or one extensionRequest with one value: Go would look into further ones too, others would not.
const readAttributes = (element: DerElement | undefined): RequestedExtensions => {
	const [attribute, ...others] = readChildren(element, attributesTag, 'attributes');
	if (attribute === undefined) {
		return {requestedUsages: []};
	}
	const [type, values, ...rest] = readChildren(attribute, tag.sequence, 'attribute');
	const oid = readOid(type, 'attribute');
	const [value, ...more] = readChildren(values, tag.set, 'attribute');
	if (oid !== extensionRequestOid || others.length + rest.length + more.length > 0) {
		throw oid === extensionRequestOid ? new DefectError('attribute', 'attribute-repeated') : new DefectError('attribute', 'attribute-unknown', {value: oid});
	}
	return readExtensions(value);
};

const decode = (request: Uint8Array): DecodedRequest => {
	const [info, algorithm, signature, ...rest] = readChildren(readOnlyElement(decodeRequestPem(request), 'request'), tag.sequence, 'request');
	const [version, subject, spki, attributes, ...more] = readChildren(info, tag.sequence, 'request-info');
	if (rest.length + more.length > 0) {
		throw new DefectError('der', 'extra-element', {part: rest.length > 0 ? 'request' : 'request-info'});
	}
	if (Buffer.from(readUnsigned(version, 'version')).toString('hex') !== '00') {
		throw new DefectError('version', 'version-not-0');
	}
	const {key, oid: keyOid} = readKey(spki);
	const spkiDer = spki?.raw ?? new Uint8Array();
	return {
		subject: readSubject(subject),
		...readAttributes(attributes),
		key,
		// Last, so that only well-formed requests cost a verification.
		signatureHash: verifySelfSignature({signed: info?.raw ?? new Uint8Array(), spki: spkiDer, keyOid, algorithm, signature: readWholeBits(signature, 'signature')}),
		spkiSha256: createHash('sha256').update(spkiDer).digest('hex'),
	};
};

/** Reads `spec.request` in the one way that Go reads it too, or says why it has no such reading (P3, P4). Never throws. */
export const readRequest = (request: Uint8Array): RequestReading => {
	try {
		return {isReadable: true, decoded: decode(request)};
	} catch (error) {
		// Anything but a DefectError would be our own mistake; a request must not stop the board by it, and is not approved either.
		return {isReadable: false, defect: error instanceof DefectError ? error.defect : {rule: 'P3', code: 'der', detail: {code: 'reader-failed'}}};
	}
};
