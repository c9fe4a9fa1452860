import {expect, test} from 'vitest';
import type {NodeOutcome} from '../../../source/core/run/event.ts';
import {gradeRun} from '../../../source/core/run/grade-run.ts';

const outcomes = (...list: readonly NodeOutcome['outcome'][]): readonly NodeOutcome[] => list.map((outcome, index) => ({node: `n${index}`, outcome, problems: []}));

test.each([
	['every node Ready or unchanged', outcomes('ready', 'unchanged'), 0],
	['no node at all', [], 0],
	['one node of several failed', outcomes('ready', 'failed'), 3],
	['a node that waits for a person', outcomes('ready', 'waiting'), 3],
	['every node waits for a person', outcomes('waiting', 'waiting'), 3],
	['some wait and the others failed', outcomes('failed', 'waiting'), 3],
	['no node got on', outcomes('failed', 'skipped'), 1],
] as const)('%s', (_title, list, code) => {
	expect(gradeRun(list)).toBe(code);
});
