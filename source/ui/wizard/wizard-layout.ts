import type {Text} from '../../text/catalog.ts';
import type {FieldState} from '../components/edit-text.ts';
import {layOutField} from '../components/text-field.ts';
import type {Theme, Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';

/** How to lay a step out. `height` is how many lines its body has. */
export type WizardLayout = {readonly text: Text; readonly theme: Theme; readonly width: number; readonly height: number};

/** A sentence as lines that fit. */
export const saySentence = (sentence: string, tone: Tone, {width}: Pick<WizardLayout, 'width'>): readonly LineSpans[] => breakText(sentence, width).map((line): LineSpans => [span(line, tone)]);

/** A field of one line behind its cursor. */
export const drawField = (field: FieldState, {width, theme}: WizardLayout, look: {readonly hasFocus: boolean; readonly isMasked?: boolean}): LineSpans => [
	span(`${theme.glyph(look.hasFocus ? 'cursor' : 'idle')} `, look.hasFocus ? 'accent' : 'faint'),
	...layOutField(field, {width: Math.max(8, width - 2), hasFocus: look.hasFocus, ...(look.isMasked === undefined ? {} : {isMasked: look.isMasked}), glyphs: {caret: theme.glyph('caret'), cut: theme.glyph('cut')}}),
];
