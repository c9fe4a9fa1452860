/** What a program prints, and how it ends. */
export type ProgramAnswer = {readonly lines: readonly string[]; readonly errors?: readonly string[]; readonly exitCode: number};

/** The unit that words of systemctl are about, without `.service`. */
export const unitOf = (words: readonly string[]): string => (words.find((word, index) => !word.startsWith('-') && index > 0 && !['-p', '-u', '-o', '-n'].includes(words[index - 1] ?? '')) ?? '').replace(/\.service$/, '');

/** Answers `systemctl show`: the properties that its words name, or all. */
export const pickProperties = (words: readonly string[], properties: Readonly<Record<string, string>>): ProgramAnswer => {
	const wanted = words.flatMap((word, index) => (words[index - 1] === '-p' ? [word] : word.startsWith('--property=') ? word.slice('--property='.length).split(',') : []));
	return {lines: Object.entries(properties).filter(([name]) => wanted.length === 0 || wanted.includes(name)).map(([name, value]) => `${name}=${value}`), exitCode: 0};
};

/** Writes an answer as stand-ins read it. */
export const formatAnswer = ({lines, errors = [], exitCode}: ProgramAnswer): string => [...lines.map((line) => `|${line}`), ...errors.map((line) => `!${line}`), exitCode].map((line) => `${line}\n`).join('');
