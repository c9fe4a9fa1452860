import type {KeyHint} from '../key-map.ts';
import {type LineSpans, measureSpans, span} from '../typeset/spans.ts';

// Keys that people look for in the same place, whatever else there is.
const lastActions: readonly KeyHint['action'][] = ['help', 'quit', 'stop'];

const sayHint = ({key, does}: KeyHint): LineSpans => [span(key, 'accent'), span(` ${does}`, 'faint')];

/** The line of keys: as many as fit, whole, the most needed first. */
export const layOutFooter = (hints: readonly KeyHint[], width: number): LineSpans => {
	const gap = width < 60 ? 2 : 3;
	const shown: KeyHint[] = [];
	let left = width;
	for (const hint of hints) {
		const own = measureSpans(sayHint(hint)) + (shown.length === 0 ? 0 : gap);
		if (own <= left) {
			shown.push(hint);
			left -= own;
		}
	}
	return shown.toSorted((one, other) => lastActions.indexOf(one.action) - lastActions.indexOf(other.action)).flatMap((hint, index) => [...(index === 0 ? [] : [span(' '.repeat(gap))]), ...sayHint(hint)]);
};
