import {Box} from 'ink';
import type {ReactNode} from 'react';
import {Line} from './line.tsx';
import type {LineSpans} from '../typeset/spans.ts';

/** The size of the terminal, in columns and rows. */
export type ScreenSize = {readonly columns: number; readonly rows: number};

/** Rows below which context is dropped. */
const lowRows = 16;

/** How many rows the body has when these lines stand above and below it. Low screens lose the blank lines, never the footer. */
export const bodyRows = ({rows}: ScreenSize, header: readonly LineSpans[], footer: readonly LineSpans[]): number =>
	Math.max(1, rows - header.length - footer.length - (rows < lowRows ? 0 : 2));

/** A whole screen: header, body, footer at the very bottom. The body is drawn into exactly its rows. */
export const Screen = ({size, header, footer, children}: {readonly size: ScreenSize; readonly header: readonly LineSpans[]; readonly footer: readonly LineSpans[]; readonly children: ReactNode}) => {
	const hasAir = size.rows >= lowRows;
	return (
		<Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
			{header.map((spans, index) => <Line key={index} spans={[{text: ' '}, ...spans]} width={size.columns} />)}
			{hasAir && <Line spans={[]} width={size.columns} />}
			<Box flexDirection="column" height={bodyRows(size, header, footer)} overflow="hidden">{children}</Box>
			{hasAir && <Line spans={[]} width={size.columns} />}
			{footer.map((spans, index) => <Line key={index} spans={[{text: ' '}, ...spans]} width={size.columns} />)}
		</Box>
	);
};
