import fc from 'fast-check';
import {expect, test} from 'vitest';
import {addKeyHolder, firstKeyHolders} from '../../../source/core/csr/key-holders.ts';

test('P4 keeps the first holders of a key by name, in whatever order and however often they come', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')), (nodes) => {
			expect(nodes.reduce(addKeyHolder, [] as readonly string[])).toEqual([...new Set(nodes)].sort().slice(0, firstKeyHolders));
		}),
	);
});
