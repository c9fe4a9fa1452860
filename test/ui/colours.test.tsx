// Every kind of screen at every width and colour depth, in both languages: which tones it has, and how often. Its words are kept beside, in frames of their own.
import type {ReactElement} from 'react';
import {expect, it} from 'vitest';
import {drawScreen, stripColour} from '../support/render-screen.tsx';
import {choosesColour} from '../../source/commands/choose-colour.ts';
import {startWizard} from '../../source/core/wizard/start-wizard.ts';
import type {WizardState} from '../../source/core/wizard/wizard-state.ts';
import type {RunState} from '../../source/core/run/run-state.ts';
import {english} from '../../source/text/en/text.ts';
import {simplifiedChinese} from '../../source/text/zh-cn/text.ts';
import {BoardScreen} from '../../source/ui/board/board-screen.tsx';
import {RunScreen} from '../../source/ui/run/run-screen.tsx';
import {wizardMind} from '../../source/ui/wizard/wizard-mind.ts';
import {WizardScreen} from '../../source/ui/wizard/wizard-screen.tsx';
import {answer, wizardAtSsh} from '../core/wizard/wizard-journey.ts';
import {busyBoard} from '../support/board.ts';
import {expectGolden} from '../support/golden.ts';
import {nowMs} from '../support/requests.ts';
import {runAt} from '../support/run.ts';

type Size = {readonly columns: number; readonly rows: number};
type Text = typeof english;

const nothing = (): void => undefined;
const wizard = (state: WizardState) => (size: Size, text: Text) => <WizardScreen mind={wizardMind} state={state} read={() => state} text={text} size={size} send={nothing} givePassword={nothing} leave={nothing} />;
const run = (state: RunState) => (size: Size, text: Text) => <RunScreen state={state} text={text} size={size} nowMs={nowMs} resumeCommand="kubenroll enroll" recordFolder=".kubenroll" send={nothing} leave={nothing} isInWizard={false} go={nothing} />;

const homeText = 'apiVersion: kubenroll.dev/v1alpha1\ncluster:\n  kubeconfig: /etc/kubernetes/admin.conf\n  apiServer: 10.0.0.100:6443\nnodes: [node01=10.0.0.51]\n';

const screens: Readonly<Record<string, (size: Size, text: Text) => ReactElement>> = {
	home: wizard(answer(startWizard({path: 'kubenroll.yaml', text: homeText}))),
	wizard: wizard(answer(wizardAtSsh())),
	review: run(runAt.review),
	run: run(runAt.running),
	summary: run(runAt.summary),
	board: (size, text) => <BoardScreen state={busyBoard()} text={text} size={size} nowMs={nowMs} send={nothing} leave={nothing} />,
};

const depths = {none: {TERM: 'xterm-256color', NO_COLOR: '1'}, '16': {TERM: 'xterm'}, '256': {TERM: 'xterm-256color'}, true: {TERM: 'xterm-256color', COLORTERM: 'truecolor'}} as const;

// Codes of SGR, ECMA-48 8.3.117: those of the terminal's own palette, which are the same at every depth.
const tones = {strong: 1, faint: 2, wrong: 31, good: 32, attention: 33, accent: 36} as const;
const known = new Set<number>([...Object.values(tones), 22, 39]);

const codesOf = (frame: string): readonly number[] => [...frame.matchAll(/\u001B\[([\d;]*)m/g)].map(([, code]) => Number(code));

const countTones = (frame: string): string => {
	const codes = codesOf(frame);
	const counts = Object.entries(tones).flatMap(([tone, code]) => { const count = codes.filter((each) => each === code).length; return count === 0 ? [] : [`${tone} ${count}`]; });
	return counts.join(', ');
};

it.each(Object.keys(screens))('paints %s in the colours that every terminal has, and without any where none are wanted', (name) => {
	const kept: string[] = [];
	for (const [language, text] of [['en', english], ['zh-CN', simplifiedChinese]] as const) {
		for (const [columns, rows] of [[40, 20], [80, 24], [120, 30]] as const) {
			const screen = screens[name]!({columns, rows}, text);
			const frames = Object.fromEntries(Object.entries(depths).map(([depth, env]) => [depth, drawScreen(screen, columns, {hasColour: choosesColour({isTerminal: true, noColour: false, env}), hasUnicode: true})]));
			expect(codesOf(frames['none']!)).toEqual([]);
			expect(codesOf(frames['16']!).filter((code) => !known.has(code))).toEqual([]);
			expect([frames['256'], frames['true']]).toEqual([frames['16'], frames['16']]);
			expect(stripColour(frames['16']!).replaceAll(/ +$/gm, '')).toBe(frames['none']!.replaceAll(/ +$/gm, ''));
			kept.push(`${language} ${columns}  ${countTones(frames['16']!)}`);
		}
	}
	expectGolden(`frames/colours/${name}.txt`, `${kept.join('\n')}\n`);
});
