import type {Language, Text} from '../text/catalog.ts';

/** The language of --lang, else of the locale (POSIX: LC_ALL, then LC_MESSAGES, then LANG), else English. */
export const chooseLanguage = (lang: string | undefined, environment: Readonly<Record<string, string | undefined>>): Language => {
	if (lang === 'en' || lang === 'zh-CN') {
		return lang;
	}
	const locale = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find((value) => value !== undefined && value !== '') ?? '';
	return /^zh/i.test(locale) ? 'zh-CN' : 'en';
};

/** Loads the sentences of one language only. */
export const loadText = async (language: Language): Promise<Text> => {
	switch (language) {
		case 'en': {
			return (await import('../text/en/text.ts')).english;
		}
		case 'zh-CN': {
			return (await import('../text/zh-cn/text.ts')).simplifiedChinese;
		}
	}
};
