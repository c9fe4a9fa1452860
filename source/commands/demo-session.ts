// What the tour on a screen looks into, loaded behind its first frame: the wizard's own session, on a practice cluster.
import {readFile, writeFile} from 'node:fs/promises';
import {listContexts} from '../adapters/kubernetes/list-contexts.ts';
import {foundFor} from '../core/wizard/check.ts';
import {addressKey} from '../core/wizard/questions.ts';
import {startWizard} from '../core/wizard/start-wizard.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import {formatSceneAnswers} from '../sandbox/scenes/format-scene-answers.ts';
import type {StartedPractice} from '../sandbox/scenes/practice-messages.ts';
import type {Scene} from '../sandbox/scenes/scenes.ts';
import {startWizardSession, type WizardSession} from '../session/wizard-session.ts';
import type {WizardPorts} from '../session/wizard-ports.ts';
import {type DemoTour, tell} from './demo-tour.ts';
import type {Invocation} from './invocation.ts';
import {openWizardPorts} from './open-wizard-ports.ts';
import {placeAnswers} from './place-answers.ts';

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

// True where what the scene has mended has been seen to be wrong.
const isSeenWrong = ({remedy, exitCode}: Scene, state: WizardState): boolean => {
	const {stage} = state;
	if (remedy?.kind === 'reissue') {
		return stage.status === 'editing' && stage.step === 'address' && foundFor(state.address, addressKey(state))?.facts?.isNamed === false;
	}
	return exitCode === 3 && stage.status === 'finished' && stage.report.exitCode !== 0;
};

// Has the scene's trouble mended once it was seen; returns whether that is done.
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

/** The wizard of a tour. */
export type DemoSession = {
	/** The caller closes it. */
	readonly session: WizardSession;
	/** What is wrong in the scene has been mended, a while after it was seen. */
	readonly isMended: () => boolean;
	/** The wizard shows what is wrong in the scene, or showed it last. */
	readonly isSeenWrong: () => boolean;
};

/** Opens the session of a tour. `inner` is the invocation of the wizard in it; `started` rejects once somebody leaves. */
export const openDemoSession = async (demo: DemoTour, inner: Invocation, started: Promise<StartedPractice>): Promise<DemoSession> => {
	const session = startWizardSession(await prepareWizard(demo, placeAnswers(inner).path), openDemoPorts(inner, demo, started));
	return {session, isMended: mendWhenSeen(demo, session), isSeenWrong: () => isSeenWrong(demo.scene, session.getSnapshot())};
};
