import {expect, test} from 'vitest';
import {limitConcurrency} from '../../source/workflow/limit-concurrency.ts';

test('runs at most so many at once, and all of them', async () => {
	const limit = limitConcurrency(3);
	let running = 0;
	let most = 0;
	const results = await Promise.all(
		Array.from({length: 20}, async (_, index) =>
			limit(async () => {
				running += 1;
				most = Math.max(most, running);
				await new Promise(setImmediate);
				running -= 1;
				return index;
			}),
		),
	);
	expect(most).toBe(3);
	expect(results).toEqual(Array.from({length: 20}, (_, index) => index));
});

test('gives the place back when the work fails', async () => {
	const limit = limitConcurrency(1);
	await expect(limit(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
	await expect(limit(async () => 'yes')).resolves.toBe('yes');
});
