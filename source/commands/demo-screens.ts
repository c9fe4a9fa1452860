// The tour on a screen: the very wizard, run screen and board, on a practice cluster, with a line that says what to try next.
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {listContexts} from '../adapters/kubernetes/list-contexts.ts';
import type {Verdict} from '../core/csr/judgement.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {foundFor} from '../core/wizard/check.ts';
import type {Report} from '../core/run/event.ts';
import {addressKey} from '../core/wizard/questions.ts';
import {startWizard} from '../core/wizard/start-wizard.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import {formatSceneAnswers} from '../sandbox/scenes/format-scene-answers.ts';
import type {StartedPractice} from '../sandbox/scenes/practice-messages.ts';
import type {Scene} from '../sandbox/scenes/scenes.ts';
import type {BoardSession} from '../session/start-board.ts';
import {startWizardSession, type WizardSession} from '../session/wizard-session.ts';
import type {WizardPorts} from '../session/wizard-ports.ts';
import {formatDuration} from '../text/format-duration.ts';
import {createGuide, type GuideView} from './demo-guide.ts';
import {playKeys} from './demo-player.ts';
import {type DemoTour, tell} from './demo-tour.ts';
import type {Invocation} from './invocation.ts';
import {openWizardPorts} from './open-wizard-ports.ts';
import {parseCommandLine} from './parse-command-line.ts';
import {placeAnswers} from './place-answers.ts';
import {showWizard} from './wizard.ts';

// Everything of the wizard's, but what it finds is the practice cluster and nothing of this machine's own.
const openDemoPorts = (invocation: Invocation, {practice, hasSsh}: DemoTour, started: Promise<StartedPractice>): WizardPorts => {
	const ports = openWizardPorts(invocation, placeAnswers(invocation));
	return {
		...ports,
		findKubeconfigs: async () => [listContexts((await started).kubeconfigPath)],
		openShell: async (answers, passwords) => {
			if (hasSsh()) {
				return ports.openShell(answers, passwords);
			}
			const {identityPath} = await started;
			const {openDirectShell} = await import('./open-direct-shell.ts');
			return openDirectShell(practice.doors, await readFile(identityPath, 'utf8'));
		},
	};
};

// A cluster that somebody has enrolled nodes into: the wizard begins at home there.
const prepareHome = async (demo: DemoTour, configPath: string): Promise<string> => {
	const {invocation, scene, practice} = demo;
	const {enrolledBefore} = scene;
	tell(invocation, invocation.text.demo.enrollingBefore(enrolledBefore));
	practice.begin();
	const {apiServer, doors} = await practice.started;
	const nodes = doors.filter(({name}) => enrolledBefore.includes(name)).map(({name, address}) => `${name}=${address}`);
	const answers = formatSceneAnswers({scene, apiServer, nodes});
	await writeFile(configPath, answers);
	const {enrollBefore} = await import('./demo-lines.ts');
	await enrollBefore(demo, configPath);
	return readFile(configPath, 'utf8');
};

// Only a practice cluster that runs can tell whether anybody gets into its masters on this machine.
const typeMasters = async ({invocation, scene, practice}: DemoTour): Promise<string> => {
	if (scene.masters.length === 0) {
		return '';
	}
	practice.begin();
	const {masters} = await practice.started;
	if (masters.length === 0) {
		tell(invocation, invocation.text.demo.withoutMasters);
	}
	return masters.join(' ');
};

const prepareWizard = async (demo: DemoTour, configPath: string): Promise<WizardState> => {
	const {scene} = demo;
	if (scene.begins === 'home') {
		return startWizard({path: configPath, text: await prepareHome(demo, configPath)});
	}
	const text = formatSceneAnswers({scene, nodes: []});
	await writeFile(configPath, text);
	const state = startWizard({path: configPath, text});
	return scene.begins === 'empty' ? state : {...state, draft: {...state.draft, nodes: scene.nodeLines.join('\n'), masters: await typeMasters(demo)}};
};

