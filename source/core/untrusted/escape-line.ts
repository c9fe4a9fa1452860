const escapeBytes = (character: string): string => encodeURIComponent(character).replaceAll(/%(..)/g, (_, hex: string) => `\\0${Number.parseInt(hex, 16).toString(8).padStart(3, '0')}`);

const namedEscapes: Readonly<Record<string, string>> = {'\n': String.raw`\n`, '\\': String.raw`\\`};

/** Writes a text as one line of printable ASCII, from which `printf %b` of any POSIX shell makes it again (POSIX, printf, the escapes of `b`). */
export const escapeLine = (text: string): string => text.toWellFormed().replaceAll(/[^ -[\]-~]/gu, (character) => namedEscapes[character] ?? escapeBytes(character));

const unescapeBytes = (escapes: string): string => decodeURIComponent(escapes.replaceAll(/\\0(...)/g, (_, octal: string) => `%${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`));

/** Reads what escapeLine wrote. */
export const unescapeLine = (line: string): string => line.replaceAll(/\\(?:([n\\])|(?:0[0-7]{3}(?:\\0[0-7]{3})*))/g, (escape, named: string | undefined) => (named === undefined ? unescapeBytes(escape) : named === 'n' ? '\n' : '\\'));
