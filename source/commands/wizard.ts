import {inquirerPrompter} from '../adapters/inquirer/inquirer-prompter.ts';
import {localFiles} from '../adapters/local/local-files.ts';
import {readYaml} from '../core/answers/read-yaml.ts';
import {Failure} from '../core/problem/failure.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {hasStopped, startWizard, type WizardState} from '../core/wizard/wizard-state.ts';
import {unsavedDraftPath} from '../session/wizard-ports.ts';
import {startWizardSession, type WizardSession} from '../session/wizard-session.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openTerminal} from './open-terminal.ts';
import {openWizardPorts, placeAnswers} from './open-wizard-ports.ts';

// The answers have to be YAML before they can be edited; what is wrong within it, the wizard tells.
const readText = async (path: string): Promise<string | undefined> => {
	const text = await localFiles.read(path);
	const {problems} = readYaml(text ?? '', escapeControls(path));
	if (problems.length > 0) {
		throw new Failure(problems.map(({problem}) => problem), 'usage');
	}
	return text;
};

const gradeEnd = (state: WizardState): number => {
	const {stage} = state;
	switch (stage.status) {
		case 'finished': {
			return stage.report.exitCode;
		}
		case 'interrupted': {
			return hasStopped(state) ? 130 : 1;
		}
		case 'home': {
			return 0;
		}
		case 'editing': {
			return stage.step === 'files' && state.papers.came.state === 'found' ? 0 : 130;
		}
		case 'surveying':
		case 'reviewing':
		case 'running': {
			return 130;
		}
	}
};

const loadScreens = async () => import('../ui/open-wizard.tsx');

/** Shows a wizard on the screen, and its board, until the operator leaves them; resolves to the exit code. The caller closes the session. */
export const showWizard = async (invocation: Invocation, session: WizardSession, view: {readonly resumeCommand: string | undefined; readonly recordFolder: string}): Promise<number> => {
	const {text, signal, tour} = invocation;
	const {openWizard} = await loadScreens();
	while ((await openWizard({session, text, ...view, guide: tour?.guide}, openTerminal(invocation), signal)) === 'board') {
		const {showBoard} = await import('./csr-board.ts');
		await showBoard(invocation);
	}
	return gradeEnd(session.getSnapshot());
};

const showLines = async (invocation: Invocation, session: WizardSession, resumeCommand: string): Promise<number> => {
	const {text, stderr, signal} = invocation;
	const {runPlainWizard} = await import('./plain-wizard.ts');
	const showBoard = async (): Promise<void> => {
		const {runCsrList} = await import('./csr-list.ts');
		await runCsrList(invocation);
	};
	return runPlainWizard({session, prompter: inquirerPrompter(signal), text, sink: stderr, signal, resumeCommand, showBoard});
};

/** `kubenroll` alone: the wizard, or home where there are answers. The session is closed and the file whole however it ends. */
export const runWizard: RunCommand = async (invocation) => {
	const {line, text, stderr, argv} = invocation;
	const place = placeAnswers(invocation);
	const ports = openWizardPorts(invocation, place);
	const frontEnd = chooseFrontEnd({isTerminal: process.stdin.isTTY && process.stdout.isTTY, env: process.env, wantsLines: line.flags.has('plain')});
	const initial = startWizard({path: place.path, text: await readText(place.path), unsavedText: await localFiles.read(unsavedDraftPath(ports.settings))});
	if (frontEnd === 'screen') {
		// The session loads what it asks with as soon as it is started: the first frame comes before that.
		await loadScreens();
	}
	const session = startWizardSession(initial, ports);
	const resumeCommand = ['kubenroll', ...argv.map(quoteShell)].join(' ');
	let code = 130;
	try {
		code = await (frontEnd === 'screen' ? showWizard(invocation, session, {resumeCommand, recordFolder: ports.settings.recordFolder}) : showLines(invocation, session, resumeCommand));
	} catch (error) {
		if (!(error instanceof Failure && error.kind === 'cancelled')) {
			throw error;
		}
	} finally {
		await session.close();
	}
	if (code === 130) {
		stderr.write(text.run.next[130](resumeCommand).map((each) => `${each}\n`).join(''));
	}
	return code;
};
