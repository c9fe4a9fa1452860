import {DefectError} from './defect.ts';

const begin = '-----BEGIN CERTIFICATE REQUEST-----';
const end = '-----END CERTIFICATE REQUEST-----';

// Real requests are below 4 KiB, RSA 8192 with eight names included. A cap keeps hostile ones cheap.
const maximumBytes = 32 * 1024;

/**
 * Reads `spec.request` as exactly one PEM block and nothing else (P3): BEGIN line, base64 lines, END line, at most one final newline.
 * Go's pem.Decode skips leading text, takes headers and ignores what follows, so all of those are refused here.
 */
export const decodeRequestPem = (request: Uint8Array): Uint8Array => {
	if (request.length > maximumBytes) {
		throw new DefectError('pem', 'pem-too-long', {value: String(maximumBytes)});
	}
	const lines = Buffer.from(request).toString('latin1').replace(/\r?\n$/, '').split(/\r?\n/);
	if (lines[0] !== begin || lines.at(-1) !== end) {
		throw new DefectError('pem', 'pem-not-one-block');
	}
	const body = lines.slice(1, -1);
	if (!body.every((line) => /^[A-Za-z\d+/]+={0,2}$/.test(line))) {
		throw new DefectError('pem', 'pem-line-not-base64');
	}
	const base64 = body.join('');
	const der = Buffer.from(base64, 'base64');
	// Encoding it again finds padding inside, missing padding and stray bits in the last character (RFC 4648 section 3.5).
	if (der.toString('base64') !== base64) {
		throw new DefectError('pem', 'pem-not-canonical');
	}
	return der;
};
