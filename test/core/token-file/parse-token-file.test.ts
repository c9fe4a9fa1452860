import fc from 'fast-check';
import {expect, test} from 'vitest';
import {formatRow} from '../../../source/core/token-file/format-row.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';

const read = (text: string) => parseTokenFile(text).rows.map(({line, token, user, uid, groups, ignored}) => ({line, token, user, uid, groups, ignored}));

// What Go's encoding/csv and tokenfile.go make of each text; checked against them by hand.
test.each([
	{title: 'a row without groups', text: 't,u,1\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'a row with one group in quotes', text: 't,kubelet-bootstrap,10001,"system:kubelet-bootstrap"', rows: [{line: 1, token: 't', user: 'kubelet-bootstrap', uid: '10001', groups: ['system:kubelet-bootstrap'], ignored: []}]},
	{title: 'groups in quotes', text: 't,u,1,"a,b"\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: ['a', 'b'], ignored: []}]},
	{title: 'groups without quotes: all but the first are lost', text: 't,u,1,a,b,c\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: ['a'], ignored: ['b', 'c']}]},
	{title: 'an empty column of groups, which is one group without a name', text: 't,u,1,\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: [''], ignored: []}]},
	{title: 'blanks, kept', text: 't, u ,1,"a, b"\n', rows: [{line: 1, token: 't', user: ' u ', uid: '1', groups: ['a', ' b'], ignored: []}]},
	{title: 'empty lines, skipped and counted', text: '\n\r\nt,u,1\n\nt2,u,1\n', rows: [{line: 3, token: 't', user: 'u', uid: '1', groups: [], ignored: []}, {line: 5, token: 't2', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'CRLF line ends', text: 't,u,1,"a,b"\r\nt2,u,1\r\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: ['a', 'b'], ignored: []}, {line: 2, token: 't2', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'a carriage return at the end of the file, dropped', text: 't,u,1\r', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'a quoted column over two lines', text: 't,"u\r\nv",1\nt2,u,1\n', rows: [{line: 1, token: 't', user: 'u\nv', uid: '1', groups: [], ignored: []}, {line: 3, token: 't2', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'a doubled quote', text: 't,"a""b",1\n', rows: [{line: 1, token: 't', user: 'a"b', uid: '1', groups: [], ignored: []}]},
	{title: 'an empty token', text: ',kubelet-bootstrap,10001\n', rows: [{line: 1, token: '', user: 'kubelet-bootstrap', uid: '10001', groups: [], ignored: []}]},
	{title: 'a byte order mark, as part of the first token', text: '\uFEFFt,u,1\n', rows: [{line: 1, token: '\uFEFFt', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'curly quotes, as part of names', text: 't,u,1,“a,b”\n', rows: [{line: 1, token: 't', user: 'u', uid: '1', groups: ['“a'], ignored: ['b”']}]},
	{title: 'a hash, which begins no comment', text: '#t,u,1\n', rows: [{line: 1, token: '#t', user: 'u', uid: '1', groups: [], ignored: []}]},
	{title: 'an empty file', text: '', rows: []},
])('reads $title', ({text, rows}) => {
	expect(read(text)).toEqual(rows);
	expect(parseTokenFile(text).broken).toEqual([]);
});

test.each([
	{row: 't,u', defect: 'too-few-columns'},
	{row: '# a comment', defect: 'too-few-columns'},
	{row: '   ', defect: 'too-few-columns'},
	{row: 't,u,1,a"b', defect: 'bare-quote'},
	{row: 't,u,1, "a,b"', defect: 'bare-quote'},
	{row: '\uFEFF"t",u,1', defect: 'bare-quote'},
	{row: 't,u,1,"a,b" ', defect: 'text-after-quote'},
	{row: 't,u,1,"a"b"', defect: 'text-after-quote'},
	{row: 't,u,1,"a,b', defect: 'open-quote'},
])('finds that no API server starts with $row ($defect), and reads on behind it', ({row, defect}) => {
	const {rows, broken} = parseTokenFile(`one,u,1\n${row}\ntwo,u,1\n`);
	expect(broken).toEqual([{line: 2, start: 8, end: 8 + row.length, defect}]);
	expect(rows.map(({token, line}) => [line, token])).toEqual([[1, 'one'], [3, 'two']]);
	expect(parseTokenFile(row).broken).toEqual([{line: 1, start: 0, end: row.length, defect}]);
});

test('places rows in the text exactly', () => {
	const text = 'a,u,1\r\n\n"b",u,1,"x,y"\nbad\nc,u,1';
	const {rows, broken} = parseTokenFile(text);
	expect(rows.map(({start, end}) => text.slice(start, end))).toEqual(['a,u,1', '"b",u,1,"x,y"', 'c,u,1']);
	expect(rows.map(({start, tokenEnd}) => text.slice(start, tokenEnd))).toEqual(['a', '"b"', 'c']);
	expect(broken.map(({start, end, line}) => [line, text.slice(start, end)])).toEqual([[4, 'bad']]);
});

// Of a line end in a quoted column Go keeps the line feed only.
const value = fc.string({unit: fc.constantFrom('a', 'ä', '"', ',', ' ', '\n', '#', '“')});
const group = fc.string({unit: fc.constantFrom('a', ':', '"', ' ', '.'), minLength: 1});

test('reads back whatever it writes', () => {
	fc.assert(
		fc.property(fc.array(fc.record({token: value.filter((text) => text !== ''), user: value, uid: value, groups: fc.array(group)}), {maxLength: 4}), (rows) => {
			const {rows: back, broken} = parseTokenFile(rows.map(({token, ...identity}) => `${formatRow(token, identity)}\n`).join(''));
			expect(broken).toEqual([]);
			expect(back.map(({token, user, uid, groups}) => ({token, user, uid, groups}))).toEqual(rows);
		}),
	);
});

test('never throws, and every row and broken row lies within the text, in order', () => {
	fc.assert(
		fc.property(fc.string({unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '#', '\uFEFF'), maxLength: 60}), (text) => {
			const {rows, broken} = parseTokenFile(text);
			let last = 0;
			for (const {start, end} of [...rows, ...broken].toSorted((left, right) => left.start - right.start)) {
				expect(start).toBeGreaterThanOrEqual(last);
				expect(end).toBeGreaterThanOrEqual(start);
				last = end;
			}
			expect(last).toBeLessThanOrEqual(text.length);
		}),
	);
});
