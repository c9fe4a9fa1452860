import {expect, it} from 'vitest';
import {problem} from '../../../source/core/problem/problem.ts';
import type {MasterStage, RunEvent} from '../../../source/core/run/event.ts';
import {foldRun, initialRunState} from '../../../source/core/run/fold-run.ts';
import {english} from '../../../source/text/en/text.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import {layOutMasters} from '../../../source/ui/run/layout-masters.ts';
import {createTheme} from '../../../source/ui/theme.ts';

const phase: RunEvent = {type: 'phase-started', phase: 'change-control-plane'};
const ended: RunEvent = {type: 'phase-finished', phase: 'change-control-plane', durationMs: 1};
const progressed = (master: string, stage: MasterStage): RunEvent => ({type: 'master-progressed', master, component: 'kube-apiserver', stage});
const failed: RunEvent = {type: 'master-failed', master: 'm1', component: 'kube-apiserver', problem: problem('component-ended', 'm1', {component: 'kube-apiserver', logCommand: ''}, {cause: 'no'})};

const draw = (events: readonly RunEvent[], text = english): readonly string[] => {
	const state = events.reduce((known, event) => foldRun(known, event, 0), initialRunState);
	return layOutMasters(state, {text, theme: createTheme({hasColour: false, hasUnicode: false}), width: 78, nowMs: 12_000, recordFolder: '.kubenroll'}).map((line) => line.map((span) => span.text).join(''));
};

it('has a line for each host whose turn it was, and how long its stage has lasted', () => {
	expect(draw([phase, progressed('master-2', 'changed'), progressed('m1', 'written')])).toEqual([
		expect.stringMatching(/^\S+ master-2 {2}kube-apiserver: changed$/),
		expect.stringMatching(/^\S+ m1 {8}kube-apiserver: files in place, restarting {2}12s$/),
	]);
});

it('says it in Chinese', () => {
	expect(draw([phase, progressed('m1', 'undoing')], simplifiedChinese)).toEqual([expect.stringContaining('kube-apiserver：正在换回旧文件')]);
});

it('is gone once nodes are enrolled, and stays where a host failed', () => {
	expect(draw([phase, progressed('m1', 'changed'), ended])).toEqual([]);
	expect(draw([phase, progressed('m1', 'undone'), failed])).toEqual([expect.stringContaining('m1  kube-apiserver does not stay up')]);
});
