/* Names in a cluster are an attacker's: whatever they hold, every line fits, nothing acts on the terminal, and what is cut is marked. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {BoardState} from '../../source/core/board/board-state.ts';
import {escapeControls} from '../../source/core/untrusted/escape-controls.ts';
import {english} from '../../source/text/en/text.ts';
import {measureText} from '../../source/text/typeset.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {BoardScreen} from '../../source/ui/board/board-screen.tsx';
import {layOutHeader} from '../../source/ui/components/header.ts';
import {layOutField} from '../../source/ui/components/text-field.ts';
import {breakText} from '../../source/ui/typeset/break-text.ts';
import {fitColumns, layOutCells} from '../../source/ui/typeset/columns.ts';
import {fitSpans, type LineSpans, measureSpans, span} from '../../source/ui/typeset/spans.ts';
import {splitCharacters} from '../../source/ui/typeset/split-characters.ts';
import {clientOf, foldAll, judgeAll, node, nowMs} from '../support/board.ts';
import {drawScreen, stripColour} from '../support/render-screen.tsx';
import {ago} from '../support/requests.ts';

// Letters, wide and combining characters, emoji of many code points, marks of direction, controls, escape sequences, and blanks of all sorts.
const piece = fc.constantFrom('a', 'node-1', '.', '中', '文字', '한', 'ﾊ', 'é', 'e\u0301', '\u0301\u0302', 'ก็', '👩‍👩‍👧‍👦', '😀', '🇨🇳', '❤️', '1️⃣', '\u202E', '\u2066', '\u200B', '\uFEFF', '\u001B[2J', '\u001B]0;x\u0007', '\u009B31m', '\r', '\n', '\t', '\u3000', ' ', '𠮷', '\uD800', 'x'.repeat(300));
const hostile = fc.array(piece, {maxLength: 12}).map((pieces) => pieces.join(''));
const escaped = hostile.map(escapeControls);
const width = fc.integer({min: 1, max: 130});
const textOf = (spans: LineSpans): string => spans.map(({text}) => text).join('');
const acts = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

describe('layouts', () => {
	it('cuts a line to its width, with a mark where something is missing', () => {
		fc.assert(
			fc.property(fc.array(escaped, {maxLength: 4}), width, (texts, columns) => {
				const spans = texts.map((text) => span(text));
				const fitted = fitSpans(spans, columns, '…');
				expect(measureSpans(fitted)).toBeLessThanOrEqual(columns);
				expect(textOf(fitted) === textOf(spans) || textOf(fitted).endsWith('…')).toBe(true);
			}),
		);
	});

	it('breaks a text into lines that fit, and loses no character but blanks', () => {
		fc.assert(
			fc.property(escaped, fc.integer({min: 2, max: 130}), (text, columns) => {
				const lines = breakText(text, columns);
				expect(Math.max(...lines.map(measureText))).toBeLessThanOrEqual(columns);
				expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
			}),
		);
	});

	it('lays cells out in columns that stay in their place', () => {
		fc.assert(
			fc.property(escaped, escaped, fc.integer({min: 12, max: 130}), (name, says, columns) => {
				const widths = fitColumns([{title: 'NODE', minWidth: 8, maxWidth: 40, priority: 0}, {title: 'NOW', minWidth: 14, maxWidth: 400, priority: 1}], [measureText(name), measureText(says)], columns);
				const cells = layOutCells([[span(name)], [span(says)]], widths, '…');
				expect(measureSpans(cells)).toBeLessThanOrEqual(columns);
			}),
		);
	});

	it('lays a header and a field out within the width', () => {
		fc.assert(
			fc.property(escaped, escaped, fc.integer({min: 12, max: 130}), fc.nat(400), (left, right, columns, place) => {
				const header = fitSpans(layOutHeader([{spans: [span(left)], priority: 0}], [{spans: [span(right)], priority: 1}], columns), columns, '…');
				expect(measureSpans(header)).toBeLessThanOrEqual(columns);
				const field = layOutField({text: left, caret: Math.min(place, splitCharacters(left).length)}, {width: columns, hasFocus: true, glyphs: {caret: '▏', cut: '…'}});
				expect(measureSpans(field)).toBeLessThanOrEqual(columns);
			}),
		);
	});
});

const boardOf = (names: readonly string[], reason: string): BoardState => {
	const requests = names.map((name, index) => clientOf('node02', {name, uid: `uid-${index}`, username: `${name}${index}`, signerName: index % 3 === 2 ? name : 'kubernetes.io/kube-apiserver-client-kubelet', createdAt: ago(10 + index)}));
	const nodes = [node('node02', 'false', 10, reason)];
	return foldAll([
		{type: 'cluster-read', cluster: {server: 's', context: escapeControls(reason), version: 'v1.36.3', user: escapeControls(reason), mayDecide: {client: true, serving: true}, isAutoApproved: 'no', clockSkewMs: 0}, planned: [{name: 'node02', address: '10.0.0.12'}], problems: []},
		{type: 'nodes-changed', put: nodes, gone: []},
		{type: 'requests-changed', put: judgeAll(requests, nodes, ['node02']), gone: []},
	]);
};

describe('the board', () => {
	it('stays whole, whatever names it holds, at any size', () => {
		fc.assert(
			fc.property(fc.array(hostile, {minLength: 1, maxLength: 4}), hostile, fc.integer({min: 20, max: 130}), fc.integer({min: 6, max: 40}), fc.boolean(), (names, reason, columns, rows, isChinese) => {
				const frame = drawScreen(<BoardScreen state={boardOf(names, reason)} text={isChinese ? simplifiedChinese : english} size={{columns, rows}} nowMs={nowMs} send={() => undefined} leave={() => undefined} />, columns, {hasColour: true, hasUnicode: true});
				const lines = stripColour(frame).split('\n');
				expect(lines).toHaveLength(rows);
				expect(Math.max(...lines.map(measureText))).toBeLessThanOrEqual(columns);
				expect(stripColour(frame)).not.toMatch(acts);
			}),
			{numRuns: 60},
		);
	});

	it('draws nothing but ASCII where the terminal takes nothing else', () => {
		const frame = drawScreen(<BoardScreen state={boardOf(['csr-a1b2c'], 'x'.repeat(300))} text={english} size={{columns: 80, rows: 24}} nowMs={nowMs} send={() => undefined} leave={() => undefined} />, 80, {hasColour: false, hasUnicode: false});
		expect(frame).toMatch(/^[ -~\n]*$/);
	});
});
