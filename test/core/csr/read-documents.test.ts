import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readDocuments} from '../../../source/core/csr/read-documents.ts';

const codes = (text: string): unknown => readDocuments(text, 'x.json').problems.map(({code, subject}) => `${code} ${subject}`);

test.each([
	['one JSON object', '{"kind":"List"}', [{kind: 'List'}]],
	['a byte order mark', '\u{FEFF}{"a":1}', [{a: 1}]],
	['JSON values one after the other', '{"a":1}\n{"b":2}', [{a: 1}, {b: 2}]],
	['YAML documents', 'a: 1\n---\nb: 2\n---\n', [{a: 1}, {b: 2}]],
	['nothing', '', []],
])('reads %s', (_, text, values) => {
	expect(readDocuments(text, 'x')).toEqual({values, problems: []});
});

test('tells every broken part of JSON at once with its place, and keeps the sound ones', () => {
	const text = '{"a":1}\n{"b":}\n{"c":3} oops\n{"d":[1,}';
	expect(readDocuments(text, 'x').values).toEqual([{a: 1}, {c: 3}]);
	expect(codes(text)).toEqual(['objects-json x.json:3:9', 'objects-json x.json:2:1', 'objects-cut-off x.json:4:1']);
});

test.each([
	['one object', '{"a":1}\n{"b":2,\n"b":3}', 'objects-key-repeated x.json:3:1'],
	['an object in a list', '[{"a":{"x":1}},{"a":{"x":1,"y":["x"],"\\u0078":2}}]', 'objects-key-repeated x.json:1:38'],
])('leaves out JSON with a repeated key in %s, and says where', (_, text, told) => {
	expect(codes(text)).toEqual([told]);
	expect(JSON.stringify(readDocuments(text, 'x').values)).not.toMatch(/b|y/);
});

test('takes the same key in other objects, and as a value, for no repetition', () => {
	const text = '{"a":{"a":["a","a",{"a":"a"}]},"b":{"a":1}}';
	expect(readDocuments(text, 'x')).toEqual({values: [JSON.parse(text)], problems: []});
});

test('tells broken YAML with its place, and keeps sound documents', () => {
	expect(readDocuments('a: 1\n---\nb: [\n---\nc: 3\n', 'x').values).toContainEqual({a: 1});
	expect(codes('a: 1\n---\nb: "x\n')).toEqual([expect.stringMatching(/^yaml-syntax x\.json:\d+:\d+$/)]);
});

test.each([
	['aliases that multiply', `a: &a [x]\n${Array.from({length: 30}, (_, index) => `b${index}: &b${index} [${Array.from({length: 9}, () => `*${index === 0 ? 'a' : `b${index - 1}`}`).join(', ')}]`).join('\n')}\n`],
	['an alias of nothing', 'a: *b\n'],
	['nesting without end', `a: ${'['.repeat(20_000)}`],
])('refuses YAML with %s', (_, text) => {
	expect(readDocuments(text, 'x')).toMatchObject({values: [], problems: [{code: 'yaml-syntax'}]});
});

test('reads JSON that nests without end, which nothing here follows', () => {
	const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
	expect(readDocuments(text, 'x').values.length + readDocuments(text, 'x').problems.length).toBe(1);
});

test('refuses YAML that is too large, at once', () => {
	expect(codes(`a: ${'x'.repeat(9 * 1024 * 1024)}`)).toEqual(['objects-yaml-too-large x.json']);
});

test('never throws, and never quotes the text, in which a Secret may stand', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '---\n', '\n', '- ', '&a ', '*a ', '!!x ', 'a: ', '\\'), fc.constant('hunter2'), fc.string({maxLength: 4}))), (parts) => {
			const {problems} = readDocuments(parts.join(''), 'x');
			expect(JSON.stringify(problems)).not.toContain('hunter2');
		}),
		{numRuns: 2000, interruptAfterTimeLimit: 3000, markInterruptAsFailure: false},
	);
});
