const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (RFC 4648 section 4) of a text of ASCII characters, such as PEM; the core has no Buffer. */
export const encodeBase64 = (ascii: string): string => {
	let encoded = '';
	for (let at = 0; at < ascii.length; at += 3) {
		const [first = 0, second = 0, third = 0] = [...ascii.slice(at, at + 3)].map((character) => character.codePointAt(0) ?? 0);
		const bits = (first << 16) | (second << 8) | third;
		const digits = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63] ?? '').join('');
		encoded += digits.slice(0, Math.min(3, ascii.length - at) + 1).padEnd(4, '=');
	}
	return encoded;
};
