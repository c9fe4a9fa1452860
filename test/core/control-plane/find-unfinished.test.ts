import {expect, it} from 'vitest';
import {parseChangeReport} from '../../../source/core/control-plane/change-watch.ts';
import {findUnfinished} from '../../../source/core/control-plane/find-unfinished.ts';

/** `STATE RUN [HOSTS [FINISHED]]`, of a run that changes m3, m2 and m1 in this order unless it names others. */
const find = (told: Readonly<Record<string, string>>): readonly string[] =>
	findUnfinished(
		new Map(
			Object.entries(told).map(([host, text]) => {
				const [state = '', run = '', hosts = 'm3,m2,m1', finished = ''] = text.split(' ');
				return [host, parseChangeReport([`state=${state}`, `run=${run}`, `finished=${finished}`, ...hosts.split(',').map((each) => `host=${each}`)].map((line) => `kubenroll:${line}`).join('\n'))];
			}),
		),
	);

it.each([
	{title: 'a run that came to its end', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'confirmed R1'}, unfinished: []},
	{title: 'a run that stopped at its last host, the last one that was changed first', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'undone R1'}, unfinished: ['m2', 'm3']},
	{title: 'a run that was killed between two hosts', told: {m3: 'confirmed R1', m2: 'none', m1: 'confirmed R0 m1'}, unfinished: ['m3']},
	{title: 'a run whose rest a later one has done', told: {m3: 'confirmed R1', m2: 'confirmed R2 m2,m1', m1: 'confirmed R2 m2,m1'}, unfinished: []},
	{title: 'a run whose rest a later one failed to do', told: {m3: 'confirmed R1', m2: 'confirmed R2 m2,m1', m1: 'undone R2 m2,m1'}, unfinished: ['m2', 'm3']},
	{title: 'a run that came to its end before a later one failed at one of its hosts', told: {m3: 'confirmed R1', m2: 'confirmed R1', m1: 'undone R2 m1 R1'}, unfinished: []},
	{title: 'a run of whose hosts one cannot be asked now', told: {m3: 'confirmed R1', m2: 'confirmed R1'}, unfinished: []},
	{title: 'changes of a kubenroll that told of no run', told: {m3: 'confirmed', m2: 'undone'}, unfinished: []},
])('names the hosts where more stands than in the rest of the run: $title', ({told, unfinished}) => {
	expect(find(told)).toEqual(unfinished);
});
