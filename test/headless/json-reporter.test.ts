import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {escapeControls} from '../../source/core/untrusted/escape-controls.ts';
import {formatJsonLine, reportJson} from '../../source/headless/json-reporter.ts';

describe('formatJsonLine', () => {
	it('is one line that parses back and holds nothing that a terminal acts on', () => {
		fc.assert(
			fc.property(fc.string({unit: 'binary'}), (text) => {
				const line = formatJsonLine({text});
				expect(line.endsWith('\n')).toBe(true);
				const body = line.slice(0, -1);
				expect(escapeControls(body)).toBe(body);
				expect(JSON.parse(body)).toEqual({text: text});
			}),
		);
	});

	it.each(['\u001B[2J', '\u009B2J', '\u202Eabc', '\u{E0041}', 'a\u2028b', '\u200B'])('escapes %j', (text) => {
		expect(formatJsonLine(text)).toMatch(/^"[\u0020-\u007E]*"\n$/);
		expect(JSON.parse(formatJsonLine(text))).toBe(text);
	});

	it('leaves letters of any script as they are', () => {
		expect(formatJsonLine('节点 é')).toBe('"节点 é"\n');
	});
});

describe('reportJson', () => {
	it('writes one line an event, however many lines its strings have', () => {
		let written = '';
		const report = reportJson((text) => {
			written += text;
		});
		report({type: 'file-written', path: '/a\nb'});
		report({type: 'connection-changed', state: 'live'});
		expect(written).toBe('{"type":"file-written","path":"/a\\nb"}\n{"type":"connection-changed","state":"live"}\n');
	});
});
