import {describe, expect, it} from 'vitest';
import {editText, emptyField, type FieldState, insertText} from '../../../source/ui/components/edit-text.ts';
import {layOutFooter} from '../../../source/ui/components/footer.ts';
import {layOutHeader} from '../../../source/ui/components/header.ts';
import {windowList} from '../../../source/ui/components/list.ts';
import {layOutField} from '../../../source/ui/components/text-field.ts';
import {footerKeys, findAction, helpKeys, readStrokes} from '../../../source/ui/key-map.ts';
import {createTheme} from '../../../source/ui/theme.ts';
import {breakText} from '../../../source/ui/typeset/break-text.ts';
import {fitColumns, layOutCells} from '../../../source/ui/typeset/columns.ts';
import {fitSpans, type LineSpans, measureSpans, span} from '../../../source/ui/typeset/spans.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';

const theme = createTheme({hasColour: false, hasUnicode: true});
const textOf = (spans: LineSpans): string => spans.map(({text}) => text).join('');

describe('windowList', () => {
	it.each([
		['shows all where all fits', 3, 1, 10, 0, {top: 0, count: 3}],
		['stays where it is while the cursor is in it', 100, 12, 10, 8, {top: 8, count: 10}],
		['moves by a line at its lower end, one line ahead', 100, 17, 10, 8, {top: 9, count: 10}],
		['moves by a line at its upper end, one line ahead', 100, 8, 10, 8, {top: 7, count: 10}],
		['ends with the last row', 100, 99, 10, 0, {top: 90, count: 10}],
		['has nothing to show of nothing', 0, 0, 10, 5, {top: 0, count: 0}],
		['spares the line ahead where there is hardly room', 100, 50, 2, 49, {top: 49, count: 2}],
	])('%s', (_title, total, cursor, height, earlier, expected) => {
		expect(windowList(total, cursor, height, earlier)).toEqual(expected);
	});
});

describe('columns', () => {
	const columns = [
		{title: 'NODE', minWidth: 6, maxWidth: 20, priority: 0},
		{title: 'STAGE', minWidth: 12, maxWidth: 12, priority: 3},
		{title: 'FOR', minWidth: 4, maxWidth: 4, priority: 2},
		{title: 'NOW', minWidth: 10, maxWidth: 100, priority: 1},
	];
	const natural = [8, 12, 4, 60];

	it.each([
		[100, [8, 12, 4, 60]],
		[50, [8, 12, 4, 20]],
		[40, [8, 12, 4, 10]],
		[38, [6, 12, 4, 10]],
		[37, [8, undefined, 4, 21]],
		[22, [8, undefined, undefined, 12]],
		[12, [8, undefined, undefined, undefined]],
		[4, [6, undefined, undefined, undefined]],
	])('in %i columns the least needed go whole', (width, expected) => {
		const widths = fitColumns(columns, natural, width);
		expect(columns.map((_, index) => widths.get(index))).toEqual(expected);
	});

	it('align what is wide, and cut with a mark', () => {
		const widths = fitColumns(columns, natural, 40);
		const lines = [['中文名字很长', 'a', '8s', '很长很长很长很长'], ['node01', 'b', '10m', 'x']].map((cells) => textOf(layOutCells(cells.map((text) => [span(text)]), widths, '…')));
		expect(lines).toEqual(['中文名…   a             8s    很长很长…', 'node01    b             10m   x']);
		expect(lines.map((line) => measureText(line.slice(0, line.indexOf('8s') === -1 ? line.indexOf('10m') : line.indexOf('8s'))))).toEqual([24, 24]);
	});
});

describe('lines', () => {
	it.each([
		['fits', 20, 'one two three'],
		['is cut with a mark', 8, 'one two…'],
		['is cut between wide characters', 5, 'one …'],
		['has room for the mark alone', 1, '…'],
		['has no room', 0, ''],
	])('a line that %s in %i columns', (_title, width, expected) => {
		expect(textOf(fitSpans([span('one '), span('two'), span(' three')], width, '…'))).toBe(expected);
	});

	it('are never wider than they may be, whatever they hold', () => {
		for (const text of ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '中文中文', 'x'.repeat(300), 'ä̈ö̈']) {
			for (const width of [1, 2, 3, 7]) {
				expect(measureSpans(fitSpans([span(text), span(text)], width, '…'))).toBeLessThanOrEqual(width);
				expect(Math.max(...breakText(text, Math.max(2, width)).map(measureText))).toBeLessThanOrEqual(Math.max(2, width));
			}
		}
	});

	it('lose nothing when broken', () => {
		expect(breakText('x'.repeat(300), 7).join('')).toBe('x'.repeat(300));
	});
});

