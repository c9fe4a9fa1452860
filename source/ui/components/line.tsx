import {Text} from 'ink';
import {memo} from 'react';
import {useTheme} from '../theme.ts';
import {fitSpans, type LineSpans} from '../typeset/spans.ts';

/** One line of the screen, cut with a mark where it is longer than the width. */
export const Line = memo(({spans, width}: {readonly spans: LineSpans; readonly width: number}) => {
	const theme = useTheme();
	const fitted = fitSpans(spans, width, theme.glyph('cut'));
	return (
		<Text wrap="truncate">
			{/* An empty text takes no line. */}
			{fitted.length === 0 ? ' ' : fitted.map(({text, tone = 'plain'}, index) => <Text key={index} {...theme.style(tone)}>{text}</Text>)}
		</Text>
	);
});
