import {quoteShell} from './quote-shell.ts';

/** Writes text as one word of a command behind `ssh HOST`: ssh joins its words with blanks, and the host's shell reads them again, so what is quoted once is a word of the operator's shell only. */
export const quoteRemote = (text: string): string => {
	const word = quoteShell(text);
	return word === text ? word : quoteShell(word);
};
