import type {DecodedRequest} from '../../core/csr/csr.ts';
import {DefectError} from './defect.ts';
import {type DerElement, readChildren, readOid, tag} from './der.ts';

// RFC 5280 appendix A.1; every other attribute keeps its dotted OID.
const attributeNames: Readonly<Record<string, string>> = {
	'2.5.4.3': 'CN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.9': 'street', '2.5.4.10': 'O', '2.5.4.11': 'OU',
};

type Decode = (content: Uint8Array) => string | undefined;

const latin1: Decode = (content) => Buffer.from(content).toString('latin1');

const utf8: Decode = (content) => {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(content);
	} catch {
		return undefined;
	}
};

// The alphabet of X.680 section 41.4; Go's asn1 lets `*` and `&` pass too, which no kubelet writes.
const printable: Decode = (content) => (/^[A-Za-z\d '()+,\-./:=?]*$/.test(latin1(content) ?? '') ? latin1(content) : undefined);

// String types by tag. What is neither PrintableString nor UTF8String is told as it is and refused by P6.
const stringTypes: Readonly<Record<number, {readonly name: string; readonly decode: Decode}>> = {
	0x0c: {name: 'UTF8String', decode: utf8},
	0x13: {name: 'PrintableString', decode: printable},
	0x14: {name: 'TeletexString', decode: latin1},
	0x16: {name: 'IA5String', decode: latin1},
	0x1c: {name: 'UniversalString', decode: latin1},
	0x1e: {name: 'BMPString', decode: latin1},
};

/** Reads the Name of a request: one attribute a RelativeDistinguishedName, since Go flattens sets and loses which belong together. */
export const readSubject = (element: DerElement | undefined): DecodedRequest['subject'] =>
	readChildren(element, tag.sequence, 'subject').map((set) => {
		const attributes = readChildren(set, tag.set, 'subject-part');
		if (attributes.length !== 1) {
			throw new DefectError('subject', 'subject-part-not-single');
		}
		const [type, value, ...rest] = readChildren(attributes[0], tag.sequence, 'subject-attribute');
		const oid = readOid(type, 'subject-attribute');
		if (value === undefined || rest.length > 0) {
			throw new DefectError('subject', value === undefined ? 'missing' : 'extra-element', {part: 'subject-attribute'});
		}
		const stringType = stringTypes[value.tag];
		const text = stringType?.decode(value.content);
		if (stringType === undefined || text === undefined) {
			throw new DefectError('subject', 'subject-value', {value: attributeNames[oid] ?? oid});
		}
		return {type: attributeNames[oid] ?? oid, value: text, stringType: stringType.name};
	});
