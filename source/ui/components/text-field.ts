import {measureText} from '../../text/typeset.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import type {FieldState} from './edit-text.ts';

/** How a field looks. */
export type FieldLook = {
	readonly width: number;
	readonly hasFocus: boolean;
	/** Password: what is typed is not shown. */
	readonly isMasked?: boolean;
	readonly glyphs: {readonly caret: string; readonly cut: string};
};

/** One line of a field, scrolled so that the caret is in it; a mark tells where something is left out. */
export const layOutField = ({text, caret}: FieldState, {width, hasFocus, isMasked = false, glyphs}: FieldLook): LineSpans => {
	const characters = splitCharacters(text).map((character) => (isMasked ? '*' : character === '\n' ? ' ' : character));
	const room = Math.max(1, width - 1);
	let from = caret;
	let used = 0;
	// Back from the caret as far as there is room, with one column for each mark that may be needed.
	const roomBefore = room - 1 - (caret < characters.length ? 1 : 0);
	while (from > 0 && used + measureText(characters[from - 1] ?? '') <= roomBefore) {
		from -= 1;
		used += measureText(characters[from] ?? '');
	}
	let to = caret;
	const isCutBefore = from > 0;
	let left = room - used - (isCutBefore ? 1 : 0);
	while (to < characters.length && measureText(characters[to] ?? '') <= left - (to === characters.length - 1 ? 0 : 1)) {
		left -= measureText(characters[to] ?? '');
		to += 1;
	}
	return [
		...(isCutBefore ? [span(glyphs.cut, 'faint')] : []),
		span(characters.slice(from, caret).join('')),
		...(hasFocus ? [span(glyphs.caret, 'accent')] : []),
		span(characters.slice(caret, to).join('')),
		...(to < characters.length ? [span(glyphs.cut, 'faint')] : []),
	].filter((each) => each.text !== '');
};
