import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RowPlan} from '../../../source/core/token-file/choose-rows.ts';
import {nodeRow, sharedRow} from '../../../source/core/token-file/own-rows.ts';
import {parseTokenFile} from '../../../source/core/token-file/parse-token-file.ts';
import {writeTokenFile} from '../../../source/core/token-file/write-token-file.ts';

const shared: RowPlan = {...sharedRow, action: 'create'};
const tokens = new Map([[sharedRow.user, 'new']]);
const line = 'new,kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"';
const keep = {tokens, mends: false};

test.each([
	{title: 'begins a new file', text: undefined, result: `${line}\n`},
	{title: 'adds behind a last line without an end', text: 'a,u,1', result: `a,u,1\n${line}\n`},
	{title: 'adds in the line ends of the file', text: 'a,u,1\r\n', result: `a,u,1\r\n${line}\r\n`},
	{title: 'keeps empty lines, blanks and curly quotes of others', text: '\n a,u,1,“x,y”\n\n', result: `\n a,u,1,“x,y”\n\n${line}\n`},
	{title: 'keeps broken rows of others', text: '# mine\na,u,1,"x\n', result: `# mine\na,u,1,"x\n${line}\n`},
	{title: 'replaces our row of another token', text: 'old,kubenroll-bootstrap,kubenroll,"system:bootstrappers,system:bootstrappers:kubenroll"\na,u,1\n', result: `a,u,1\n${line}\n`},
	{title: 'keeps our row that is right, where it stands', text: `${line}\na,u,1\n`, result: `${line}\na,u,1\n`},
	{title: 'takes off a double of our row', text: `${line}\na,u,1\n${line}\n`, result: `a,u,1\n${line}\n`},
])('$title', ({text, result}) => {
	expect(writeTokenFile({text, rows: [shared], ...keep})).toBe(result);
});

test('takes off our rows, and with them only their line ends', () => {
	const text = `a,u,1\r\n${line}\r\nb,u,1\r\n`;
	expect(writeTokenFile({text, rows: [{...sharedRow, action: 'delete'}], ...keep})).toBe('a,u,1\r\nb,u,1\r\n');
	expect(writeTokenFile({text: line, rows: [{...sharedRow, action: 'delete'}], ...keep})).toBe('');
});

test("takes off the guides' row on the way over, and no other row of its user's name", () => {
	const guide = {user: 'kubelet-bootstrap', uid: '10001', groups: ['system:kubelet-bootstrap']};
	const text = 't,kubelet-bootstrap,10001,"system:kubelet-bootstrap"\nadmin,alice,1,"system:masters"\n';
	expect(writeTokenFile({text, rows: [{...guide, action: 'delete'}], ...keep})).toBe('admin,alice,1,"system:masters"\n');
	expect(writeTokenFile({text, rows: [{user: 'alice', uid: '1', groups: [], action: 'delete'}], ...keep})).toBe(text);
});

test('mends rows of others only when asked', () => {
	const text = 't,u,1,a,b\n# left\nt2,u,1\n';
	expect(writeTokenFile({text, rows: [], ...keep})).toBe(text);
	expect(writeTokenFile({text, rows: [], tokens, mends: true})).toBe('t,u,1,"a,b"\n# left\nt2,u,1\n');
});

const anyFile = fc.array(fc.constantFrom('a,u,1\n', 'b,v,2,"x,y"\r\n', 'c,w,3,x,y\n', '# note\n', '\n', ' d,u,1 \n', 'e,u,1,"open\n', '\uFEFF', `${line}\n`, line.replace('new', 'old') + '\n'), {maxLength: 6}).map((parts) => parts.join(''));

test('writing again changes nothing, and every row of others stays byte for byte', () => {
	fc.assert(
		fc.property(anyFile, fc.boolean(), (text, mends) => {
			const rows: readonly RowPlan[] = [shared, {...nodeRow('n1'), action: 'create', node: 'n1'}];
			const input = {rows, tokens: new Map([...tokens, [nodeRow('n1').user, 'n1-token']]), mends};
			const once = writeTokenFile({text, ...input});
			expect(writeTokenFile({text: once, ...input})).toBe(once);
			expect(parseTokenFile(once).rows.filter(({user}) => user === sharedRow.user)).toHaveLength(1);
			const others = (content: string): readonly string[] => content.split('\n').filter((row) => !row.includes('kubenroll') && row.trim() !== '');
			if (!mends) {
				expect(others(once)).toEqual(others(text));
			}
		}),
	);
});
