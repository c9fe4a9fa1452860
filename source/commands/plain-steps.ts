// The steps of the wizard as questions, one after the other.
import {listAddressNames} from '../core/wizard/check-address-step.ts';
import {checkStep} from '../core/wizard/check-step.ts';
import {foundFor} from '../core/wizard/check.ts';
import {gradeFindings} from '../core/wizard/finding.ts';
import {hostKeysKey} from '../core/wizard/questions.ts';
import {type EditingStep, progressSteps} from '../core/wizard/step.ts';
import {stepsOf, type WizardState} from '../core/wizard/wizard-state.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {fingerprintCommand, showKeys} from '../text/show-keys.ts';
import {wrapHanging} from '../text/typeset.ts';
import {giveUp, type PlainWizard, sayFinding, waitFor, write} from './plain-dialogue.ts';
import {askMode} from './plain-mode.ts';

type Ask = (wizard: PlainWizard, state: WizardState) => Promise<void>;

// No path is empty but for what it ends with.
const offlineChoice = '/';

const askCluster: Ask = async ({session, prompter, text}, {kubeconfigs, draft}) => {
	const words = text.wizard;
	const known = (kubeconfigs ?? []).map(({path}) => path);
	const choice = await prompter.choose(words.heads.cluster.ask, [...known.map((path) => ({id: path, name: path})), {id: '', name: words.cluster.otherFile}, {id: offlineChoice, name: words.cluster.offline}], draft.source === 'offline' ? offlineChoice : known.includes(draft.kubeconfig) ? draft.kubeconfig : undefined);
	session.send({type: 'choose', choice: {source: choice === offlineChoice ? 'offline' : 'kubeconfig'}});
	if (choice === offlineChoice) {
		session.send({type: 'type-text', field: 'caFile', text: await prompter.line(words.cluster.caFile, draft.caFile)});
		session.send({type: 'type-text', field: 'version', text: await prompter.line(words.cluster.version, draft.version)});
		return;
	}
	const path = choice === '' ? await prompter.line(words.cluster.otherFile, draft.kubeconfig) : choice;
	const contexts = kubeconfigs?.find((each) => each.path === path)?.contexts ?? [];
	const context = contexts.length > 1 ? await prompter.choose(words.cluster.context(''), contexts.map((name) => ({id: name, name}))) : undefined;
	session.send({type: 'choose-kubeconfig', path, ...(context === undefined ? {} : {context})});
};

const askAddress: Ask = async (wizard, state) => {
	const {session, prompter, text} = wizard;
	const names = listAddressNames(state);
	if (names.length > 0) {
		write(wizard, wrapHanging('', names.join('  '), wizard.sink.columns));
	}
	session.send({type: 'type-text', field: 'apiServer', text: await prompter.line(text.wizard.heads.address.title, state.draft.apiServer)});
};

const askNodes: Ask = async (wizard, {draft}) => {
	const {session, prompter, text} = wizard;
	const words = text.wizard;
	write(wizard, [words.plain.endList, ...words.nodes.examples.map((example) => `  ${example}`), ...draft.nodes.split('\n').filter((line) => line.trim() !== '')]);
	const lines: string[] = [];
	for (;;) {
		const line = await prompter.line(words.heads.nodes.title);
		if (line.trim() === '') {
			break;
		}
		lines.push(line);
	}
	if (lines.length > 0) {
		session.send({type: 'type-text', field: 'nodes', text: lines.join('\n')});
	}
};

const askSsh: Ask = async ({session, prompter, text}, {draft}) => {
	const words = text.wizard.ssh;
	const name = (field: 'user' | 'identityFile'): string => `${words.fields[field]} (${words.fromConfig})`;
	session.send({type: 'type-text', field: 'user', text: await prompter.line(name('user'), draft.user)});
	session.send({type: 'type-text', field: 'identityFile', text: await prompter.line(name('identityFile'), draft.identityFile)});
	const login = await prompter.choose(words.fields.login, (['keys', 'password'] as const).map((id) => ({id, name: words.login[id]})), draft.login);
	const sudo = await prompter.choose(words.fields.sudo, (['auto', 'ask', 'never'] as const).map((id) => ({id, name: words.sudo[id]})), draft.sudo);
	session.send({type: 'choose', choice: {login, sudo}});
	for (const [kind, isAsked] of [['ssh', login === 'password'], ['sudo', sudo === 'ask']] as const) {
		if (isAsked) {
			session.givePassword(kind, await prompter.secret(text.run.ask[kind]));
		}
	}
};

