import {Box} from 'ink';
import type {Text} from '../../text/catalog.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {Line} from './line.tsx';

/** Tells how much of a list or a text is out of sight, in a line of its own; nothing where all is seen. */
export const MoreLine = ({above, below, text, width}: {readonly above: number; readonly below: number; readonly text: Text; readonly width: number}) =>
	above <= 0 && below <= 0 ? null : <Line spans={[span(' '), span(text.screens.more(Math.max(0, above), Math.max(0, below)), 'faint')]} width={width} />;

/** How many lines of something so long are seen at once: where not all of it is, one line says so. */
export const seenLines = (total: number, height: number): number => (total <= height ? height : Math.max(1, height - 1));

/** Lines of text, from `scroll` on as far as they fit. */
export const TextView = ({lines, scroll, height, text, width}: {readonly lines: readonly LineSpans[]; readonly scroll: number; readonly height: number; readonly text: Text; readonly width: number}) => {
	const seen = seenLines(lines.length, height);
	const from = Math.max(0, Math.min(scroll, lines.length - seen));
	return (
		<Box flexDirection="column">
			{lines.slice(from, from + seen).map((spans, index) => <Line key={index} spans={[span(' '), ...spans]} width={width} />)}
			<MoreLine above={from} below={lines.length - from - seen} text={text} width={width} />
		</Box>
	);
};