describe('the header', () => {
	const left = [{spans: [span('kubenroll board')], priority: 0}];
	const right = [{spans: [span('prod-a')], priority: 3}, {spans: [span('live')], priority: 1}, {spans: [span('as admin')], priority: 5}];

	it.each([
		[50, 'kubenroll board           prod-a   live   as admin'],
		[35, 'kubenroll board      prod-a   live'.replace('      ', '       ')],
		[24, 'kubenroll board     live'],
		[10, 'kubenroll board'],
	])('in %i columns', (width, expected) => {
		expect(textOf(layOutHeader(left, right, width))).toBe(expected);
	});
});

describe('a text field', () => {
	const type = (field: FieldState, ...strokes: readonly string[]): FieldState => strokes.reduce((state, stroke) => editText(state, stroke) ?? state, field);

	it('is edited by whole characters', () => {
		const field = type(emptyField, '中', '👩‍👩‍👧‍👦', 'x', 'left', 'backspace');
		expect(field).toEqual({text: '中x', caret: 1});
		expect(type(field, 'end', 'space', 'a', 'b', 'ctrl-w')).toEqual({text: '中x ', caret: 3});
		expect(type(field, 'ctrl-u')).toEqual({text: 'x', caret: 0});
	});

	it('leaves alone what is no text', () => {
		expect(editText(emptyField, 'esc')).toBeUndefined();
		expect(editText(emptyField, 'ctrl-c')).toBeUndefined();
		expect(insertText(emptyField, 'a\u001B[31mb\u0007\u009B', false).text).toBe('a[31mb');
	});

	it('takes a paste of many lines as it is, or on one line', () => {
		expect(insertText(emptyField, 'a\r\nb\rc\n', true)).toEqual({text: 'a\nb\nc\n', caret: 6});
		expect(insertText({text: 'xy', caret: 1}, 'a\n\nb', false)).toEqual({text: 'xa by', caret: 4});
	});

	it('shows the part where the caret is, with marks, and never more than its width', () => {
		const look = {width: 10, hasFocus: true, glyphs: {caret: '▏', cut: '…'}};
		expect(textOf(layOutField({text: 'short', caret: 5}, look))).toBe('short▏');
		expect(textOf(layOutField({text: 'abcdefghijklmnop', caret: 16}, look))).toBe('…ijklmnop▏');
		expect(textOf(layOutField({text: 'abcdefghijklmnop', caret: 0}, look))).toBe('▏abcdefgh…');
		expect(textOf(layOutField({text: 'secret', caret: 6}, {...look, isMasked: true}))).toBe('******▏');
		for (let caret = 0; caret <= 12; caret += 1) {
			expect(measureSpans(layOutField({text: '中文中文中文abcdef', caret}, look))).toBeLessThanOrEqual(10);
		}
	});
});

describe('keys', () => {
	const places = ['board', 'history', 'request', 'approve', 'approve-all', 'decide', 'filter', 'help', 'details', 'review', 'diff', 'confirm', 'run', 'summary', 'stop'] as const;

	it.each(places)('of %s: every key that the footer shows does what it says', (place) => {
		for (const {action, key} of footerKeys(place, {text: english.screens, theme})) {
			const stroke = {Enter: 'enter', Esc: 'esc', Tab: 'tab', Space: 'space', '↑↓': 'down'}[key] ?? key;
			expect(findAction(place, stroke)).toBe(action === 'move' ? 'down' : action);
		}
	});

	it.each(places)('of %s: no stroke means two things', (place) => {
		const keys = helpKeys(place, {text: english.screens, theme}).flatMap(({key}) => key.split(' '));
		expect(keys).toEqual([...new Set(keys)]);
	});

	it('are told whole or not at all, help and quit at the end', () => {
		for (const text of [english.screens, simplifiedChinese.screens]) {
			for (const width of [20, 38, 78, 118]) {
				const line = layOutFooter(footerKeys('board', {text, theme}), width);
				expect(measureSpans(line)).toBeLessThanOrEqual(width);
			}
		}
		expect(textOf(layOutFooter(footerKeys('board', {text: english.screens, theme}), 78))).toMatch(/\? keys {3}q quit$/);
	});

	it('that come in one piece are heard one by one', () => {
		expect(readStrokes('jjA ', {})).toEqual(['j', 'j', 'A', 'space']);
		expect(readStrokes('', {upArrow: true})).toEqual(['up']);
		expect(readStrokes('c', {ctrl: true})).toEqual(['ctrl-c']);
	});
});
