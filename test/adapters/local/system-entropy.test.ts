import {expect, test} from 'vitest';
import {systemEntropy} from '../../../source/adapters/local/system-entropy.ts';

test('draws the asked number of characters, all of the alphabet', () => {
	expect(systemEntropy.draw('ab', 64)).toMatch(/^[ab]{64}$/);
	expect(systemEntropy.draw('ab', 0)).toBe('');
	expect(systemEntropy.draw('é节', 8)).toMatch(/^[é节]{8}$/u);
});

test('no character of the token alphabet comes more often than chance lets it', () => {
	const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
	const counts = new Map<string, number>();
	for (const character of systemEntropy.draw(alphabet, 36_000)) {
		counts.set(character, (counts.get(character) ?? 0) + 1);
	}
	// 1000 expected each, standard deviation 31: eight of them is one false alarm in 10^13 runs.
	// A byte modulo 36 would give the first four characters 1125 and the others 984: not far enough for this test alone,
	// which is why chi-squared is asked too: 35 degrees of freedom, 35 expected, over 120 is 1 in 10^10; the modulo gives 500.
	const squares = Array.from(alphabet).map((character) => ((counts.get(character) ?? 0) - 1000) ** 2 / 1000);
	expect(Math.max(...squares)).toBeLessThan(64);
	expect(squares.reduce((sum, each) => sum + each, 0)).toBeLessThan(120);
});

test('refuses an alphabet that has nothing to draw', () => {
	expect(() => systemEntropy.draw('', 1)).toThrow(RangeError);
});
