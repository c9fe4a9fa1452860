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
	it('leaves the texts to write out of a plan', () => {
		let written = '';
		const file = {artifact: 'client-ca', path: '/a', action: 'create', mode: 0o644, owner: 'root:root', isSecret: false, diff: '+x', content: 'TEXT', before: '', wasEditedByHand: false} as const;
		const node = {name: 'n1', address: 'n1', state: 'new', needsToken: true, needsServingCertificate: true, kubelet: 'start', files: [file], setAside: [], problems: []} as const;
		reportJson((text) => {
			written += text;
		})({type: 'plan-assembled', plan: {id: 'x', cluster: {server: 's', apiServer: 'a', version: 'v', caSha256: 'c'}, objects: [], nodes: [node], problems: []}});
		expect(written).not.toContain('TEXT');
		expect(JSON.parse(written)).toMatchObject({plan: {nodes: [{files: [{path: '/a', diff: '+x'}]}]}});
	});
});
