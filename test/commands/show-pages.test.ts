import {describe, expect, it} from 'vitest';
import {showPages, splitPages, turnPage} from '../../source/commands/show-pages.ts';

const lines = (count: number): string => Array.from({length: count}, (_, index) => `line ${index + 1}`).join('\n');

describe('a text in pages', () => {
	it.each([
		['fills a page but the line for the keys', lines(5), {columns: 80, rows: 4}, [3, 2]],
		['counts a line as often as it goes on below, and keeps it whole', `${'x'.repeat(25)}\na\nb`, {columns: 10, rows: 5}, [2, 1]],
		['counts wide characters by their columns', `${'节'.repeat(10)}\na`, {columns: 10, rows: 3}, [1, 1]],
		['has a page of its own for a line that is higher than the terminal', `a\n${'x'.repeat(100)}\nb`, {columns: 10, rows: 4}, [1, 1, 1]],
		['is one page where it fits', 'a', {columns: 10, rows: 1}, [1]],
	] as const)('%s', (_title, text, size, counts) => {
		const pages = splitPages(text, size);
		expect(pages.map((page) => page.split('\n').length)).toEqual(counts);
		expect(pages.join('\n')).toBe(text);
	});

	it.each([
		[' ', 0, 3, 1],
		['\r', 2, 3, undefined],
		['\u001B[5~', 2, 3, 1],
		['k', 0, 3, 0],
		['\u001B', 0, 3, undefined],
		['\u0003', 1, 3, undefined],
		['', 2, 2, 1],
	])('turns by %j from page %d of %d to %s', (key, page, pages, next) => {
		expect(turnPage(key, page, pages)).toBe(next);
	});

	it('shows one page after the other on the alternate screen, and leaves that whatever happens', async () => {
		const stopProcess = async (): Promise<void> => undefined;
		const keys: (string | undefined)[] = [' ', undefined];
		let written = '';
		await showPages(lines(4), {end: (page, pages) => `${page}/${pages}`, size: () => ({columns: 80, rows: 3}), write: (text) => { written += text; }, awaitKey: async () => keys.shift(), stopProcess});
		expect(written).toBe('\u001B[?1049h\u001B[2J\u001B[Hline 1\r\nline 2\r\n1/2 \u001B[2J\u001B[Hline 3\r\nline 4\r\n2/2 \u001B[?1049l');
		written = '';
		await expect(showPages('a', {end: () => '', size: () => ({columns: 80, rows: 3}), write: (text) => { written += text; }, awaitKey: async () => { throw new Error('gone'); }, stopProcess})).rejects.toThrow('gone');
		expect(written.endsWith('\u001B[?1049l')).toBe(true);
	});

	it('gives the terminal to the shell at Ctrl-Z, and shows the same page when it is back', async () => {
		const keys = [' ', '\u001A', '\u001B'];
		let written = '';
		const write = (text: string): void => { written += text; };
		await showPages(lines(4), {end: (page, pages) => `${page}/${pages}`, size: () => ({columns: 80, rows: 3}), write, awaitKey: async () => keys.shift(), stopProcess: async () => write('<stopped>')});
		const second = '\u001B[2J\u001B[Hline 3\r\nline 4\r\n2/2 ';
		expect(written.slice(written.indexOf(second))).toBe(`${second}\u001B[?1049l<stopped>\u001B[?1049h${second}\u001B[?1049l`);
	});
});
