import {type LineSpans, measureSpans, span} from '../typeset/spans.ts';

/** A piece of the header that may be left out; the one with the highest priority goes first. */
export type HeaderPart = {readonly spans: LineSpans; readonly priority: number};

const gap = 3;

const joinParts = (parts: readonly HeaderPart[]): LineSpans => parts.flatMap(({spans}, index) => (index === 0 ? spans : [span(' '.repeat(gap)), ...spans]));

/** One line with parts at the left and parts at the right end; what does not fit goes whole, the least needed first. */
export const layOutHeader = (left: readonly HeaderPart[], right: readonly HeaderPart[], width: number): LineSpans => {
	const all = [...left, ...right];
	let [lefts, rights] = [left, right];
	const needed = (): number => measureSpans(joinParts(lefts)) + (rights.length === 0 ? 0 : gap + measureSpans(joinParts(rights)));
	for (const part of all.toSorted((one, other) => other.priority - one.priority)) {
		if (needed() <= width || part.priority === 0) {
			break;
		}
		[lefts, rights] = [lefts.filter((each) => each !== part), rights.filter((each) => each !== part)];
	}
	const [start, end] = [joinParts(lefts), joinParts(rights)];
	return end.length === 0 ? start : [...start, span(' '.repeat(Math.max(gap, width - measureSpans(start) - measureSpans(end)))), ...end];
};
