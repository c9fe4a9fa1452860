import {Text} from 'ink';
import {memo} from 'react';
import type {Theme} from '../theme.ts';
import {fitSpans, type LineSpans, span} from '../typeset/spans.ts';

/** One line as the terminal gets it, one column in from the left and cut with a mark where it is longer than the width. */
export const paintLine = (spans: LineSpans, width: number, theme: Theme): string =>
	fitSpans([span(' '), ...spans], width, theme.glyph('cut'))
		.map(({text, tone = 'plain'}) => theme.paint(text, tone))
		.join('');

/** One painted line of the screen; never empty, since an empty text takes no line. */
export const Line = memo(({line}: {readonly line: string}) => <Text wrap="truncate">{line}</Text>);