const askHostKeys: Ask = async (wizard, before) => {
	const {session, prompter, text} = wizard;
	const isAnswered = (state: WizardState): boolean => gradeFindings(checkStep(state, 'host-keys')) !== 'waiting' || state.stage.status !== 'editing';
	const state = isAnswered(before) ? before : await waitFor(wizard, isAnswered);
	const fresh = foundFor(state.hostKeys, hostKeysKey(state))?.fresh ?? [];
	if (fresh.length > 0) {
		write(wizard, fresh.flatMap(({node, address, fingerprints, types}) => showKeys({fingerprints, keyTypes: types.map(escapeControls)}).map((key) => `  ${escapeControls(node)}  ${escapeControls(address)}  ${key}`)));
		write(wizard, [...wrapHanging('', text.wizard.hostKeys.accept(fresh.filter(({role}) => role === 'node').length, fresh.filter(({role}) => role === 'master').length), wizard.sink.columns), text.wizard.hostKeys.compare(fingerprintCommand(fresh[0]?.types.map(escapeControls)))]);
		if (await prompter.confirm(text.wizard.plain.accept)) {
			session.send({type: 'accept-host-keys'});
		}
	}
};

const askFiles: Ask = async ({session, prompter, text}, {draft}) => {
	session.send({type: 'type-text', field: 'folder', text: await prompter.line(text.wizard.files.folder, draft.folder)});
};

const asks: Readonly<Record<EditingStep, Ask>> = {files: askFiles, cluster: askCluster, mode: async ({session, prompter, text}) => askMode({session, prompter, text}), address: askAddress, nodes: askNodes, ssh: askSsh, 'host-keys': askHostKeys};

/** Asks one step and tells what was found; leaves it to the caller to see where that has led. Rejects with Failure `cancelled` where it is given up. */
export const editStep = async (wizard: PlainWizard, step: EditingStep, state: WizardState): Promise<void> => {
	const {session, prompter, text} = wizard;
	const steps: readonly string[] = state.draft.source === 'offline' ? stepsOf('start', state.draft) : progressSteps;
	const number = steps.indexOf(step === 'host-keys' ? 'ssh' : step) + 1;
	write(wizard, ['', text.wizard.plain.step(number, steps.length, text.wizard.heads[step].title), ...text.wizard.explanations[step].paragraphs.slice(0, 1).flatMap((paragraph) => wrapHanging('', paragraph, wizard.sink.columns))]);
	await asks[step](wizard, state);
	session.send({type: 'next'});
	const settled = await waitFor(wizard, ({stage}) => stage.status !== 'editing' || stage.step !== step || stage.leaving === undefined);
	// What was found of this step is told once one is past it, too.
	const findings = checkStep(settled, step);
	write(wizard, findings.flatMap((finding) => sayFinding(finding, wizard)));
	const {stage} = settled;
	// Files end where they are asked for.
	if (stage.status === 'editing' && stage.step === step && step !== 'files') {
		write(wizard, [text.wizard.plain.unanswered]);
		if (!(await prompter.confirm(text.wizard.plain.onceMore))) {
			throw giveUp();
		}
		session.send({type: 'look-again'});
	}
};

/** Waits until the files are written; true where that was the end. */
export const awaitFiles = async (wizard: PlainWizard): Promise<boolean> => {
	const {papers} = await waitFor(wizard, (state) => state.papers.came.state !== 'asking');
	const {session, text} = wizard;
	write(wizard, checkStep(session.getSnapshot(), 'files').flatMap((finding) => sayFinding(finding, wizard)));
	if (papers.came.state !== 'found' || papers.came.found.kind !== 'files') {
		return false;
	}
	write(wizard, ['', ...text.run.afterFiles(quoteShell(escapeControls(papers.came.found.folder)), session.getSnapshot().draft.source === 'offline')]);
	return true;
};
