import {expect, it} from 'vitest';
import {parseChangeReport} from '../../../source/core/control-plane/change-watch.ts';
import {findUnfinished, numberNextRun} from '../../../source/core/control-plane/find-unfinished.ts';

/** `STATE RUN [HOSTS [FINISHED]]`: a run that changes m3, m2 and m1 in this order unless it names others. The number of a run is behind its R, or behind its `#`. */
const report = (text: string) => {
	const [state = '', run = '', hosts = 'm3,m2,m1', finished = ''] = text.split(' ');
	const numberOf = (id: string): string => /(?:#|^R)(\d+)$/.exec(id)?.[1] ?? '';
	return parseChangeReport([`state=${state}`, `run=${run}`, `number=${numberOf(run)}`, `finished=${finished} ${numberOf(finished)}`, ...hosts.split(',').map((each) => `host=${each}`)].map((line) => `kubenroll:${line}`).join('\n'));
};

const find = (told: Readonly<Record<string, string>>): readonly string[] => findUnfinished(new Map(Object.entries(told).map(([host, text]) => [host, report(text)])));

it.each([
	{title: 'a run that came to its end', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'confirmed R1'}, unfinished: []},
	{title: 'a run that stopped at its last host, the last one that was changed first', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'undone R1'}, unfinished: ['m2', 'm3']},
	{title: 'a run that was killed between two hosts', told: {m3: 'confirmed R2', m2: 'none', m1: 'confirmed R1 m1'}, unfinished: ['m3']},
	{title: 'a run whose rest a later one has done', told: {m3: 'confirmed R1', m2: 'confirmed R2 m2,m1', m1: 'confirmed R2 m2,m1'}, unfinished: []},
	{title: 'a run whose rest a later one has done, by a clock that is behind', told: {m3: 'confirmed 2030#1', m2: 'confirmed 2026#2 m2,m1', m1: 'confirmed 2026#2 m2,m1'}, unfinished: []},
	{title: 'a run whose rest a later one failed to do', told: {m3: 'confirmed R1', m2: 'confirmed R2 m2,m1', m1: 'undone R2 m2,m1'}, unfinished: ['m2', 'm3']},
	{title: 'two stopped runs, the later one first whatever the clocks said', told: {m4: 'confirmed 2026#2 m4,m1', m3: 'confirmed 2030#1', m2: 'confirmed 2030#1', m1: 'none'}, unfinished: ['m4', 'm2', 'm3']},
	{title: 'a run that an earlier one by a clock ahead has not done the rest of', told: {m3: 'confirmed 2026#2', m2: 'confirmed 2030#1 m2', m1: 'confirmed 2030#1 m1'}, unfinished: ['m3']},
	{title: 'a run that came to its end before a later one failed at one of its hosts', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'undone R2 m1 R1'}, unfinished: []},
	{title: 'a run of whose hosts one cannot be asked now', told: {m3: 'confirmed R1', m2: 'confirmed R1'}, unfinished: []},
	{title: 'runs that did not know of each other', told: {m3: 'confirmed a#1 m3,m2', m2: 'confirmed b#1 m2'}, unfinished: []},
	{title: 'changes of a kubenroll that told of no run', told: {m3: 'confirmed', m2: 'undone'}, unfinished: []},
])('names the hosts where more stands than in the rest of the run: $title', ({told, unfinished}) => {
	expect(find(told)).toEqual(unfinished);
});

it('numbers a run after all that the hosts know of, finished or not', () => {
	expect(numberNextRun([])).toBe(1);
	expect(numberNextRun([report('none')])).toBe(1);
	expect(numberNextRun([report('undone R3'), report('confirmed R2 m1 R1')])).toBe(4);
	expect(numberNextRun([report('undone R3 m1 R7')])).toBe(8);
});

it('takes no number from a host that is none', () => {
	expect(numberNextRun([parseChangeReport('kubenroll:number=-4\nkubenroll:finished=R1 1e9\n')])).toBe(1);
});
