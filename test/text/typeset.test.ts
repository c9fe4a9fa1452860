import {describe, expect, it} from 'vitest';
import {layOutRows, measureText, padEnd, wrapHanging, wrapText} from '../../source/text/typeset.ts';

describe('wrapText', () => {
	it('breaks at blanks and leaves none at the ends', () => {
		expect(wrapText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
	});

	it('keeps what is longer than a line whole, so that it can be pasted', () => {
		expect(wrapText('see /etc/kubernetes/kubelet-bootstrap.kubeconfig there', 12)).toEqual(['see', '/etc/kubernetes/kubelet-bootstrap.kubeconfig', 'there']);
	});

	it('breaks Chinese between characters, two columns each', () => {
		const lines = wrapText('节点没有加入集群，请检查 kubelet 是否运行', 12);
		expect(lines.every((line) => measureText(line) <= 12)).toBe(true);
		expect(lines.join('')).toBe('节点没有加入集群，请检查kubelet 是否运行');
	});

	it('begins no line with closing punctuation', () => {
		for (let width = 6; width < 30; width += 1) {
			expect(wrapText('先检查，再执行；完成（可选）。好', width).filter((line) => /^[，；）。]/.test(line))).toEqual([]);
		}
	});

	it('gives one empty line for an empty text', () => {
		expect(wrapText('', 10)).toEqual(['']);
	});
});

describe('layOutRows', () => {
	it('aligns columns by their width on the screen', () => {
		expect(layOutRows([['节点', 'x'], ['node01', 'y']])).toEqual(['节点    x', 'node01  y']);
	});

	it('leaves no blanks at the ends of lines', () => {
		expect(layOutRows([['a', ''], ['bb', 'c']])).toEqual(['a', 'bb  c']);
	});
});

describe('wrapHanging', () => {
	it('sets further lines in as deep as the first begins', () => {
		expect(wrapHanging('  - ', 'one two three four five six seven', 24)).toEqual(['  - one two three four', '    five six seven']);
	});
});

describe('padEnd', () => {
	it('never cuts', () => {
		expect(padEnd('abc', 2)).toBe('abc');
		expect(padEnd('中', 4)).toBe('中  ');
	});
});

it('takes time by the length of the text only, though it be one word of megabytes', () => {
	// By the square of it this would take minutes, far beyond what a test may.
	expect(wrapText('n'.repeat(2_000_000), 80)).toHaveLength(1);
});
