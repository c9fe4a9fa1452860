import {readLocalText} from '../adapters/local/read-local-text.ts';
import {Failure} from '../core/problem/failure.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {emptyDraft} from '../core/wizard/draft.ts';
import {beginWizard, hasStopped, type WizardState} from '../core/wizard/wizard-state.ts';
import {unsavedDraftPath} from '../session/wizard-ports.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import type {Invocation, RunCommand} from './invocation.ts';
import {openTerminal} from './open-terminal.ts';
import {placeAnswers} from './place-answers.ts';
import {recordFolderOf} from './record-folder.ts';

/** What the first frame is drawn from, and what the session begins with, which may take longer to read. */
type Beginning = {readonly early: WizardState; readonly read: () => Promise<WizardState>};

// The answers have to be YAML before they can be edited; what is wrong within it, the wizard tells.
const readBeginning = async (path: string, unsavedText: string | undefined): Promise<Beginning> => {
	const text = await readLocalText(path);
	if (text === undefined) {
		const state = beginWizard({path, text, unsavedText, draft: emptyDraft, namesNodes: false});
		return {early: state, read: async () => state};
	}
	const [{readYaml}, {namesNodes}] = await Promise.all([import('../core/answers/read-yaml.ts'), import('../core/wizard/names-nodes.ts')]);
	const tree = readYaml(text, escapeControls(path));
	if (tree.problems.length > 0) {
		throw new Failure(tree.problems.map(({problem}) => problem), 'usage');
	}
	const read = async (): Promise<WizardState> => (await import('../core/wizard/start-wizard.ts')).startWizard({path, text, unsavedText});
	const early = beginWizard({path, text, unsavedText, draft: emptyDraft, namesNodes: namesNodes(tree)});
	// Home shows nothing of the fields.
	return {early: early.stage.status === 'home' ? early : await read(), read};
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

/** Shows a wizard on the screen, and its board, until the operator leaves them; resolves to the exit code. `open` is called behind the first frame; the caller closes the session. */
export const showWizard = async (invocation: Invocation, view: {readonly initial: WizardState; readonly open: () => Promise<WizardSession>; readonly resumeCommand: string | undefined; readonly recordFolder: string}): Promise<number> => {
	const {text, signal, tour} = invocation;
	const {openWizard} = await import('../ui/open-wizard.tsx');
	let session: WizardSession | undefined;
	const open = async (): Promise<WizardSession> => (session ??= await view.open());
	const stateNow = (): WizardState => session?.getSnapshot() ?? view.initial;
	while ((await openWizard({...view, initial: stateNow(), open, text, guide: tour?.guide}, openTerminal(invocation), signal)) === 'board') {
		const {showBoard} = await import('./csr-board.ts');
		await showBoard(invocation);
	}
	return gradeEnd(stateNow());
};

const showLines = async (invocation: Invocation, session: WizardSession, resumeCommand: string): Promise<number> => {
	const {text, stderr, signal} = invocation;
	const [{openPrompter}, {runPlainWizard}] = await Promise.all([import('./open-prompter.ts'), import('./plain-wizard.ts')]);
	const showBoard = async (): Promise<void> => {
		const {runCsrList} = await import('./csr-list.ts');
		await runCsrList(invocation);
	};
	return runPlainWizard({session, prompter: openPrompter(signal), text, sink: stderr, signal, resumeCommand, showBoard});
};

/** `kubenroll` alone: the wizard, or home where there are answers. The session is closed and the file whole however it ends. */
export const runWizard: RunCommand = async (invocation) => {
	const {line, text, stderr, argv} = invocation;
	const place = placeAnswers(invocation);
	const recordFolder = recordFolderOf(place.folder);
	const frontEnd = chooseFrontEnd({isTerminal: process.stdin.isTTY && process.stdout.isTTY, env: process.env, wantsLines: line.flags.has('plain')});
	const {early, read} = await readBeginning(place.path, await readLocalText(unsavedDraftPath({recordFolder})));
	let opening: Promise<WizardSession> | undefined;
	const start = async (): Promise<WizardSession> => {
		const [{openWizardPorts}, {startWizardSession}] = await Promise.all([import('./open-wizard-ports.ts'), import('../session/wizard-session.ts')]);
		return startWizardSession(await read(), openWizardPorts(invocation, place));
	};
	const open = async (): Promise<WizardSession> => (opening ??= start());
	const resumeCommand = ['kubenroll', ...argv.map(quoteShell)].join(' ');
	let code = 130;
	try {
		code = await (frontEnd === 'screen' ? showWizard(invocation, {initial: early, open, resumeCommand, recordFolder}) : showLines(invocation, await open(), resumeCommand));
	} catch (error) {
		if (!(error instanceof Failure && error.kind === 'cancelled')) {
			throw error;
		}
	} finally {
		await (await opening)?.close();
	}
	if (code === 130) {
		stderr.write(text.run.next[130](resumeCommand).map((each) => `${each}\n`).join(''));
	}
	return code;
};
