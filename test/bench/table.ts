/** One line of the table: what, how long, held against what. */
export type Row = readonly [what: string, took: string, against: string];

const widths = [42, 27] as const;

/** Prints a heading with a rule under it. */
export const printHeading = (text: string): void => console.log(`\n${text}\n${'─'.repeat(text.length)}`);

/** Prints lines as soon as they are known: a run takes minutes. */
export const printRows = (rows: readonly Row[]): void => {
	for (const [what, took, against] of rows) {
		console.log(`${what.padEnd(widths[0])}${took.padEnd(widths[1])}${against}`.trimEnd());
	}
};
