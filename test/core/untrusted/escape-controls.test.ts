import fc from 'fast-check';
import {expect, test} from 'vitest';
import {escapeControls, escapeControlsInLines} from '../../../source/core/untrusted/escape-controls.ts';

test.each([
	['node-1', 'node-1'],
	['节点一', '节点一'],
	['\u001B[2Jgone', '\\x1b[2Jgone'],
	['a\u009Bb', 'a\\x9bb'],
	['m1\u202E1n', 'm1\\u202e1n'],
	['a\nb', 'a\\x0ab'],
	['tag\u{E0041}', 'tag\\u{e0041}'],
])('writes %j as %j', (text, expected) => {
	expect(escapeControls(text)).toBe(expected);
});

test('keeps line feeds and tabs in text of many lines, and nothing else', () => {
	expect(escapeControlsInLines('a\r\n\tb\rc')).toBe('a\n\tb\\x0dc');
});

test('leaves no control character whatever comes in', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), (text) => {
			expect(escapeControls(text)).not.toMatch(/\p{Cc}|\p{Cs}/u);
		}),
	);
});
