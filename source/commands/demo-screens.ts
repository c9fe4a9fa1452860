// The tour on a screen: the very wizard, run screen and board, on a practice cluster, with a line that says what to try next.
import {join} from 'node:path';
import type {Verdict} from '../core/csr/judgement.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {Report} from '../core/run/event.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import type {BoardSession} from '../session/start-board.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import {formatDuration} from '../text/format-duration.ts';
import {beginTour, needsCluster} from './demo-beginning.ts';
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
	let demoSession: DemoSession | undefined;
	let report: Report | undefined;
	const openSession = async (): Promise<WizardSession> => {
		const {openDemoSession} = await import('./demo-session.ts');
		demoSession = await openDemoSession(demo, inner, started);
		const {session} = demoSession;
		session.subscribe(() => {
			const {stage} = session.getSnapshot();
			report = stage.status === 'finished' ? stage.report : report;
		});
		return session;
	};
	let opening: Promise<WizardSession> | undefined;
	const open = async (): Promise<WizardSession> => (opening ??= openSession());
	const isMended = (): boolean => demoSession?.isMended() ?? false;
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
		const isOver = isMended();
		return {
			isStarted,
			hasSsh,
			isMended: isOver,
			mendedAt: isOver && demoSession?.isSeenWrong() ? (scene.remedy?.kind === 'reissue' ? 'address' : 'summary') : undefined,
			hasSeenBoard: board !== undefined,
			hasRun: demoSession !== undefined && demoSession.session.getSnapshot().lastRunId > 0,
			refused: {most: mostRefused, now: refused},
			asking: {most: mostAsking, now: asking},
			pending: refused + asking + countPending(board, ['PASS']),
		};
	};
	const sayGuide = createGuide(name, text, view);
	try {
		let initial: WizardState;
		if (isAuto || needsCluster(scene)) {
			const session = await open();
			initial = session.getSnapshot();
			player = isAuto ? playKeys(name, {wizard: session, keyboard: terminal.stdin, pace, isMended}) : undefined;
		} else {
			initial = beginTour(configPath, scene);
		}
		const tour: NonNullable<Invocation['tour']> = {
			guide: (place) => {
				// Once the first frame is out: starting a program takes longer than that.
				setImmediate(practice.begin);
				player?.noteDrawn(place);
				return sayGuide(place);
			},
			terminal: {stdin: player?.stdin ?? terminal.stdin, stdout: terminal.stdout},
			onBoard: (openedBoard) => {
				board = openedBoard;
				player?.follow(openedBoard);
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
		// What kept it from opening was told where it was waited for.
		await opening?.then(
			async (session) => session.close(),
			() => undefined,
		);
	}
};
