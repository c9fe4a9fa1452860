const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// By character code.
const values = Uint8Array.from({length: 128}, (_, code) => Math.max(0, alphabet.indexOf(String.fromCodePoint(code))));

/** Decodes padded base64 (RFC 4648 section 4), as `[]byte` stands in Kubernetes' JSON; undefined where the text is none. The core has no Buffer. */
export const decodeBase64 = (text: string): Uint8Array | undefined => {
	if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
		return undefined;
	}
	const digits = text.replace(/=+$/, '');
	const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
	for (let index = 0; index < bytes.length; index += 1) {
		const at = Math.floor((index * 4) / 3);
		const pair = ((values[digits.charCodeAt(at)] ?? 0) << 6) | (values[digits.charCodeAt(at + 1)] ?? 0);
		bytes[index] = (pair >> (4 - 2 * (index % 3))) & 0xff;
	}
	return bytes;
};

/** The same for values that are ASCII text, one character a byte; empty where the text is no base64. */
export const decodeBase64Text = (text: string): string => Array.from(decodeBase64(text) ?? [], (byte) => String.fromCodePoint(byte)).join('');
