import type {Text} from '../../text/catalog.ts';
import {type LineSpans, span} from '../typeset/spans.ts';

/** Tells how much of a list or a text is out of sight, in a line of its own; nothing where all is seen. */
export const layOutMore = (above: number, below: number, text: Text): readonly LineSpans[] => (above <= 0 && below <= 0 ? [] : [[span(text.screens.more(Math.max(0, above), Math.max(0, below)), 'faint')]]);

/** How many lines of something so long are seen at once: where not all of it is, one line says so. */
export const seenLines = (total: number, height: number): number => (total <= height ? height : Math.max(1, height - 1));

/** Lines of text, from `scroll` on as far as they fit. */
export const layOutText = (lines: readonly LineSpans[], scroll: number, height: number, text: Text): readonly LineSpans[] => {
	const seen = seenLines(lines.length, height);
	const from = Math.max(0, Math.min(scroll, lines.length - seen));
	return [...lines.slice(from, from + seen), ...layOutMore(from, lines.length - from - seen, text)];
};
