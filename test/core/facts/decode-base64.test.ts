import fc from 'fast-check';
import {expect, test} from 'vitest';
import {decodeBase64, decodeBase64Text} from '../../../source/core/facts/decode-base64.ts';

test('decodes what encoders of base64 write, of any length', () => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 40}), (bytes) => {
			const text = Buffer.from(bytes).toString('base64');
			expect(decodeBase64(text)).toEqual(bytes);
			expect(decodeBase64Text(text)).toBe(Buffer.from(bytes).toString('latin1'));
		}),
	);
});

test.each(['A', 'AA', 'AAA', 'A===', '====', '=', 'AA=A', 'AA==AAAA', 'AA=\n', 'AAA ', 'AA-_', 'AAAé', 'AAA\u0141', 'AAAAA', 'AAA=AAA='])('takes %j for no base64', (text) => {
	expect(decodeBase64(text)).toBeUndefined();
	expect(decodeBase64Text(text)).toBe('');
});
