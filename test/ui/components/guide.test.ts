import {expect, it} from 'vitest';
import {english} from '../../../source/text/en/text.ts';
import {layOutGuide} from '../../../source/ui/components/guide.ts';

const say = (guide: string | undefined, columns: number, rows: number): readonly string[] => layOutGuide(guide, {columns, rows}, english).map((line) => line.map(({text}) => text).join(''));

it('takes no line where nobody guides', () => {
	expect(say(undefined, 80, 24)).toEqual([]);
});

it('breaks into two lines at most, and into one on a low screen', () => {
	const guide = 'one two three four five six seven eight nine';
	expect(say('one two', 80, 24)).toEqual(['Demo: one two']);
	expect(say(guide, 34, 24)).toEqual(['Demo: one two three four five', 'six seven eight nine']);
	expect(say(guide, 22, 24)).toEqual(['Demo: one two three', 'four five six seven eight nine']);
	expect(say(guide, 34, 15)).toEqual(['Demo: one two three four five six seven eight nine']);
});
