import {expect, test} from 'vitest';
import {rememberLast} from '../../../source/core/csr/remember-last.ts';

test('works out anew what is asked of other values, and only that', () => {
	const asked: string[] = [];
	const join = rememberLast((one: readonly string[], other: string) => {
		asked.push(other);
		return [...one, other].join(' ');
	});
	const list = ['a'];
	expect([join(list, 'b'), join(list, 'b'), join(list, 'c'), join(['x'], 'c'), join(list, 'b')]).toEqual(['a b', 'a b', 'a c', 'x c', 'a b']);
	expect(asked).toEqual(['b', 'c', 'c', 'b']);
});
