import {expect, test} from 'vitest';
import {type AutomaticProgress, limitAutomatic} from '../../../source/core/csr/automatic-limits.ts';

const minute = 60_000;
const progress = (change: Partial<AutomaticProgress> = {}): AutomaticProgress => ({startedMs: 0, nowMs: minute, approved: 1, plannedNodes: ['node-1', 'node-2'], ...change});

test('P26 tells how long and how often an automatic mode may still approve', () => {
	expect(limitAutomatic(progress())).toEqual({state: 'on', remainingMs: 59 * minute, remainingApprovals: 3});
});

test.each<[string, string, Partial<AutomaticProgress>]>([
	['after an hour', 'time', {nowMs: 60 * minute}],
	['when the clock was set back', 'time', {startedMs: 2 * minute, nowMs: 0}],
	['when the clock is none', 'time', {nowMs: Number.NaN}],
	['after two approvals a planned node', 'count', {approved: 4}],
	['at once where nothing is planned', 'count', {plannedNodes: [], approved: 0}],
	['when every planned node is Ready', 'all-ready', {readyNodes: new Set(['node-1', 'node-2', 'node-9'])}],
])('P26 ends an automatic mode %s (%s)', (_, because, change) => {
	expect(limitAutomatic(progress(change))).toEqual({state: 'ended', because});
});

test('P26 goes on while one planned node is not Ready', () => {
	expect(limitAutomatic(progress({readyNodes: new Set(['node-1'])}))).toMatchObject({state: 'on'});
});
