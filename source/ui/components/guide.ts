import type {StepId} from '../../core/wizard/step.ts';
import type {Text} from '../../text/catalog.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {ScreenSize} from './screen.tsx';

/** The screens that a tour leads through; `more-nodes` are those asked for from home. */
export type GuidePlace = StepId | 'home' | 'board' | 'more-nodes';

/** Says what to try on a screen; asked whenever it is drawn. undefined: nothing to say there. */
export type Guide = (place: GuidePlace) => string | undefined;

// More would be a manual, and low screens need their lines.
const mostLines = 2;
const lowRows = 16;

/** The guide's lines above the keys; none without a guide. What does not fit is cut with a mark by the screen. */
export const layOutGuide = (guide: string | undefined, {columns, rows}: ScreenSize, text: Text): readonly LineSpans[] => {
	if (guide === undefined) {
		return [];
	}
	const lines = breakText(text.demo.guided(guide), columns - 2);
	const most = rows < lowRows ? 1 : mostLines;
	return [...lines.slice(0, most - 1), ...(lines.length < most ? [] : [lines.slice(most - 1).join(' ')])].map((line): LineSpans => [span(line, 'accent')]);
};
