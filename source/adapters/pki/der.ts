/*
Strict DER (ITU-T X.690 section 10): one reading or none. Tags in one byte, lengths definite and minimal, children that fill their parent
to the last byte. Nothing recurses over the input, so nesting costs nothing. Everything throws DefectError.
*/
import type {RequestPart} from '../../core/csr/request-defect.ts';
import {DefectError} from './defect.ts';

/** Identifier bytes that a request may hold (X.690 section 8.1.2). Context tags are written out where they are used. */
export const tag = {boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31} as const;

/** One element: its identifier byte, its content, and all of its bytes. */
export type DerElement = {readonly tag: number; readonly content: Uint8Array; readonly raw: Uint8Array};

// Where the content begins and how long it is.
const readLength = (bytes: Uint8Array, part: RequestPart): {readonly start: number; readonly length: number} => {
	const first = bytes[1];
	if (first === undefined) {
		throw new DefectError('der', 'cut-off', {part});
	}
	if (first < 0x80) {
		return {start: 2, length: first};
	}
	const count = first & 0x7f;
	// The PEM is capped at 32 KiB, so two bytes of length are enough; 0x80 is BER's indefinite form.
	if (count === 0 || count > 2 || bytes.length < 2 + count) {
		throw new DefectError('der', 'length-form', {part});
	}
	const length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
	if (length < 0x80 || (count === 2 && length < 0x100)) {
		throw new DefectError('der', 'length-not-minimal', {part});
	}
	return {start: 2 + count, length};
};

/** Reads every element of `bytes`, which they must fill exactly; `part` is what the bytes are of. */
export const readElements = (bytes: Uint8Array, part: RequestPart): readonly DerElement[] => {
	const elements: DerElement[] = [];
	let rest = bytes;
	while (rest.length > 0) {
		const identifier = rest[0] ?? 0;
		if ((identifier & 0x1f) === 0x1f) {
			throw new DefectError('der', 'long-tag', {part});
		}
		const {start, length} = readLength(rest, part);
		if (start + length > rest.length) {
			throw new DefectError('der', 'overflow', {part});
		}
		elements.push({tag: identifier, content: rest.subarray(start, start + length), raw: rest.subarray(0, start + length)});
		rest = rest.subarray(start + length);
	}
	return elements;
};

/** The element, or a defect where it is missing or of another tag. */
export const expectTag = (element: DerElement | undefined, expected: number, part: RequestPart): DerElement => {
	if (element?.tag !== expected) {
		throw new DefectError('der', element === undefined ? 'missing' : 'other-type', {part});
	}
	return element;
};

/** The children of a SEQUENCE, SET or explicit tag. */
export const readChildren = (element: DerElement | undefined, expected: number, part: RequestPart): readonly DerElement[] =>
	readElements(expectTag(element, expected, part).content, part);

/** The only element of `bytes`. */
export const readOnlyElement = (bytes: Uint8Array, part: RequestPart): DerElement => {
	const [element, ...rest] = readElements(bytes, part);
	if (element === undefined || rest.length > 0) {
		throw new DefectError('der', 'not-one-element', {part});
	}
	return element;
};

/** A non-negative INTEGER of any size as its bytes without sign, minimal in DER (X.690 section 8.3.2). */
export const readUnsigned = (element: DerElement | undefined, part: RequestPart): Uint8Array => {
	const {content} = expectTag(element, tag.integer, part);
	const [first, second] = content;
	if (first === undefined || first >= 0x80 || (first === 0 && second !== undefined && second < 0x80)) {
		throw new DefectError('der', 'integer-form', {part});
	}
	return first === 0 && second !== undefined ? content.subarray(1) : content;
};

/** A BIT STRING of whole bytes, as keys and signatures are. */
export const readWholeBits = (element: DerElement | undefined, part: RequestPart): Uint8Array => {
	const {content} = expectTag(element, tag.bitString, part);
	if (content[0] !== 0) {
		throw new DefectError('der', 'bits-form', {part});
	}
	return content.subarray(1);
};

/** An OBJECT IDENTIFIER in dotted form, each arc minimal and below 2^31 as Go's asn1 demands. */
export const readOid = (element: DerElement | undefined, part: RequestPart): string => {
	const {content} = expectTag(element, tag.oid, part);
	const arcs: number[] = [];
	let arc = 0;
	let isInside = false;
	for (const byte of content) {
		arc = arc * 128 + (byte & 0x7f);
		if ((!isInside && byte === 0x80) || arc > 0x7f_ff_ff_ff) {
			throw new DefectError('der', 'oid-form', {part});
		}
		isInside = byte >= 0x80;
		if (!isInside) {
			arcs.push(arc);
			arc = 0;
		}
	}
	const [first, ...rest] = arcs;
	if (first === undefined || isInside) {
		throw new DefectError('der', 'oid-form', {part});
	}
	const top = Math.min(2, Math.floor(first / 40));
	return [top, first - top * 40, ...rest].join('.');
};
