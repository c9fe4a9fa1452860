import {Box} from 'ink';
import {useTheme} from '../theme.ts';
import type {LineSpans} from '../typeset/spans.ts';
import {Line, paintLine} from './line.tsx';

/** The size of the terminal, in columns and rows. */
export type ScreenSize = {readonly columns: number; readonly rows: number};

/** Rows below which context is dropped. */
const lowRows = 16;

/** How many rows the body has when these lines stand above and below it. Low screens lose the blank lines, never the footer. */
export const bodyRows = ({rows}: ScreenSize, header: readonly LineSpans[], footer: readonly LineSpans[]): number =>
	Math.max(1, rows - header.length - footer.length - (rows < lowRows ? 0 : 2));

const blank: readonly LineSpans[] = [[]];

/** A whole screen: header, body, footer at the very bottom, one column in from the left. What the body has too much of is left out; where nothing has room, the footer has. */
export const Screen = ({size, header, footer, body}: {readonly size: ScreenSize; readonly header: readonly LineSpans[]; readonly footer: readonly LineSpans[]; readonly body: readonly LineSpans[]}) => {
	const theme = useTheme();
	const air = size.rows >= lowRows ? blank : [];
	const shown = body.slice(0, bodyRows(size, header, footer));
	const filler = Array.from({length: size.rows - header.length - footer.length - 2 * air.length - shown.length}, (): LineSpans => []);
	// Painted here, so that a line which says the same is not even looked at again; and clipped here, for Ink would take every line apart once more.
	const lines = [...header, ...air, ...shown, ...filler, ...air, ...footer].slice(-size.rows);
	return (
		<Box flexDirection="column" width={size.columns} height={size.rows}>
			{lines.map((spans, index) => <Line key={index} line={paintLine(spans, size.columns, theme)} />)}
		</Box>
	);
};
