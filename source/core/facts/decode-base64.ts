const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// By character code; what is no digit has this value.
const none = 64;
const values = Uint8Array.from({length: 128}, (_, code) => (alphabet.includes(String.fromCodePoint(code)) ? alphabet.indexOf(String.fromCodePoint(code)) : none));

const valueAt = (text: string, at: number): number => values[text.charCodeAt(at)] ?? none;

/** Decodes padded base64 (RFC 4648 section 4), as `[]byte` stands in Kubernetes' JSON; undefined where the text is none. The core has no Buffer. */
export const decodeBase64 = (text: string): Uint8Array | undefined => {
	if (text.length % 4 !== 0) {
		return undefined;
	}
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	const digits = text.length - padding;
	const bytes = new Uint8Array((text.length / 4) * 3 - padding);
	let isSound = true;
	// Four digits are three bytes, without a step a byte: a list of a thousand requests holds a megabyte of it.
	for (let at = 0, index = 0; at < digits; at += 4, index += 3) {
		const [one, two, three, four] = [valueAt(text, at), valueAt(text, at + 1), at + 2 < digits ? valueAt(text, at + 2) : 0, at + 3 < digits ? valueAt(text, at + 3) : 0];
		isSound &&= one !== none && two !== none && three !== none && four !== none;
		const bits = (one << 18) | (two << 12) | (three << 6) | four;
		// Beyond the end, where the padding is, nothing is written.
		bytes[index] = bits >> 16;
		bytes[index + 1] = bits >> 8;
		bytes[index + 2] = bits;
	}
	return isSound ? bytes : undefined;
};

/** The same for values that are ASCII text, one character a byte; empty where the text is no base64. */
export const decodeBase64Text = (text: string): string => {
	let decoded = '';
	for (const byte of decodeBase64(text) ?? []) {
		decoded += String.fromCharCode(byte);
	}
	return decoded;
};
