import {expect, test} from 'vitest';
import {describeDefect} from '../../source/text/defect-text.ts';
import {defects as englishDefects} from '../../source/text/en/defects.ts';
import {defects as chineseDefects} from '../../source/text/zh-cn/defects.ts';
import {reasons as english} from '../../source/text/en/reasons.ts';
import {reasons as simplifiedChinese} from '../../source/text/zh-cn/reasons.ts';

// Params whose values are looked up; every other is its own name.
const known: Readonly<Record<string, string>> = {because: 'cluster', fact: 'clock', defect: 'pem', detail: 'overflow', part: 'subject', state: 'denied', verdict: 'ASK', by: 'unknown', gap: 'untrusted', answer: 'yes'};

const paramsThatTell = (used: string[]): Readonly<Record<string, string>> =>
	new Proxy({}, {
		get: (_, name) => {
			used.push(String(name));
			return known[String(name)] ?? `<${String(name)}>`;
		},
	});

const write = (sentence: unknown, used: string[]): string => (sentence as (params: unknown) => string)(paramsThatTell(used));

test.each(Object.entries(english))('says %s in both languages with the same facts', (code, sentence) => {
	const [inEnglish, inChinese]: [string[], string[]] = [[], []];
	const texts = [write(sentence, inEnglish), write(simplifiedChinese[code as keyof typeof english], inChinese)];
	expect([...inChinese].sort()).toEqual([...inEnglish].sort());
	for (const text of texts) {
		expect(text).not.toMatch(/undefined|^\s*$/);
	}
	expect(texts[1]).toMatch(/\p{Script=Han}/u);
});

test.each(Object.keys(englishDefects.details) as (keyof typeof englishDefects.details)[])('P3 says the defect %s in both languages with the same facts', (detail) => {
	const given = {defect: 'der', detail, part: 'subject', value: '1.2.3'} as const;
	const [inEnglish, inChinese] = [describeDefect(englishDefects, given, [' (', ')']), describeDefect(chineseDefects, given, ['（', '）'])];
	expect(inChinese).toMatch(/\p{Script=Han}/u);
	expect(inChinese.includes('1.2.3')).toBe(inEnglish.includes('1.2.3'));
	expect(inChinese.includes(chineseDefects.parts.subject)).toBe(inEnglish.includes(englishDefects.parts.subject));
	// No English sentence stands in the Chinese one: technical words at most.
	expect(inChinese).not.toMatch(/[a-z]+ [a-z]+ [a-z]+ [a-z]+/);
});
