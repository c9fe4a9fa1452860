import {expect, test} from 'vitest';
import {reasons as english} from '../../source/text/en/reasons.ts';
import {reasons as simplifiedChinese} from '../../source/text/zh-cn/reasons.ts';

// Params whose values are looked up; every other is its own name.
const known: Readonly<Record<string, string>> = {because: 'cluster', fact: 'clock', defect: 'pem', state: 'denied', verdict: 'ASK'};

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
