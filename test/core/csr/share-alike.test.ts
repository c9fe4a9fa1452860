import {expect, test} from 'vitest';
import {createSharer} from '../../../source/core/csr/share-alike.ts';

test('gives out the first of what is alike, and forgets only what nobody asks for', () => {
	const share = createSharer<readonly number[]>();
	const first = share('kept', [1]);
	const lost = share('lost', [2]);
	expect(share('lost', [2])).toBe(lost);
	const areKept = Array.from({length: 50_000}, (_, index) => {
		share(`other ${index}`, [index]);
		return share('kept', [1]) === first;
	});
	expect(new Set(areKept)).toEqual(new Set([true]));
	expect(share('lost', [2])).not.toBe(lost);
});
