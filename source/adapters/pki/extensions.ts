import type {SubjectAltName} from '../../core/csr/csr.ts';
import {readAltNames} from './alt-names.ts';
import {DefectError} from './defect.ts';
import {type DerElement, expectTag, readChildren, readOid, readOnlyElement, tag} from './der.ts';

/** What the extensions of a request ask for. */
export type RequestedExtensions = {readonly altNames?: readonly SubjectAltName[]; readonly requestedUsages: readonly string[]};

// Bits of KeyUsage in order (RFC 5280 section 4.2.1.3), spelled as in kubernetes staging/src/k8s.io/api/certificates/v1/types.go.
const keyUsages = ['digital signature', 'content commitment', 'key encipherment', 'data encipherment', 'key agreement', 'cert sign', 'crl sign', 'encipher only', 'decipher only'];

// RFC 5280 section 4.2.1.12; every other purpose keeps its OID, which is no Kubernetes usage and so fits none.
const extendedKeyUsages: Readonly<Record<string, string>> = {'1.3.6.1.5.5.7.3.1': 'server auth', '1.3.6.1.5.5.7.3.2': 'client auth'};

// A BIT STRING with named bits drops trailing zero bits (X.690 section 11.2.2).
const readKeyUsage = (value: Uint8Array): readonly string[] => {
	const [unused = 8, ...bytes] = expectTag(readOnlyElement(value, 'key-usage'), tag.bitString, 'key-usage').content;
	const last = bytes.at(-1);
	if (last === undefined || unused > 7 || bytes.length > 2 || ((last >> unused) & 1) !== 1 || (last & ((1 << unused) - 1)) !== 0) {
		throw new DefectError('usage', 'key-usage-form');
	}
	const usages = bytes.flatMap((byte, index) => Array.from({length: 8}, (_, bit) => ((byte >> (7 - bit)) & 1 ? index * 8 + bit : -1))).filter((bit) => bit >= 0);
	return usages.map((bit) => {
		const usage = keyUsages[bit];
		if (usage === undefined || usage === 'cert sign' || usage === 'crl sign') {
			throw new DefectError('usage', 'key-usage-of-authority', {value: usage ?? String(bit)});
		}
		return usage;
	});
};

const readExtendedKeyUsage = (value: Uint8Array): readonly string[] => {
	const oids = readChildren(readOnlyElement(value, 'extended-key-usage'), tag.sequence, 'extended-key-usage').map((oid) => readOid(oid, 'extended-key-usage'));
	if (oids.length === 0 || new Set(oids).size !== oids.length) {
		throw new DefectError('usage', 'purpose-none-or-twice');
	}
	return oids.map((oid) => extendedKeyUsages[oid] ?? oid);
};

const checkBasicConstraints = (value: Uint8Array): RequestedExtensions => {
	// cA is FALSE by default and DER leaves defaults out; pathLen is for authorities (RFC 5280 section 4.2.1.9).
	if (readChildren(readOnlyElement(value, 'basic-constraints'), tag.sequence, 'basic-constraints').length > 0) {
		throw new DefectError('extension', 'authority-asked');
	}
	return {requestedUsages: []};
};

// The only extensions that may be there (P3); each reader takes the value to its end.
const readers: Readonly<Record<string, (value: Uint8Array) => RequestedExtensions>> = {
	'2.5.29.15': (value) => ({requestedUsages: readKeyUsage(value)}),
	'2.5.29.17': (value) => ({altNames: readAltNames(value), requestedUsages: []}),
	'2.5.29.19': checkBasicConstraints,
	'2.5.29.37': (value) => ({requestedUsages: readExtendedKeyUsage(value)}),
};

const readExtension = (element: DerElement): {readonly oid: string; readonly asked: RequestedExtensions} => {
	const [type, ...parts] = readChildren(element, tag.sequence, 'extension');
	const oid = readOid(type, 'extension');
	const reader = readers[oid];
	if (reader === undefined) {
		throw new DefectError('extension', 'extension-unknown', {value: oid});
	}
	const isCritical = parts.length === 2;
	// critical is FALSE by default, so where it is written it is TRUE, and DER's TRUE is 0xff (X.690 sections 11.1 and 11.5).
	if (isCritical && (parts[0]?.tag !== tag.boolean || parts[0].content.length !== 1 || parts[0].content[0] !== 0xff)) {
		throw new DefectError('extension', 'extension-criticality', {value: oid});
	}
	if (parts.length !== (isCritical ? 2 : 1)) {
		throw new DefectError('extension', 'extra-element', {part: 'extension'});
	}
	return {oid, asked: reader(expectTag(parts.at(-1), tag.octetString, 'extension').content)};
};

/** Reads the Extensions of an extensionRequest attribute (RFC 2985 section 5.4.2): at least one, none twice, only those of kubelets. */
export const readExtensions = (element: DerElement | undefined): RequestedExtensions => {
	const extensions = readChildren(element, tag.sequence, 'extensions').map(readExtension);
	if (extensions.length === 0 || new Set(extensions.map(({oid}) => oid)).size !== extensions.length) {
		throw new DefectError('extension', 'extension-none-or-twice');
	}
	const altNames = extensions.find(({asked}) => asked.altNames !== undefined)?.asked.altNames;
	return {...(altNames === undefined ? {} : {altNames}), requestedUsages: extensions.flatMap(({asked}) => asked.requestedUsages)};
};
