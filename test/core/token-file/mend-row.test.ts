import {expect, test} from 'vitest';
import {mendRow} from '../../../source/core/token-file/mend-row.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';

const mend = (text: string): string | undefined => {
	const file = parseTokenFile(text);
	const [row] = [...file.rows, ...file.broken];
	return row === undefined ? undefined : mendRow(file, row);
};

test.each([
	{title: 'groups without quotes', row: 't,kubelet-bootstrap,10001,system:bootstrappers,system:nodes-of-mine', mended: 't,kubelet-bootstrap,10001,"system:bootstrappers,system:nodes-of-mine"'},
	{title: 'curly quotes', row: 't,u,1,“system:bootstrappers,b”', mended: 't,u,1,"system:bootstrappers,b"'},
	{title: 'full-width quotes and comma', row: 't,u,1,＂a，b＂', mended: 't,u,1,"a,b"'},
	{title: 'single quotes', row: `t,u,1,'a,b'`, mended: 't,u,1,"a,b"'},
	{title: 'a quote that was lost at the end', row: 't,u,1,"a,b', mended: 't,u,1,"a,b"'},
	{title: 'a quote that was lost at the beginning', row: 't,u,1,a,b"', mended: 't,u,1,"a,b"'},
	{title: 'a blank before a quote', row: 't,u,1, "a,b"', mended: 't,u,1,"a,b"'},
	{title: 'a blank behind a quote', row: 't,u,1,"a,b" ', mended: 't,u,1,"a,b"'},
	{title: 'blanks around names', row: 't, u,1 ,"a, b"', mended: 't,u,1,"a,b"'},
	{title: 'a byte order mark', row: '\uFEFFt,u,1,"a"', mended: 't,u,1,"a"'},
	{title: 'a byte order mark before a quote', row: '\uFEFF"t",u,1', mended: 't,u,1'},
	{title: 'full-width commas between columns', row: 't，u，1，a', mended: 't,u,1,"a"'},
	{title: 'blanks around everything, without groups', row: ' t , u , 1 ', mended: 't,u,1'},
])('mends $title', ({row, mended}) => {
	expect(mend(row)).toBe(mended);
	expect(mend(mended)).toBeUndefined();
});

test.each([
	{title: 'a right row', row: 't,u,1,"a,b"'},
	{title: 'a right row without groups', row: 't,u,1'},
	{title: 'empty columns at the end', row: 't,u,1,"a",,'},
	{title: 'a comment', row: '# token,user,uid,groups'},
	{title: 'too few columns', row: 't,u'},
	{title: 'words that may be a comment', row: 't,u,1,"a",made by hand'},
	{title: 'a name that holds a quote', row: `t,O'Brien,1`},
	{title: 'an empty token', row: ',kubelet-bootstrap,10001,a,b'},
	{title: 'a group of all rights that the API server ignores', row: 't,u,1,a,system:masters'},
])('leaves $title as it is', ({row}) => {
	expect(mend(row)).toBeUndefined();
});
