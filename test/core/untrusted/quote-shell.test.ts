import {execFileSync} from 'node:child_process';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {quoteShell} from '../../../source/core/untrusted/quote-shell.ts';

test.each([
	['/var/lib/kubelet/pki', '/var/lib/kubelet/pki'],
	['', "''"],
	["it's", "'it'\\''s'"],
	['$(reboot)', "'$(reboot)'"],
])('writes %j as %s', (text, word) => {
	expect(quoteShell(text)).toBe(word);
});

test('a shell reads back what was quoted', () => {
	const printable = fc.string({unit: 'grapheme'}).map((text) => text.replaceAll('\u0000', ''));
	fc.assert(
		fc.property(fc.array(printable, {maxLength: 20}), (words) => {
			const script = `for word in ${words.map(quoteShell).join(' ')}; do printf '%s\\0' "$word"; done`;
			const read = execFileSync('sh', ['-c', script], {encoding: 'utf8'}).split('\u0000').slice(0, -1);
			expect(read).toEqual(words.map((word) => Buffer.from(word).toString('utf8')));
		}),
		{numRuns: 50},
	);
});
