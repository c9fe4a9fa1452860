import {describe, expect, it} from 'vitest';
import {readStyledLine} from './read-styled-line.ts';
import {pace} from './record-terminal.ts';
import {renderSvg} from './render-svg.ts';

const red = '\u001B[31m';
const bold = '\u001B[1m';

describe('readStyledLine', () => {
	it.each([
		['plain text', ' a b ', [{text: ' a b ', column: 0, cells: 5, look: ''}]],
		['a colour and its end', `x${red}no\u001B[39m!`, [{text: 'x', column: 0, cells: 1, look: ''}, {text: 'no', column: 1, cells: 2, look: 'r'}, {text: '!', column: 3, cells: 1, look: ''}]],
		['a colour in the place of another', `${bold}${red}a\u001B[0;32mb`, [{text: 'a', column: 0, cells: 1, look: 'b r'}, {text: 'b', column: 1, cells: 1, look: 'g'}]],
		['wide characters', '节点 n1', [{text: '节点 n1', column: 0, cells: 7, look: ''}]],
		['blanks', '    ', []],
	])('reads %s', (_name, line, runs) => {
		expect(readStyledLine(line)).toEqual(runs);
	});
});

describe('a recording', () => {
	const frames = [
		{atMs: 0, lines: ['a <b>', '']},
		{atMs: 40, lines: ['gone at once', '']},
		{atMs: 50, lines: ['a <b>', `${red}second`]},
		{atMs: 90_000, lines: ['a <b>', 'last']},
	];

	it('leaves out what cannot be read, and shortens what takes long', () => {
		expect(pace(frames, {longestMs: 2000, shortestMs: 30}).map(({atMs, lines}) => [atMs, lines[1]])).toEqual([[0, ''], [50, `${red}second`], [2050, 'last']]);
	});

	it('draws each line once, escaped, and every frame', () => {
		const svg = renderSvg(frames, {columns: 20, rows: 2, title: 'A & B', lastMs: 1000});
		expect(svg.match(/a &lt;b&gt;/g)).toHaveLength(1);
		expect(svg.match(/<svg y=/g)).toHaveLength(4);
		expect(svg).toContain('A &amp; B');
		expect(svg).toContain('class="r">second');
	});
});
