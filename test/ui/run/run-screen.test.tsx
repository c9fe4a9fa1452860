import {afterEach, describe, expect, it} from 'vitest';
import {drawScreen, mountScreen, stripColour} from '../../support/render-screen.tsx';
import {problem} from '../../../source/core/problem/problem.ts';
import {foldRun} from '../../../source/core/run/fold-run.ts';
import type {RunState} from '../../../source/core/run/run-state.ts';
import {english} from '../../../source/text/en/text.ts';
import {measureText} from '../../../source/text/typeset.ts';
import {simplifiedChinese} from '../../../source/text/zh-cn/text.ts';
import type {RunGoal} from '../../../source/ui/run/press-run.ts';
import {RunScreen} from '../../../source/ui/run/run-screen.tsx';
import {expectGolden} from '../../support/golden.ts';
import {nowMs} from '../../support/requests.ts';
import {bigRun, bigRunAt, runAt} from '../../support/run.ts';

const texts = {en: english, 'zh-CN': simplifiedChinese} as const;
const sizes = [[40, 20], [80, 24], [120, 30]] as const;

const screen = (state: RunState, columns: number, rows: number, language: keyof typeof texts = 'en', send: (intent: {readonly type: 'confirm' | 'abort'}) => void = () => undefined, leave: (how: 'quit' | 'suspend') => void = () => undefined, go: (goal: RunGoal) => void = () => undefined) => (
	<RunScreen state={state} text={texts[language]} size={{columns, rows}} nowMs={nowMs} resumeCommand="kubenroll enroll" recordFolder="/srv/.kubenroll" send={send} leave={leave} isInWizard={false} go={go} />
);

let close = (): void => undefined;
afterEach(() => close());

const open = (state: RunState, columns = 80, rows = 24, language: keyof typeof texts = 'en') => {
	const sent: string[] = [];
	const left: string[] = [];
	const goals: RunGoal[] = [];
	const draw = (next: RunState) => screen(next, columns, rows, language, ({type}) => sent.push(type), (how) => left.push(how), (goal) => goals.push(goal));
	const mounted = mountScreen(draw(state), {columns, rows});
	close = mounted.close;
	return {...mounted, sent, left, goals, redraw: (next: RunState) => mounted.draw(draw(next))};
};

describe.each(sizes)('a run at %i × %i', (columns, rows) => {
	it.each(['en', 'zh-CN'] as const)('is drawn in %s as kept', async (language) => {
		for (const moment of ['preparing', 'review', 'summary', 'done'] as const) {
			expectGolden(`frames/run/${moment}-${language}-${columns}.txt`, `${drawScreen(screen(runAt[moment], columns, rows, language), columns)}\n`);
		}
		for (const moment of columns === 80 && language === 'en' ? (['preparing', 'review', 'running', 'summary', 'done'] as const) : (['review'] as const)) {
			expectGolden(`frames/run/${moment}-${language}-${columns}.ansi`, `${drawScreen(screen(runAt[moment], columns, rows, language), columns, {hasColour: true, hasUnicode: true})}\n`);
		}
		const {type, see, frame, redraw} = open(runAt.review, columns, rows, language);
		type('c');
		await see(language === 'en' ? 'as shown?' : '按以上计划修改');
		type('y');
		redraw(runAt.running);
		await see('node05');
		expectGolden(`frames/run/running-${language}-${columns}.txt`, frame());
		type('\r');
		await see(language === 'en' ? 'Esc back' : 'Esc 返回');
		expectGolden(`frames/run/node-${language}-${columns}.txt`, frame());
	});

	it.each(['en', 'zh-CN'] as const)('draws many nodes in groups in %s, those that need nobody shut', (language) => {
		expectGolden(`frames/run/many-${language}-${columns}.txt`, `${drawScreen(screen(bigRun(500), columns, rows, language), columns)}\n`);
	});

	it('keeps every line within the terminal, in both languages', () => {
		for (const state of Object.values(runAt)) {
			for (const language of ['en', 'zh-CN'] as const) {
				const lines = stripColour(drawScreen(screen(state, columns, rows, language), columns)).split('\n');
				expect(Math.max(...lines.map(measureText))).toBeLessThanOrEqual(columns);
				expect(lines).toHaveLength(rows);
			}
		}
	});
});

it('tells of a lost connection for as long as it matters: while the run lasts', () => {
	const lost = {state: 'reconnecting', sinceMs: nowMs} as const;
	const header = (state: RunState): string => stripColour(drawScreen(screen(state, 80, 24), 80)).split('\n').slice(0, 2).join('\n');
	expect(header({...runAt.running, connection: lost})).toContain('reconnecting');
	expect(header({...runAt.done, connection: lost})).not.toContain('reconnecting');
});

describe('a run in a tour', () => {
	const tour = (state: RunState) => <RunScreen state={state} text={english} size={{columns: 80, rows: 24}} nowMs={nowMs} resumeCommand={undefined} recordFolder="/srv/.kubenroll" send={() => undefined} leave={() => undefined} isInWizard={false} go={() => undefined} guide="c, then y" />;

	it('speaks of no other run, as its cluster ends with it', () => {
		const drawn = stripColour(drawScreen(tour(runAt.summary), 80));
		expect(drawn).toContain('nodes done');
		expect(drawn).not.toContain('run again');
	});

	it('shows the guide on the page that it is about, and on no diff above it', async () => {
		const {type, see, frame, close: end} = mountScreen(tour(runAt.review), {columns: 80, rows: 24});
		close = end;
		expect(frame()).toContain('Demo: c, then y');
		type('jjjjjj\r');
		await see('set aside: ');
		type('j\r');
		await see('@@ -1,4 +1,5 @@');
		expect(frame()).not.toContain('Demo:');
		type('\u001B');
		await see('Demo: c, then y');
	});
});

