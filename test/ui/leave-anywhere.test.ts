/* Ctrl-C and Ctrl-Z in every place: asked once wherever something may be lost, and Esc leads back to exactly where one was. */
import {describe, expect, it} from 'vitest';
import {problem} from '../../source/core/problem/problem.ts';
import {initialBoardState} from '../../source/core/board/board-state.ts';
import {startWizard} from '../../source/core/wizard/start-wizard.ts';
import type {WizardState} from '../../source/core/wizard/wizard-state.ts';
import {english} from '../../source/text/en/text.ts';
import {type BoardOverlay, initialBoardUi, openDecide} from '../../source/ui/board/board-ui-state.ts';
import {type BoardSight, pressBoard} from '../../source/ui/board/press-board.ts';
import {pressRun, type RunSight} from '../../source/ui/run/press-run.ts';
import {initialRunUi, type RunOverlay} from '../../source/ui/run/run-ui-state.ts';
import {pressWizard} from '../../source/ui/wizard/press-wizard.ts';
import {initialWizardUi, type WizardOverlay} from '../../source/ui/wizard/wizard-ui-state.ts';
import {answer, freshWizard, keysFound, send, wizardAtSsh} from '../core/wizard/wizard-journey.ts';

const ctrlC = 'ctrl-c';
const field = {text: 'half typ', caret: 8};

describe('Ctrl-C in the wizard', () => {
	const goTo = (step: 'cluster' | 'mode' | 'address' | 'nodes' | 'ssh'): WizardState => send(wizardAtSsh(), {type: 'go-to', step});
	const newKey = {node: 'node03', address: '10.0.0.53', role: 'node' as const, fingerprints: [`SHA256:${'k'.repeat(43)}`], types: ['ED25519']};
	const steps: Readonly<Record<string, () => WizardState>> = {
		'the first step': () => answer(freshWizard()),
		cluster: () => goTo('cluster'),
		mode: () => goTo('mode'),
		address: () => goTo('address'),
		nodes: () => goTo('nodes'),
		ssh: () => goTo('ssh'),
		'host-keys': () => send(wizardAtSsh({hostKeys: keysFound({fresh: [newKey]})}), {type: 'next'}),
		survey: () => answer(send(wizardAtSsh(), {type: 'next'})),
	};
	const overlays: readonly (readonly WizardOverlay[])[] = [[], [{place: 'explain', scroll: 3}], [{place: 'help', of: 'wizard-list', scroll: 2}], [{place: 'details', scroll: 1}], [{place: 'explain', scroll: 3}, {place: 'help', of: 'explain', scroll: 0}]];
	const press = (state: WizardState, ui: typeof initialWizardUi, ...strokes: readonly string[]) => strokes.reduce<ReturnType<typeof pressWizard>>((at, stroke) => pressWizard(at.ui, stroke, {state, textLines: 40, pageLines: 10}), {ui});

	it.each(Object.keys(steps))('asks once at %s, whatever lies over it', (name) => {
		const state = steps[name]!();
		for (const over of overlays) {
			const ui = {...initialWizardUi, overlays: over};
			const asked = press(state, ui, ctrlC);
			expect([asked.leave, asked.ui.overlays]).toEqual([undefined, [...over, {place: 'stop'}]]);
			expect(press(state, ui, ctrlC, 'esc').ui).toEqual(ui);
			expect(press(state, ui, ctrlC, 'x').ui).toEqual(asked.ui);
			expect(press(state, ui, ctrlC, ctrlC).leave).toBe('quit');
			expect(press(state, ui, ctrlC, 'y').leave).toBe('quit');
			expect(press(state, ui, 'ctrl-z')).toEqual({ui, leave: 'suspend'});
			expect(press(state, ui, ctrlC, 'ctrl-z')).toEqual({ui: asked.ui, leave: 'suspend'});
		}
	});

	it('leaves home at once: nothing is begun there', () => {
		const state = startWizard({path: 'kubenroll.yaml', text: 'apiVersion: kubenroll.dev/v1alpha1\nnodes: [node01=10.0.0.51]\n'});
		expect(state.stage.status).toBe('home');
		for (const over of overlays) {
			expect(press(state, {...initialWizardUi, overlays: over}, ctrlC).leave).toBe('quit');
		}
	});
});

