/** True for a value that means itself in a unit, in quotes or not, and in an environment file. */
export const isPlainWord = (value: string): boolean => /^[A-Za-z0-9_@+=:,./*-]+$/.test(value);

/** Writes a word for ExecStart= so that systemd reads it back as it is: no specifier, no variable, no escape (systemd.service(5), "Command lines"). */
export const quoteUnitWord = (word: string): string => {
	const literal = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
	return /^[A-Za-z0-9_@+=:,./%$*-]+$/.test(literal) ? literal : `"${literal.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`).replaceAll('\t', String.raw`\t`)}"`;
};