describe('keys of a run', () => {
	it('leaves the cursor at the top until somebody moves it, and with its node from then on', async () => {
		const {see, redraw, type} = open(bigRunAt(3, 0), 80, 24);
		await see('› ◦ node001');
		redraw(bigRunAt(3, 2));
		await see('› ✗ node002');
		type('j');
		await see('› ◦ node001');
		redraw(bigRunAt(3, 3));
		await see('› ◦ node001');
	});

	it('opens and shuts groups, and takes the groups away', async () => {
		const {type, see, frame} = open(bigRun(100));
		expect(frame()).not.toContain('node004');
		type('G');
		await see('Ready  ');
		type('\r');
		await see('node004');
		type('g\r');
		await see('kubelet runs  ');
		type('s');
		await see('node001');
		expect(frame()).not.toMatch(/failed {2}10/);
	});

	it.each([
		['NODE097', /node097/],
		['failed', /node091/],
		['files in pl', /node003/],
	])('filters by name, status or stage: %s', async (filter, shown) => {
		const {type, see, frame} = open(bigRun(100));
		type(`/${filter}\r`);
		await see(String(shown).slice(1, -1));
		expect(frame()).toMatch(shown);
	});

	it('asks for one node, or all that failed, to be tried again; and for what was run on one', async () => {
		const {type, see, frame, goals} = open(runAt.running);
		expect(frame()).not.toContain('r retry');
		type('jrl');
		await see('r retry');
		expect(goals).toEqual([{to: 'retry', nodes: ['node05']}, {to: 'log', node: 'node05'}]);
	});

	it('shows what remains when all is well, and the nodes on Tab', async () => {
		const {type, see, frame} = open(runAt.done);
		expect(frame()).toContain('What remains');
		type('\t');
		await see('NODE');
		expect(frame()).toContain('node01');
		type('\t');
		await see('What remains');
	});


	it('confirms after a yes only', async () => {
		const {type, see, sent} = open(runAt.review);
		type('c');
		await see('1 kubelet will restart');
		type('n');
		expect(sent).toEqual([]);
		type('y');
		await see('kubenroll enroll');
		expect(sent).toEqual(['confirm']);
	});

	it('opens a node, and shows the diff of a file on Enter', async () => {
		const {type, see, frame} = open(runAt.review);
		type('/');
		// Below the cluster with its two lines, the blocked node with its one, node01 stands sixth.
		type('jjjjjj\r');
		await see('set aside: ');
		type('j\r');
		await see('@@ -1,4 +1,5 @@');
		expect(frame()).toContain('+    --bootstrap-kubeconfig=');
		type('\u001B');
		await see('c confirm');
	});

	it('asks once before it stops, and says what becomes of the files', async () => {
		const {type, see, sent} = open(runAt.review);
		type('\u0003');
		await see('Nothing has been changed yet.');
		type('\u001B');
		await see('c confirm');
		expect(sent).toEqual([]);
		type('q');
		await see('Stop?');
		type('y');
		expect(sent).toEqual(['abort']);
	});

	it('offers neither to stop nor to retry while it is stopping, and asks no more once it has ended', async () => {
		const {type, see, frame, sent, goals, redraw} = open(runAt.running);
		type('\u0003');
		await see('Stop?');
		type('y');
		await see('What is in hand is finished first');
		expect(frame()).not.toMatch(/Stop\?|ctrl-c stop|r retry/);
		type('rR\u0003');
		expect([sent, goals]).toEqual([['abort'], []]);
		expect(frame()).not.toContain('Stop?');
		redraw(runAt.summary);
		await see('q quit');
	});

	it('takes the question away when the run has ended meanwhile', async () => {
		const {type, see, frame, sent, left, redraw} = open(runAt.running);
		type('\u0003');
		await see('Stop?');
		redraw(runAt.summary);
		await see('q quit');
		expect(frame()).not.toContain('Stop?');
		type('y');
		expect(sent).toEqual([]);
		type('q');
		expect(left).toEqual(['quit']);
	});

	it('counts what was stopped by itself, without a cross', () => {
		const given = foldRun(runAt.running, {type: 'node-failed', node: 'node02', stage: 'files', problem: problem('run-cancelled', 'node02', {phase: 'enroll-nodes'})}, nowMs);
		const drawn = stripColour(drawScreen(screen(given, 80, 24), 80));
		expect(drawn).toMatch(/1 stopped/);
		expect(drawn).toMatch(/· node02 .*stopped while enrolling/);
		expect(drawn).not.toMatch(/[x✗] node02/);
	});

	it('says of a node that has its files that it waits for its turn', () => {
		const waiting = foldRun(runAt.running, {type: 'node-progressed', node: 'node06', stage: 'files'}, nowMs);
		expect(stripColour(drawScreen(screen(waiting, 120, 30), 120))).toMatch(/node06 +files in place .*its kubelet is next, when it is its turn/);
	});

	it('tells everything of a failed node, with its cause and what to do', async () => {
		const {type, see, frame} = open(runAt.summary);
		type('j\r');
		await see('REQUESTS');
		expect(frame()).toMatch(/validate service connection[^]*hint: /);
		type('\u001B');
		await see('q quit');
	});

	it('leaves only when it has ended', async () => {
		const ended = open(runAt.summary);
		ended.type('q');
		expect(ended.left).toEqual(['quit']);
		ended.close();
		const {type, see, left} = open(runAt.preparing);
		type('q');
		await see('Stop?');
		expect(left).toEqual([]);
	});
});
