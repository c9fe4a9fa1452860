/** Writes text as one word of a POSIX shell, whatever is in it; a NUL, which no word can hold, is left out. */
export const quoteShell = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\u0000', '').replaceAll("'", "'\\''")}'`);
