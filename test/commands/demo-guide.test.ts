import {expect, it} from 'vitest';
import {createGuide, type GuideView} from '../../source/commands/demo-guide.ts';
import type {SceneId} from '../../source/text/demo-text.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import type {GuidePlace} from '../../source/ui/components/guide.ts';
import {breakText} from '../../source/ui/typeset/break-text.ts';

const {guide, guideByScene} = english.demo;
const usual: GuideView = {isStarted: true, hasSsh: () => true, isMended: false, mendedAt: undefined, hasSeenBoard: false, hasRun: false, refused: {most: 0, now: 0}, asking: {most: 0, now: 0}, pending: 0};

it.each<readonly [string, SceneId, GuidePlace, Partial<GuideView>, string | undefined]>([
	['what the scene has of its own', 'default', 'summary', {}, guideByScene.default.summary],
	['what is usual, where the scene has nothing', 'default', 'mode', {}, guide.mode],
	['that the cluster is starting, wherever one is', 'default', 'cluster', {isStarted: false}, guide.starting],
	['that ssh is missing, on the step that is about it', 'default', 'ssh', {hasSsh: () => false}, guide['without-ssh']],
	['that nothing is left, once the board was seen', 'default', 'summary', {hasSeenBoard: true}, guide.seen],
	['whom to add, before that is done', 'add-nodes', 'home', {}, guideByScene['add-nodes'].home],
	['that nothing is left, once it is', 'add-nodes', 'home', {hasRun: true}, guide.seen],
	['nothing more of nodes that are in by then', 'add-nodes', 'more-nodes', {hasRun: true}, guide['more-nodes']],
	['what became of the intruder', 'default', 'board', {hasSeenBoard: true, refused: {most: 1, now: 0}}, guide.caught],
	['how to catch it, while it waits', 'default', 'board', {hasSeenBoard: true, refused: {most: 1, now: 1}}, guideByScene.default.board],
	['what became of machines that share a token', 'token-file', 'board', {hasSeenBoard: true, asking: {most: 2, now: 0}}, guide.answered],
	['what their requests are worth, while one waits', 'token-file', 'board', {hasSeenBoard: true, asking: {most: 2, now: 1}}, guideByScene['token-file'].board],
	['that no request waits', 'node-down', 'board', {hasSeenBoard: true}, guide.quiet],
	['what Enter is for, while one does', 'node-down', 'board', {hasSeenBoard: true, pending: 1}, guide.board],
	['what a scene has to say of its requests, before they are there', 'default', 'board', {hasSeenBoard: true}, guideByScene.default.board],
	['how to catch an intruder, though nothing else waits', 'default', 'board', {hasSeenBoard: true, refused: {most: 1, now: 1}, asking: {most: 1, now: 0}}, guideByScene.default.board],
	['that the trouble is over, where it was seen', 'node-down', 'summary', {isMended: true, mendedAt: 'summary'}, guideByScene['node-down'].mended],
	['nothing more of a trouble that is over', 'node-down', 'host-keys', {isMended: true, mendedAt: 'summary'}, guide['host-keys']],
])('says %s', (_, scene, place, view, says) => {
	expect(createGuide(scene, english, () => ({...usual, ...view}))(place)).toBe(says);
	expect(says).toBeTypeOf('string');
});

it.each([english, simplifiedChinese])('names no key for all failed nodes, which is offered only where there are several', ({demo}) => {
	const said = [demo.guide.mended, ...Object.values(demo.guideByScene).map(({mended}) => mended ?? '')];
	expect(said.join('\n')).toMatch(/\br\b/);
	expect(said.join('\n')).not.toMatch(/(?<![A-Z])R(?![A-Z])/);
});

it.each([english, simplifiedChinese])('says it in two lines of 80 columns', (text) => {
	const {guide: usually, guideByScene: byScene} = text.demo;
	const said = [usually, ...Object.values(byScene)].flatMap((words) => Object.values(words));
	expect(said.filter((words) => breakText(text.demo.guided(words), 78).length > 2)).toEqual([]);
});