/** True where what the scene has mended has been seen to be wrong. */
const isSeenWrong = ({remedy, exitCode}: Scene, state: WizardState): boolean => {
	const {stage} = state;
	if (remedy?.kind === 'reissue') {
		return stage.status === 'editing' && stage.step === 'address' && foundFor(state.address, addressKey(state))?.facts?.isNamed === false;
	}
	return exitCode === 3 && stage.status === 'finished' && stage.report.exitCode !== 0;
};

/** Has the scene's trouble mended once it was seen; returns whether that is done. */
const mendWhenSeen = ({scene, practice, invocation, pace}: DemoTour, session: WizardSession): (() => boolean) => {
	let isMended = false;
	const end = session.subscribe(() => {
		if (isSeenWrong(scene, session.getSnapshot())) {
			end();
			const timer = setTimeout(() => {
				practice.mend().then(
					() => {
						isMended = true;
					},
					// Told by the practice cluster itself.
					() => undefined,
				);
			}, pace.mendMs);
			timer.unref();
			invocation.signal.addEventListener('abort', () => clearTimeout(timer), {once: true});
		}
	});
	return () => isMended;
};

const countPending = (board: BoardSession | undefined, verdicts: readonly Verdict[]): number => [...(board?.getSnapshot().requests.values() ?? [])].filter(({view}) => view.state === 'pending' && verdicts.includes(view.verdict)).length;

// What was on the screen is gone with it: the end of the last run stays in the terminal.
const tellEnd = async ({invocation}: DemoTour, session: WizardSession, show: () => Promise<number>): Promise<number> => {
	const {text} = invocation;
	let report: Report | undefined;
	const end = session.subscribe(() => {
		const {stage} = session.getSnapshot();
		report = stage.status === 'finished' ? stage.report : report;
	});
	const code = await show();
	end();
	tell(invocation, ...(report === undefined ? [] : [text.run.summary(report, formatDuration(report.durationMs))]), ...(code === 130 ? [text.demo.goesOn] : []));
	return code;
};

/** Leads through a scene on the screen; with `--auto` its keys are pressed by nobody. */
export const tourScreens = async (demo: DemoTour): Promise<number> => {
	const {invocation, name, scene, practice, folder, isAuto, pace, terminal, hasSsh} = demo;
	const configPath = join(folder, 'kubenroll.yaml');
	const argv = ['--config', configPath, '--kubeconfig', join(folder, 'kubeconfig')];
	const inner: Invocation = {...invocation, line: parseCommandLine(argv), argv};
	// Whoever leaves while it is starting does not wait for it.
	const left = Promise.withResolvers<never>();
	const started = Promise.race([practice.started, left.promise]);
	started.catch(() => undefined);
	const ports = openDemoPorts(inner, demo, started);
	const initial = await prepareWizard(demo, configPath);
	const session = startWizardSession(initial, ports);
	const isMended = mendWhenSeen(demo, session);
	const player = isAuto ? playKeys(name, {wizard: session, keyboard: terminal.stdin, pace, isMended}) : undefined;
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
		return {isStarted, hasSsh, hasSeenBoard: board !== undefined, hasRun: session.getSnapshot().lastRunId > 0, refused: {most: mostRefused, now: refused}, asking: {most: mostAsking, now: asking}, pending: refused + asking + countPending(board, ['PASS']), isMended: isMended(), mendedAt: isMended() && isSeenWrong(scene, session.getSnapshot()) ? (scene.remedy?.kind === 'reissue' ? 'address' : 'summary') : undefined};
	};
	const sayGuide = createGuide(name, invocation.text, view);
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
	try {
		// The same command would start another cluster: what is left is tried again on the screen.
		const code = await tellEnd(demo, session, async () => showWizard({...inner, tour}, {initial, open: async () => session, resumeCommand: undefined, recordFolder: ports.settings.recordFolder}));
		if (player === undefined || player.wasTakenOver() || code === 130) {
			return code === 130 ? 130 : 0;
		}
		if (code !== 0) {
			tell(invocation, invocation.text.demo.otherwise(0, code));
		}
		return code;
	} finally {
		player?.end();
		left.reject(new Failure(problem('run-cancelled', 'kubenroll', {phase: 'read-cluster'}), 'cancelled'));
		await session.close();
	}
};
