// The tour on a screen: the very wizard, run screen and board, on a practice cluster, with a line that says what to try next.
import {join} from 'node:path';
import type {Verdict} from '../core/csr/judgement.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {Report} from '../core/run/event.ts';
import {emptyDraft} from '../core/wizard/draft.ts';
import {beginWizard, type WizardState} from '../core/wizard/wizard-state.ts';
import {formatSceneAnswers} from '../sandbox/scenes/format-scene-answers.ts';
import type {BoardSession} from '../session/start-board.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import {formatDuration} from '../text/format-duration.ts';
import {createGuide, type GuideView} from './demo-guide.ts';
import {type Player, playKeys} from './demo-player.ts';
import type {DemoSession} from './demo-session.ts';
import {type DemoTour, tell} from './demo-tour.ts';
import type {Invocation} from './invocation.ts';
import {parseCommandLine} from './parse-command-line.ts';
import {recordFolderOf} from './record-folder.ts';
import {showWizard} from './wizard.ts';

const countPending = (board: BoardSession | undefined, verdicts: readonly Verdict[]): number => [...(board?.getSnapshot().requests.values() ?? [])].filter(({view}) => view.state === 'pending' && verdicts.includes(view.verdict)).length;

/** Leads through a scene on the screen; with `--auto` its keys are pressed by nobody. */
export const tourScreens = async (demo: DemoTour): Promise<number> => {
	const {invocation, name, scene, practice, folder, isAuto, pace, terminal, hasSsh} = demo;
	const {text} = invocation;
	const configPath = join(folder, 'kubenroll.yaml');
	const argv = ['--config', configPath, '--kubeconfig', join(folder, 'kubeconfig')];
	const inner: Invocation = {...invocation, line: parseCommandLine(argv), argv};
	// Whoever leaves while it is starting does not wait for it.
	const left = Promise.withResolvers<never>();
	const started = Promise.race([practice.started, left.promise]);
	started.catch(() => undefined);
	let wizard: DemoSession | undefined;
	let report: Report | undefined;
	const start = async (): Promise<WizardSession> => {
		const {openDemoSession} = await import('./demo-session.ts');
		const opened = await openDemoSession(demo, inner, started);
		const {session} = opened;
		session.subscribe(() => {
			const {stage} = session.getSnapshot();
			report = stage.status === 'finished' ? stage.report : report;
		});
		wizard = opened;
		return session;
	};
	let opening: Promise<WizardSession> | undefined;
	const open = async (): Promise<WizardSession> => (opening ??= start());
	const isMended = (): boolean => wizard?.isMended() ?? false;
	let player: Player | undefined;
	let isStarted = false;
	let board: BoardSession | undefined;
	let mostRefused = 0;
	let mostAsking = 0;
	practice.started.then(
		() => {
			isStarted = true;
		},
		() => undefined,
	);
	const view = (): GuideView => {
		const refused = countPending(board, ['REFUSE']);
		const asking = countPending(board, ['ASK']);
		mostRefused = Math.max(mostRefused, refused);
		mostAsking = Math.max(mostAsking, asking);
		return {isStarted, hasSsh, hasSeenBoard: board !== undefined, hasRun: wizard !== undefined && wizard.session.getSnapshot().lastRunId > 0, refused: {most: mostRefused, now: refused}, asking: {most: mostAsking, now: asking}, pending: refused + asking + countPending(board, ['PASS']), isMended: isMended(), mendedAt: isMended() && wizard?.isSeenWrong() ? (scene.remedy?.kind === 'reissue' ? 'address' : 'summary') : undefined};
	};
	const sayGuide = createGuide(name, text, view);
	try {
		let initial: WizardState;
		if (isAuto || scene.begins === 'home' || scene.masters.length > 0) {
			const opened = await open();
			initial = opened.getSnapshot();
			player = isAuto ? playKeys(name, {wizard: opened, keyboard: terminal.stdin, pace, isMended}) : undefined;
		} else {
			// The first step, of which nothing is answered yet.
			initial = beginWizard({path: configPath, text: formatSceneAnswers({scene, nodes: []}), draft: emptyDraft, namesNodes: false});
		}
		const tour: NonNullable<Invocation['tour']> = {
			guide: (place) => {
				// Once the first frame is out: starting a program takes longer than that.
				setImmediate(practice.begin);
				player?.noteDrawn(place);
				return sayGuide(place);
			},
			terminal: {stdin: player?.stdin ?? terminal.stdin, stdout: terminal.stdout},
			onBoard: (opened) => {
				board = opened;
				player?.follow(opened);
			},
		};
		// The same command would start another cluster: what is left is tried again on the screen.
		const code = await showWizard({...inner, tour}, {initial, open, resumeCommand: undefined, recordFolder: recordFolderOf(folder)});
		// What was on the screen is gone with it: the end of the last run stays in the terminal.
		tell(invocation, ...(report === undefined ? [] : [text.run.summary(report, formatDuration(report.durationMs))]), ...(code === 130 ? [text.demo.goesOn] : []));
		if (player === undefined || player.wasTakenOver() || code === 130) {
			return code === 130 ? 130 : 0;
		}
		if (code !== 0) {
			tell(invocation, text.demo.otherwise(0, code));
		}
		return code;
	} finally {
		player?.end();
		left.reject(new Failure(problem('run-cancelled', 'kubenroll', {phase: 'read-cluster'}), 'cancelled'));
		await (await opening)?.close();
	}
};
