import {splitCharacters} from '../typeset/split-characters.ts';

/** What a text field holds. The caret stands before the character at its place, counted in whole characters. */
export type FieldState = {readonly text: string; readonly caret: number};

/** An empty field. */
export const emptyField: FieldState = {text: '', caret: 0};

// Controls but line feeds are no text: a paste may hold anything.
const noText = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/** Puts typed or pasted text at the caret. Line ends of a paste stay, whatever kind they are; in a field of one line they become blanks. */
export const insertText = ({text, caret}: FieldState, inserted: string, isMultiline: boolean): FieldState => {
	const lines = inserted.replaceAll(/\r\n?/g, '\n');
	const clean = (isMultiline ? lines : lines.replaceAll(/\n+/g, ' ')).replaceAll('\t', ' ').replaceAll(noText, '');
	const characters = splitCharacters(text);
	const before = characters.slice(0, caret).join('') + clean;
	return {text: before + characters.slice(caret).join(''), caret: splitCharacters(before).length};
};

const isBlank = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

const remove = ({text}: FieldState, from: number, to: number): FieldState => {
	const characters = splitCharacters(text);
	return {text: [...characters.slice(0, from), ...characters.slice(to)].join(''), caret: from};
};

const wordStart = ({text, caret}: FieldState): number => {
	const characters = splitCharacters(text);
	let start = caret;
	while (start > 0 && isBlank(characters[start - 1])) {
		start -= 1;
	}
	while (start > 0 && !isBlank(characters[start - 1])) {
		start -= 1;
	}
	return start;
};

const strokes: Readonly<Record<string, (field: FieldState) => FieldState>> = {
	left: (field) => ({...field, caret: Math.max(0, field.caret - 1)}),
	right: (field) => ({...field, caret: Math.min(splitCharacters(field.text).length, field.caret + 1)}),
	home: (field) => ({...field, caret: 0}),
	end: (field) => ({...field, caret: splitCharacters(field.text).length}),
	'ctrl-a': (field) => ({...field, caret: 0}),
	'ctrl-e': (field) => ({...field, caret: splitCharacters(field.text).length}),
	// Terminals send DEL for the key above Enter, which Ink calls delete in some and backspace in others.
	backspace: (field) => (field.caret === 0 ? field : remove(field, field.caret - 1, field.caret)),
	delete: (field) => (field.caret === 0 ? field : remove(field, field.caret - 1, field.caret)),
	'ctrl-d': (field) => remove(field, field.caret, field.caret + 1),
	'ctrl-u': (field) => remove(field, 0, field.caret),
	'ctrl-w': (field) => remove(field, wordStart(field), field.caret),
};

const lineStart = ({text, caret}: FieldState): number => splitCharacters(text).slice(0, caret).lastIndexOf('\n') + 1;

const lineEnd = ({text, caret}: FieldState): number => {
	const end = splitCharacters(text).indexOf('\n', caret);
	return end === -1 ? splitCharacters(text).length : end;
};

// In a field of lines these keep to the line that the caret is in.
const lineStrokes: Readonly<Record<string, (field: FieldState) => FieldState>> = {
	home: (field) => ({...field, caret: lineStart(field)}),
	end: (field) => ({...field, caret: lineEnd(field)}),
	'ctrl-a': (field) => ({...field, caret: lineStart(field)}),
	'ctrl-u': (field) => remove(field, lineStart(field), field.caret),
};

/** What a stroke does to a field; undefined where it is no stroke of a field. */
export const editText = (field: FieldState, stroke: string, isMultiline = false): FieldState | undefined => {
	const edit = (isMultiline ? lineStrokes[stroke] : undefined) ?? strokes[stroke];
	if (edit !== undefined) {
		return edit(field);
	}
	const typed = stroke === 'space' ? ' ' : stroke;
	return stroke.startsWith('ctrl-') || stroke.startsWith('meta-') || ['up', 'down', 'pageup', 'pagedown', 'enter', 'esc', 'tab', 'shift-tab'].includes(stroke) ? undefined : insertText(field, typed, false);
};
