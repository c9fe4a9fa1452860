import {decodeBase64} from '../facts/decode-base64.ts';

/** Decodes padded base64 into text; undefined where it is no base64 or its bytes are no UTF-8. The core has no TextDecoder. */
export const decodeUtf8Base64 = (base64: string): string | undefined => {
	const bytes = decodeBase64(base64);
	if (bytes === undefined) {
		return undefined;
	}
	try {
		return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
	} catch {
		return undefined;
	}
};
