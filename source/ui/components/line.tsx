import {Text} from 'ink';
import {memo} from 'react';
import {useTheme} from '../theme.ts';
import {fitSpans, type LineSpans} from '../typeset/spans.ts';

/** One line of the screen, cut with a mark where it is longer than the width. */
export const Line = memo(({spans, width}: {readonly spans: LineSpans; readonly width: number}) => {
	const theme = useTheme();
	const line = fitSpans(spans, width, theme.glyph('cut')).map(({text, tone = 'plain'}) => theme.paint(text, tone)).join('');
	// An empty text takes no line.
	return <Text wrap="truncate">{line === '' ? ' ' : line}</Text>;
});
