import fc from 'fast-check';
import {expect, test} from 'vitest';
import {PartedMap, partMap} from '../../../source/core/board/parted-map.ts';

const key = fc.constantFrom(...Array.from({length: 12}, (_, index) => `key-${index}`));

test('holds what a map would hold, leaves earlier ones as they were, and tells what changed', () => {
	fc.assert(
		fc.property(fc.array(fc.record({put: fc.array(fc.tuple(key, fc.nat(3)), {maxLength: 4}), gone: fc.array(key, {maxLength: 3})}), {maxLength: 8}), (steps) => {
			let [parted, plain] = [new PartedMap<number>(), new Map<string, number>()];
			for (const {put, gone} of steps) {
				const next = new Map([...plain, ...put]);
				gone.forEach((each) => next.delete(each));
				const changed = parted.change(put, gone);
				expect([parted.size, new Map(parted)]).toEqual([plain.size, plain]);
				expect([changed.size, new Map(changed)]).toEqual([next.size, next]);
				expect([...changed.keys()].every((each) => changed.has(each) && changed.get(each) === next.get(each))).toBe(true);
				const told: (readonly [number | undefined, number | undefined])[] = [];
				changed.tellChanges(parted, (was, is) => told.push([was, is]));
				const keys = [...new Set([...plain.keys(), ...next.keys()])].filter((each) => plain.get(each) !== next.get(each));
				expect(told.map(String).sort()).toEqual(keys.map((each) => String([plain.get(each), next.get(each)])).sort());
				[parted, plain] = [changed, next];
			}
			expect(partMap(parted)).toBe(parted);
			expect(new Map(partMap(plain))).toEqual(plain);
		}),
	);
});

test('tells nothing of what nobody changed, and shares it', () => {
	const map = new PartedMap<number>().change(Array.from({length: 100}, (_, index) => [`key-${index}`, index] as const));
	expect(map.change([], ['none'])).not.toBe(map);
	expect(map.change([])).toBe(map);
	const told: unknown[] = [];
	map.change([['key-7', 8]]).tellChanges(map, (was, is) => told.push([was, is]));
	expect(told).toEqual([[7, 8]]);
});
