// The wizard line by line: for terminals that cannot draw, for --plain, and for screen readers. The same session, asked in sentences.
import {listAddressNames} from '../core/wizard/check-address-step.ts';
import {canReview} from '../core/wizard/can-review.ts';
import {checkStep} from '../core/wizard/check-step.ts';
import {foundFor} from '../core/wizard/check.ts';
import {findFixes} from '../core/wizard/find-fixes.ts';
import {type Finding, gradeFindings} from '../core/wizard/finding.ts';
import {hostKeysKey} from '../core/wizard/questions.ts';
import {type EditingStep, progressSteps} from '../core/wizard/step.ts';
import {stepsOf, type WizardState} from '../core/wizard/wizard-state.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import {layOutProblem} from '../headless/layout-problem.ts';
import {createPaint} from '../headless/paint.ts';
import type {Sink} from '../headless/sink.ts';
import {createTextReporter} from '../headless/text-reporter.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import type {Text} from '../text/catalog.ts';
import {describeFinding} from '../text/describe-finding.ts';
import {fingerprintCommand, showKeys} from '../text/show-keys.ts';
import {wrapHanging} from '../text/typeset.ts';
import {askMode} from './plain-mode.ts';

/** What the plain wizard is led with. */
export type PlainWizard = {readonly session: WizardSession; readonly prompter: Prompter; readonly text: Text; readonly sink: Sink; readonly signal: AbortSignal; /** What goes on with it later. */ readonly resumeCommand: string; /** Tells of nodes and requests in lines, once. */ readonly showBoard: () => Promise<void>};

const write = ({sink}: PlainWizard, lines: readonly string[]): void => sink.write(lines.map((line) => `${line}\n`).join(''));

/** Resolves with the first state that is as wanted; rejects when the signal aborts, or with what a bug threw. */
const waitFor = async ({session, signal}: PlainWizard, isReached: (state: WizardState) => boolean): Promise<WizardState> => {
	const reached = Promise.withResolvers<WizardState>();
	const look = (): void => {
		if (isReached(session.getSnapshot())) {
			reached.resolve(session.getSnapshot());
		}
	};
	const giveUp = (): void => reached.reject(new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled'));
	const end = session.subscribe(look);
	signal.addEventListener('abort', giveUp);
	look();
	if (signal.aborted) {
		giveUp();
	}
	try {
		return await Promise.race([reached.promise, session.crashed]);
	} finally {
		end();
		signal.removeEventListener('abort', giveUp);
	}
};

const sayFinding = (finding: Finding, {text, sink}: PlainWizard): readonly string[] => {
	const label = text.wizard.aspects[finding.aspect];
	if (finding.kind === 'problem') {
		const own = finding.aspect === 'host-keys' || finding.aspect === 'file' ? finding.problem.subject : label;
		return layOutProblem(text, {...finding.problem, subject: finding.line === undefined ? own : text.wizard.atLine(finding.line)}, createPaint(sink.hasColour), sink.columns);
	}
	return wrapHanging('', `${label}: ${describeFinding(text, finding)}`, sink.columns);
};

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

const editStep = async (wizard: PlainWizard, step: EditingStep, state: WizardState): Promise<void> => {
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
			throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
		}
		session.send({type: 'look-again'});
	}
};

/** Waits until the files are written; true where that was the end. */
const awaitFiles = async (wizard: PlainWizard): Promise<boolean> => {
	const {papers} = await waitFor(wizard, (state) => state.papers.came.state !== 'asking');
	const {session, text} = wizard;
	write(wizard, checkStep(session.getSnapshot(), 'files').flatMap((finding) => sayFinding(finding, wizard)));
	if (papers.came.state !== 'found' || papers.came.found.kind !== 'files') {
		return false;
	}
	write(wizard, ['', ...text.run.afterFiles(quoteShell(escapeControls(papers.came.found.folder)))]);
	return true;
};

