import {expect, test} from 'vitest';
import {splitJson} from '../../../source/core/csr/split-json.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const values = (text: string): readonly string[] => splitJson(text).spans.map(({start, end}) => text.slice(start, end));

test('finds values that stand one after the other', () => {
	expect(values(' {"a":{"b":[1]}}\n[2]{"c":"}"}')).toEqual(['{"a":{"b":[1]}}', '[2]', '{"c":"}"}']);
});

test.each([['{"a":"\\""}'], ['{"a":"\\\\"}'], ['{"a":"\\\\\\"}"}'], ['{"\\"":"{["}']])('reads the ends of strings as JSON does: %s', (text) => {
	expect(values(`${text}${text}`)).toEqual([text, text]);
});

test('says where something stands that is no object, and what does not end', () => {
	expect(splitJson('{} x {}')).toEqual({spans: [{start: 0, end: 2}, {start: 5, end: 7}], strayAt: 3});
	expect(splitJson('{}{"a":"')).toEqual({spans: [{start: 0, end: 2}], unclosedAt: 2});
	expect(splitJson('}')).toEqual({spans: [], strayAt: 0});
});

test('takes time by the length of the text only', () => {
	const tookMs = cpuTimeMs(() => {
		splitJson('["'.concat('\\'.repeat(1_000_000)));
		splitJson('['.repeat(1_000_000));
		splitJson('"a"'.repeat(300_000));
	});
	expect(tookMs).toBeLessThan(2000);
});
