import {describe, expect, it} from 'vitest';
import {groupRunRows} from '../../../source/core/board/group-run-rows.ts';
import type {RunRow} from '../../../source/core/board/list-run-rows.ts';
import {pressRun, type RunGoal, type RunSight} from '../../../source/ui/run/press-run.ts';
import {initialRunUi} from '../../../source/ui/run/run-ui-state.ts';

const row = (name: string, status: RunRow['status']): RunRow => ({key: name, name, status, node: {node: name, sinceMs: 0, problems: []}});

const nodes = [row('n1', 'failed'), row('n2', 'ready'), row('n3', 'waiting'), row('n4', 'blocked')];

const sight = (stage: RunSight['stage'], isInWizard: boolean): RunSight => ({stage, isInWizard, review: [], nodes, lines: groupRunRows(nodes, {isGrouped: false, shut: new Set()}), part: 'nodes', isGrouped: false, pageRows: 10, textLines: 0});

const cases: readonly (readonly [stage: RunSight['stage'], stroke: string, goal: RunGoal | undefined])[] = [
	['review', 'esc', {to: 'back'}],
	['review', 'r', undefined],
	['run', 'esc', undefined],
	['run', 'h', undefined],
	['summary', 'h', {to: 'home'}],
	['summary', 'b', {to: 'board'}],
];

const anywhere: readonly (readonly [stage: RunSight['stage'], stroke: string, goal: RunGoal | undefined])[] = [
	['review', 'R', undefined],
	// While the run goes on, whoever waits is at work, and whoever is blocked is not of this run.
	['run', 'r', {to: 'retry', nodes: ['n1']}],
	['run', 'R', {to: 'retry', nodes: ['n1']}],
	['run', 'l', {to: 'log', node: 'n1'}],
	['summary', 'r', {to: 'retry', nodes: ['n1']}],
	['summary', 'R', {to: 'retry', nodes: ['n1', 'n3', 'n4']}],
];

describe.each([true, false])('a run, in the wizard: %s', (isInWizard) => {
	it.each(anywhere)('%s, %s', (stage, stroke, goal) => {
		expect(pressRun(initialRunUi, stroke, sight(stage, isInWizard)).goal).toEqual(goal);
	});
});

it('says that a blocked node is not of this run, until the next key', () => {
	const ui = {...initialRunUi, cursor: {key: 'n4', index: 3, isHeld: true}};
	const {ui: asked, goal} = pressRun(ui, 'r', sight('run', false));
	expect({goal, isNotNow: asked.isNotNow}).toEqual({goal: undefined, isNotNow: true});
	expect(pressRun(asked, 'down', sight('run', false)).ui.isNotNow).toBe(false);
});

describe('a run that is a step of the wizard', () => {
	it.each(cases)('%s, %s', (stage, stroke, goal) => {
		expect(pressRun(initialRunUi, stroke, sight(stage, true)).goal).toEqual(goal);
	});

	it.each(cases)('has none of these ways where it is alone: %s, %s', (stage, stroke) => {
		expect(pressRun(initialRunUi, stroke, sight(stage, false)).goal).toBeUndefined();
	});
});
