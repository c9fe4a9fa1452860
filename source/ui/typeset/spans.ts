import {measureText} from '../../text/typeset.ts';
import type {Tone} from '../theme.ts';
import {splitCharacters} from './split-characters.ts';

/** A piece of a line in one tone. */
export type Span = {readonly text: string; readonly tone?: Tone};

/** One line of a screen, from left to right. */
export type LineSpans = readonly Span[];

/** Makes a span. */
export const span = (text: string, tone: Tone = 'plain'): Span => ({text, tone});

/** The width of a line on the screen, in columns. */
export const measureSpans = (spans: LineSpans): number => spans.reduce((width, {text}) => width + measureText(text), 0);

// One column a character.
const ascii = /^[ -~]*$/;

/** As many whole characters of a text as fit into a width. */
export const takeWidth = (text: string, width: number): string => {
	if (measureText(text) <= width) {
		return text;
	}
	if (ascii.test(text)) {
		return text.slice(0, Math.max(0, width));
	}
	let taken = '';
	let used = 0;
	for (const segment of splitCharacters(text)) {
		const segmentWidth = measureText(segment);
		if (used + segmentWidth > width) {
			break;
		}
		taken += segment;
		used += segmentWidth;
	}
	return taken;
};

/** Cuts a text to a width, with a mark where something is missing. */
export const cutWithMark = (text: string, width: number, mark: string): string => (measureText(text) <= width ? text : width <= 0 ? '' : takeWidth(text, width - 1) + mark);

/** Cuts a line to a width, with a mark where something is missing. */
export const fitSpans = (spans: LineSpans, width: number, mark: string): LineSpans => {
	if (measureSpans(spans) <= width) {
		return spans;
	}
	const fitted: Span[] = [];
	let left = width - 1;
	for (const each of spans) {
		const own = measureText(each.text);
		if (own > left) {
			return width <= 0 ? [] : [...fitted, {...each, text: takeWidth(each.text, left) + mark}];
		}
		fitted.push(each);
		left -= own;
	}
	return fitted;
};

/** Fills a line up with blanks to a width. */
export const padSpans = (spans: LineSpans, width: number): LineSpans => {
	const missing = width - measureSpans(spans);
	return missing <= 0 ? spans : [...spans, {text: ' '.repeat(missing)}];
};
