import {describe, expect, it} from 'vitest';
import {chooseLanguage} from '../../source/commands/choose-language.ts';

describe('chooseLanguage', () => {
	it.each<readonly [string, string | undefined, Readonly<Record<string, string>>, string]>([
		['takes --lang before the locale', 'en', {LC_ALL: 'zh_CN.UTF-8'}, 'en'],
		['takes LC_ALL before LANG', undefined, {LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8'}, 'zh-CN'],
		['takes LC_MESSAGES before LANG', undefined, {LC_MESSAGES: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8'}, 'en'],
		['passes over an empty variable', undefined, {LC_ALL: '', LANG: 'zh_CN.UTF-8'}, 'zh-CN'],
		['speaks English where no locale is set', undefined, {}, 'en'],
		['speaks English where it does not know the language', undefined, {LANG: 'de_DE.UTF-8'}, 'en'],
	])('%s', (_what, lang, environment, language) => {
		expect(chooseLanguage(lang, environment)).toBe(language);
	});
});
