import {describe, expect, it} from 'vitest';
import type {RunRow} from '../../../source/core/board/list-run-rows.ts';
import {pressRun, type RunGoal, type RunSight} from '../../../source/ui/run/press-run.ts';
import {initialRunUi} from '../../../source/ui/run/run-ui-state.ts';

const row = (name: string, status: RunRow['status']): RunRow => ({key: name, name, status, node: {node: name, sinceMs: 0, problems: []}});

const sight = (stage: RunSight['stage'], isInWizard: boolean): RunSight => ({stage, isInWizard, review: [], nodes: [row('n1', 'failed'), row('n2', 'ready'), row('n3', 'waiting')], pageRows: 10, textLines: 0});

const cases: readonly (readonly [stage: RunSight['stage'], stroke: string, goal: RunGoal | undefined])[] = [
	['review', 'esc', {to: 'back'}],
	['review', 'r', undefined],
	['run', 'esc', undefined],
	['run', 'r', undefined],
	['summary', 'h', {to: 'home'}],
	['summary', 'b', {to: 'board'}],
	['summary', 'r', {to: 'retry', nodes: ['n1']}],
	['summary', 'R', {to: 'retry', nodes: ['n1', 'n3']}],
];

describe('a run that is a step of the wizard', () => {
	it.each(cases)('%s, %s', (stage, stroke, goal) => {
		expect(pressRun(initialRunUi, stroke, sight(stage, true)).goal).toEqual(goal);
	});

	it.each(cases)('has none of these ways where it is alone: %s, %s', (stage, stroke) => {
		expect(pressRun(initialRunUi, stroke, sight(stage, false)).goal).toBeUndefined();
	});
});