describe('Ctrl-C from the review to the summary', () => {
	const overlays: readonly (readonly RunOverlay[])[] = [
		[],
		[{place: 'help', of: 'run', scroll: 2}],
		[{place: 'diff', key: 'k', scroll: 4}],
		[{place: 'details', scroll: 1}],
		[{place: 'node-details', node: 'node01', scroll: 5}],
		[{place: 'node-details', node: 'node01', scroll: 5}, {place: 'help', of: 'node-details', scroll: 0}],
		[{place: 'confirm'}],
		[{place: 'export', field}],
		[{place: 'filter', field}],
	];
	const sightOf = (stage: RunSight['stage'], isInWizard: boolean): RunSight => ({stage, review: [], lines: [], nodes: [], part: 'nodes', isGrouped: false, isInWizard, pageRows: 5, textLines: 40});
	const press = (sight: RunSight, ui: typeof initialRunUi, ...strokes: readonly string[]) => strokes.reduce<ReturnType<typeof pressRun>>((at, stroke) => pressRun(at.ui, stroke, sight), {ui});

	it.each([['review', true], ['review', false], ['run', true], ['run', false]] as const)('asks once on the %s, whatever lies over it (a step of the wizard: %s)', (stage, isInWizard) => {
		const sight = sightOf(stage, isInWizard);
		for (const over of overlays) {
			const ui = {...initialRunUi, filter: 'n', overlays: over};
			const asked = press(sight, ui, ctrlC);
			expect(asked).toEqual({ui: {...ui, overlays: [...over, {place: 'stop'}]}});
			expect(press(sight, ui, ctrlC, 'esc')).toEqual({ui});
			expect(press(sight, ui, ctrlC, 'q')).toEqual(asked);
			expect(press(sight, ui, ctrlC, 'y')).toEqual({ui: {...ui, isStopping: true}, intent: 'abort'});
			expect(press(sight, ui, ctrlC, ctrlC)).toEqual({ui: {...ui, isStopping: true}, intent: 'abort'});
			expect(press(sight, ui, ctrlC, ctrlC, ctrlC)).toEqual({ui: {...ui, isStopping: true}});
			expect(press(sight, ui, 'ctrl-z')).toEqual({ui, leave: 'suspend'});
		}
	});

	it('asks at q too before the end, in what is only looked at', () => {
		for (const over of overlays.slice(0, 6)) {
			expect(press(sightOf('run', false), {...initialRunUi, overlays: over}, 'q')).not.toHaveProperty('leave');
		}
	});

	it.each([true, false])('leaves the summary at once (a step of the wizard: %s)', (isInWizard) => {
		for (const over of overlays) {
			expect(press(sightOf('summary', isInWizard), {...initialRunUi, overlays: over}, ctrlC).leave).toBe('quit');
		}
	});
});

describe('Ctrl-C on the board', () => {
	const sight: BoardSight = {state: initialBoardState, rows: [], othersFrom: 0, passing: [], history: [], pageRows: 5, pageLines: 5, textLines: 40, text: english};
	const press = (overlays: readonly BoardOverlay[], ...strokes: readonly string[]) => strokes.reduce<ReturnType<typeof pressBoard>>((at, stroke) => pressBoard(at.ui, stroke, sight), {ui: {...initialBoardUi, overlays}});
	const history = {place: 'history', cursor: 0, top: 0} as const;
	const request = {place: 'request', uid: 'u1', scroll: 2} as const;

	it('leaves it at once, also from what is only looked at', () => {
		const looked: readonly (readonly BoardOverlay[])[] = [[], [history], [request], [history, request], [{place: 'help', of: 'board', scroll: 1}], [{place: 'details', problems: [problem('run-cancelled', 'kubenroll', {phase: 'survey'})], scroll: 0}]];
		for (const over of looked) {
			expect(press(over, ctrlC).leave, JSON.stringify(over)).toBe('quit');
			expect(press(over, 'ctrl-z').ui.overlays).toEqual(over);
		}
	});

	it('leaves a dialogue before anything is decided, and the board the next time', () => {
		const dialogues: readonly BoardOverlay[] = [{place: 'approve', uid: 'u1'}, {place: 'approve-all', uids: ['u1']}, {place: 'automatic'}, {place: 'sweep', uids: ['u1']}, {place: 'revoke', tokenId: 'abc123'}, openDecide('deny', 'u1', undefined), openDecide('approve', 'u1', 'node01'), {place: 'filter', field}];
		for (const dialogue of dialogues) {
			expect(press([dialogue], ctrlC), dialogue.place).toEqual({ui: initialBoardUi});
			expect(press([dialogue], ctrlC, ctrlC).leave).toBe('quit');
			expect(press([dialogue], 'ctrl-z')).toEqual({ui: {...initialBoardUi, overlays: [dialogue]}, leave: 'suspend'});
		}
	});
});
