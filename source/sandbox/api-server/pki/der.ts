/*
As much DER (ITU-T X.690) as certificates and requests take. What is read keeps its own bytes, so that a signature over it can be checked and parts of it can be
written again as they came.
*/

/** Identifier bytes of universal types: X.690 section 8.1.2. */
export const tag = {boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, utf8: 0x0c, printable: 0x13, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31} as const;

/** One element: its identifier byte, its content and all of its bytes. */
export type DerElement = {readonly tag: number; readonly content: Buffer; readonly raw: Buffer};

const lengthOf = (length: number): readonly number[] => {
	if (length < 0x80) {
		return [length];
	}
	const bytes = length < 0x100 ? [length] : length < 0x1_00_00 ? [length >> 8, length & 0xff] : [length >> 16, (length >> 8) & 0xff, length & 0xff];
	return [0x80 | bytes.length, ...bytes];
};

/** Writes one element around its contents. */
export const element = (identifier: number, ...contents: readonly Uint8Array[]): Buffer => {
	const content = contents.length === 1 && contents[0] !== undefined ? contents[0] : Buffer.concat(contents);
	return Buffer.concat([Buffer.from([identifier, ...lengthOf(content.length)]), content]);
};

/** Writes a SEQUENCE. */
export const sequence = (...children: readonly Uint8Array[]): Buffer => element(tag.sequence, ...children);

/** Writes an INTEGER that is not negative. */
export const unsigned = (bytes: Uint8Array): Buffer => {
	const first = bytes.findIndex((byte) => byte !== 0);
	const minimal = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
	return element(tag.integer, ...((minimal[0] ?? 0) >= 0x80 ? [Buffer.from([0]), minimal] : [minimal]));
};

/** Writes a BIT STRING of whole bytes. */
export const wholeBits = (bytes: Uint8Array): Buffer => element(tag.bitString, Buffer.from([0]), bytes);

/** Writes an OBJECT IDENTIFIER. */
export const oid = (dotted: string): Buffer => {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const arc = (value: number): readonly number[] => (value < 0x80 ? [value] : [...arc(Math.floor(value / 0x80)).map((byte) => byte | 0x80), value & 0x7f]);
	return element(tag.oid, Buffer.from([first * 40 + second, ...rest].flatMap(arc)));
};

/** Writes UTCTime until 2049 and GeneralizedTime after: RFC 5280 section 4.1.2.5. */
export const time = (timeMs: number): Buffer => {
	const digits = new Date(timeMs).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
	return digits < '2050' ? element(tag.utcTime, Buffer.from(digits.slice(2))) : element(tag.generalizedTime, Buffer.from(digits));
};

/** Reads every element of `bytes`. Throws where they are cut off. */
export const readElements = (bytes: Buffer): readonly DerElement[] => {
	const elements: DerElement[] = [];
	let at = 0;
	while (at < bytes.length) {
		const first = bytes[at + 1] ?? 0xff;
		const count = first < 0x80 ? 0 : first & 0x7f;
		if (count > 3 || first === 0x80) {
			throw new Error('asn1: syntax error: indefinite or long length');
		}
		const start = at + 2 + count;
		const length = count === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
		if (start + length > bytes.length) {
			throw new Error('asn1: syntax error: data truncated');
		}
		elements.push({tag: bytes[at] ?? 0, content: bytes.subarray(start, start + length), raw: bytes.subarray(at, start + length)});
		at = start + length;
	}
	return elements;
};

/** Reads the children of an element, which must be of that type. */
export const readChildren = (parent: DerElement | undefined, expected: number): readonly DerElement[] => {
	if (parent?.tag !== expected) {
		throw new Error(`asn1: structure error: tags don't match (${expected} vs ${parent?.tag ?? 'nothing'})`);
	}
	return readElements(parent.content);
};

/** Reads an OBJECT IDENTIFIER in dotted form. */
export const readOid = (from: DerElement | undefined): string => {
	const arcs: number[] = [];
	let arc = 0;
	for (const byte of from?.tag === tag.oid ? from.content : []) {
		arc = arc * 128 + (byte & 0x7f);
		if (byte < 0x80) {
			arcs.push(arc);
			arc = 0;
		}
	}
	const [first = 0, ...rest] = arcs;
	const top = Math.min(2, Math.floor(first / 40));
	return [top, first - top * 40, ...rest].join('.');
};

/** Writes PEM as Go's encoding/pem does: lines of 64, one final newline. */
export const toPem = (label: string, der: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replaceAll(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
