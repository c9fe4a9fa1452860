import type {KeyHint} from '../key-map.ts';
import {type LineSpans, measureSpans, span} from '../typeset/spans.ts';

const gap = 3;

const sayHint = ({key, does}: KeyHint): LineSpans => [span(key, 'accent'), span(` ${does}`, 'faint')];

/** The line of keys: as many as fit, whole, the most needed first. */
export const layOutFooter = (hints: readonly KeyHint[], width: number): LineSpans => {
	const shown: LineSpans[] = [];
	let left = width;
	for (const hint of hints) {
		const spans = sayHint(hint);
		const own = measureSpans(spans) + (shown.length === 0 ? 0 : gap);
		if (own <= left) {
			shown.push(shown.length === 0 ? spans : [span(' '.repeat(gap)), ...spans]);
			left -= own;
		}
	}
	return shown.flat();
};
