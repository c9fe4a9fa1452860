const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (RFC 4648 section 4) of a text of ASCII characters, such as PEM; the core has no Buffer. */
export const encodeBase64 = (ascii: string): string => {
	const byteAt = (index: number): number => ascii.codePointAt(index) ?? 0;
	let encoded = '';
	for (let at = 0; at < ascii.length; at += 3) {
		const bits = (byteAt(at) << 16) | (byteAt(at + 1) << 8) | byteAt(at + 2);
		const digits = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63] ?? '').join('');
		encoded += digits.slice(0, Math.min(3, ascii.length - at) + 1).padEnd(4, '=');
	}
	return encoded;
};
