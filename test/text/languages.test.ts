import {globSync, readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';

const root = resolve(import.meta.dirname, '../../source/text');
const filesOf = (language: string): readonly string[] => globSync('**/*.ts', {cwd: resolve(root, language)}).sort();

// Words that an English sentence can hardly do without, and that no command holds.
const englishWords = /\b(?:the|is|are|was|be|not|cannot|with|and|this|that|has|have|does|because|when|which|its|could|should|must)\b/i;
const han = /\p{Script=Han}/u;

const literalsOf = (text: string): readonly string[] =>
	[...text.replaceAll(/^import .*$/gm, '').replaceAll(/^\s*\/\/.*$/gm, '').matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(([, single, template]) => single ?? template ?? '');

// Commands and what one may paste stay as they are.
const isEnglishSentence = (literal: string): boolean => {
	const words = literal.replaceAll(/\$\{[^}]*\}/g, ' ').split(/\s+/).filter((word) => /^[A-Za-z][A-Za-z',.;:-]*$/.test(word));
	return !han.test(literal) && words.length >= 4 && englishWords.test(words.join(' '));
};

const walk = (value: unknown, path: string): readonly (readonly [string, string])[] => {
	if (typeof value === 'string') {
		return [[path, value]];
	}
	return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => walk(inner, `${path}.${key}`)) : [];
};

describe('languages', () => {
	it('have the same files', () => {
		expect(filesOf('zh-cn')).toEqual(filesOf('en'));
		expect(filesOf('en').length).toBeGreaterThan(8);
	});

	it('tell an English sentence from a command', () => {
		expect(isEnglishSentence('the node could not be reached')).toBe(true);
		expect(isEnglishSentence('ssh ${node} sudo journalctl -u kubelet -n 50 --no-pager')).toBe(false);
		expect(isEnglishSentence('kubelet 没有启动 and the rest')).toBe(false);
	});

	it('leave no English sentence in Chinese', () => {
		const left = filesOf('zh-cn').flatMap((file) => literalsOf(readFileSync(resolve(root, 'zh-cn', file), 'utf8')).filter(isEnglishSentence).map((literal) => `${file}: ${literal}`));
		expect(left).toEqual([]);
	});

	it('leave no Chinese in English', () => {
		const left = filesOf('en').flatMap((file) => literalsOf(readFileSync(resolve(root, 'en', file), 'utf8')).filter((literal) => han.test(literal)).map((literal) => `${file}: ${literal}`));
		expect(left).toEqual([]);
	});

	it('have the same words, summaries and option sentences', () => {
		const paths = (text: unknown): readonly string[] => walk(text, '').map(([path]) => path).sort();
		expect(paths(simplifiedChinese.help)).toEqual(paths(english.help));
		expect(paths(simplifiedChinese.run)).toEqual(paths(english.run));
		expect(paths(simplifiedChinese.requests)).toEqual(paths(english.requests));
		expect(paths(simplifiedChinese.screens)).toEqual(paths(english.screens));
	});

	it('say nothing with an empty string', () => {
		expect([...walk(english, 'en'), ...walk(simplifiedChinese, 'zh-cn')].filter(([, sentence]) => sentence.trim() === '')).toEqual([]);
	});
});
