import type {FieldState} from '../components/edit-text.ts';
import {windowList} from '../components/list.ts';
import {fitSpans, type LineSpans, span} from '../typeset/spans.ts';
import {splitCharacters} from '../typeset/split-characters.ts';
import {drawField, type WizardLayout} from './wizard-layout.ts';

/** The line that the caret is in, from 0, and where in it. */
export const placeCaret = ({text, caret}: FieldState): {readonly line: number; readonly column: number} => {
	const before = splitCharacters(text).slice(0, caret).join('').split('\n');
	return {line: before.length - 1, column: splitCharacters(before.at(-1) ?? '').length};
};

/** Where the caret stands at a column of a line, both from 0; at its end where it is shorter. */
export const placeInLine = (text: string, line: number, column: number): number => {
	const lines = text.split('\n');
	const before = lines.slice(0, line).reduce((sum, each) => sum + splitCharacters(each).length + 1, 0);
	return before + Math.min(column, splitCharacters(lines[line] ?? '').length);
};

/** A field of many lines: those around the caret, as many as there is room for, with a mark at those that are wrong and how many are out of sight. */
export const layOutLinesField = (field: FieldState, {placeholder, rows, wrongLines}: {readonly placeholder: string; readonly rows: number; /** Lines with something wrong, from 1. */ readonly wrongLines: ReadonlySet<number>}, layout: WizardLayout): readonly LineSpans[] => {
	const {theme, width, text} = layout;
	if (field.text === '') {
		return [[...drawField(field, layout, {hasFocus: true}), span(placeholder, 'faint')]];
	}
	const lines = field.text.split('\n');
	const {line, column} = placeCaret(field);
	const isLong = lines.length > rows;
	const view = windowList(lines.length, line, isLong ? Math.max(1, rows - 1) : rows, Math.max(0, line - Math.floor(rows / 2)));
	const drawn = lines.slice(view.top, view.top + view.count).map((each, index): LineSpans => {
		const isHere = view.top + index === line;
		const isWrong = wrongLines.has(view.top + index + 1);
		if (isHere) {
			const [cursor, ...rest] = drawField({text: each, caret: column}, layout, {hasFocus: true});
			return cursor === undefined ? rest : [span(cursor.text, isWrong ? 'wrong' : 'accent'), ...rest];
		}
		return fitSpans([isWrong ? span(`${theme.glyph('wrong')} `, 'wrong') : span('  '), span(each)], width, theme.glyph('cut'));
	});
	return isLong ? [...drawn, [span(`  ${text.screens.more(view.top, lines.length - view.top - view.count)}`, 'faint')]] : drawn;
};
