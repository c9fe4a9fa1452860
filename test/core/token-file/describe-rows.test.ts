import {expect, test} from 'vitest';
import {describeRows} from '../../../source/core/token-file/describe-rows.ts';
import {nodeRow, sharedRow, spareRow} from '../../../source/core/token-file/own-rows.ts';

test('the record gets digests of tokens, the nodes that rows were given to, and nothing of rows that go', () => {
	const rows = [{...sharedRow, action: 'keep'}, {...spareRow(1), action: 'keep', node: 'n1'}, {...nodeRow('n2'), action: 'create', node: 'n2'}, {...nodeRow('n3'), action: 'delete'}] as const;
	const tokens = new Map(rows.map(({user}) => [user, `token of ${user}`]));
	const described = describeRows(rows, tokens, {digest: (text) => `digest ${text.length}`, addedAt: '2026-01-01T00:00:00Z'});
	expect(described.map(({user, node}) => [user, node])).toEqual([['kubenroll-bootstrap', undefined], ['kubenroll-bootstrap:spare:1', 'n1'], ['kubenroll-bootstrap:n2', 'n2']]);
	expect(JSON.stringify(described)).not.toContain('token of');
});
