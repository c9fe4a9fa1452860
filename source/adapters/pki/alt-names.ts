import type {SubjectAltName} from '../../core/csr/csr.ts';
import {formatIpAddress, ipAddressFromBytes} from '../../core/net/ip-address.ts';
import {DefectError} from './defect.ts';
import {type DerElement, readChildren, readOnlyElement, tag} from './der.ts';

// GeneralName's implicit context tags that hold a text, RFC 5280 section 4.2.1.6.
const textKinds: Readonly<Record<number, 'dns' | 'email' | 'uri'>> = {0x81: 'email', 0x82: 'dns', 0x86: 'uri'};
const ipTag = 0x87;
// otherName, x400Address, directoryName and ediPartyName are constructed, registeredID is not.
const otherTags: readonly number[] = [0xa0, 0xa3, 0xa4, 0xa5, 0x88];

const readName = ({tag, content}: DerElement): SubjectAltName => {
	const kind = textKinds[tag];
	if (kind !== undefined) {
		if (content.some((byte) => byte >= 0x80)) {
			throw new DefectError('alt-name', 'alt-name-not-ascii');
		}
		return {kind, value: Buffer.from(content).toString('latin1')};
	}
	if (tag === ipTag) {
		const address = ipAddressFromBytes([...content.subarray(0, 17)]);
		if (address === undefined) {
			throw new DefectError('alt-name', 'alt-name-address-length', {value: String(content.length)});
		}
		return {kind: 'ip', value: formatIpAddress(address)};
	}
	if (otherTags.includes(tag)) {
		return {kind: 'other', value: `[${tag & 0x1f}]`};
	}
	throw new DefectError('alt-name', 'alt-name-unknown-tag', {value: `0x${tag.toString(16).padStart(2, '0')}`});
};

/** Reads the value of a subjectAltName extension, in order; kinds that no kubelet asks for are told as `other`. */
export const readAltNames = (value: Uint8Array): readonly SubjectAltName[] =>
	readChildren(readOnlyElement(value, 'alt-names'), tag.sequence, 'alt-names').map(readName);