const home = async ({session, prompter, text, showBoard}: PlainWizard): Promise<void> => {
	const words = text.wizard.home.choices;
	const errand = await prompter.choose(text.wizard.home.title, (['add-nodes', 'board', 'run-again', 'edit-answers'] as const).map((id) => ({id, name: `${words[id].name}: ${words[id].says}`})));
	if (errand === 'board') {
		await showBoard();
	} else {
		session.send({type: 'begin', errand});
	}
};

// The report of a run that had nothing to do is followed by its end.
const nothingWrong = {exitCode: 0} as const;

const review = async (wizard: PlainWizard): Promise<void> => {
	const {session, prompter, text} = wizard;
	const {stage} = await waitFor(wizard, (state) => state.stage.status !== 'surveying' || (state.stage.run.plan !== undefined && (canReview(state.stage.run) || (state.stage.run.report ?? nothingWrong).exitCode !== 0)));
	const plan = stage.status === 'surveying' ? stage.run.plan : undefined;
	if (plan === undefined) {
		return;
	}
	const fixes = findFixes(plan);
	for (const {of, field, value, hosts} of fixes) {
		write(wizard, [text.wizard.survey.fix[of](`${field}: ${value}`, hosts.length)]);
	}
	if (fixes.length > 0 && (await prompter.confirm(text.wizard.survey.applyFixes))) {
		session.send({type: 'apply-fixes'});
		return;
	}
	if (stage.status === 'surveying' && !canReview(stage.run)) {
		write(wizard, [text.wizard.survey.allBlocked]);
		if (!(await prompter.confirm(text.wizard.plain.again))) {
			throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
		}
		session.send({type: 'look-again'});
		return;
	}
	if (!(await prompter.confirm(text.wizard.plain.goOn))) {
		throw new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');
	}
	session.send({type: 'next'});
	session.send({type: 'confirm'});
};

const mendOrEnd = async (wizard: PlainWizard, state: WizardState): Promise<number | undefined> => {
	const {session, prompter, text, sink} = wizard;
	const problems = state.stage.status === 'interrupted' ? state.stage.problems : [];
	write(wizard, problems.flatMap((each) => layOutProblem(text, each, createPaint(sink.hasColour), sink.columns)));
	if (!(await prompter.confirm(text.wizard.plain.again))) {
		return 1;
	}
	session.send({type: 'look-again'});
	return undefined;
};

/** Leads through the wizard to the end of a run; resolves with its exit code. Rejects with Failure `cancelled` where it is given up. */
export const runPlainWizard = async (wizard: PlainWizard): Promise<number> => {
	const {session, text, sink, resumeCommand} = wizard;
	const reporter = createTextReporter({text, sink, planSink: sink, showsDiffs: false, resumeCommand, nowMs: () => Date.now()});
	const end = session.subscribeRun(reporter.report);
	try {
		for (;;) {
			const state = session.getSnapshot();
			const {stage} = state;
			switch (stage.status) {
				case 'home': {
					await home(wizard);
					break;
				}
				case 'editing': {
					const ready = stage.step === 'cluster' && state.kubeconfigs === undefined ? await waitFor(wizard, ({kubeconfigs}) => kubeconfigs !== undefined) : state;
					await editStep(wizard, stage.step, ready);
					if (stage.step === 'files' && session.getSnapshot().papers.wishes > 0 && (await awaitFiles(wizard))) {
						return 0;
					}
					break;
				}
				case 'surveying': {
					await review(wizard);
					break;
				}
				case 'reviewing':
				case 'running': {
					await waitFor(wizard, (next) => next.stage.status === 'finished' || next.stage.status === 'interrupted');
					break;
				}
				case 'interrupted': {
					const code = await mendOrEnd(wizard, state);
					if (code !== undefined) {
						return code;
					}
					break;
				}
				case 'finished': {
					return stage.report.exitCode;
				}
			}
		}
	} finally {
		end();
	}
};
