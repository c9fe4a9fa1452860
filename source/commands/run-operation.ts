import {localFiles} from '../adapters/local/local-files.ts';
import {systemClock} from '../adapters/local/system-clock.ts';
import type {Answers, NodeAnswers} from '../core/answers/answers.ts';
import type {Plan} from '../core/plan/plan.ts';
import {exitCodes, Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {NodeOutcome, Report} from '../core/run/event.ts';
import {gradeRun} from '../core/run/grade-run.ts';
import {countPlan} from '../headless/layout-plan.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import {reportJson} from '../headless/json-reporter.ts';
import {createTextReporter, type TextReporter} from '../headless/text-reporter.ts';
import type {Prompter} from '../ports/prompter.ts';
import {type Session, startSession} from '../session/session.ts';
import type {OfflineEdges} from '../workflow/artifacts/write-offline-artifacts.ts';
import {knowLogins} from '../text/know-logins.ts';
import type {Edges, Operation, RunSettings} from '../workflow/operation.ts';
import {chooseFrontEnd} from './choose-front-end.ts';
import type {Invocation} from './invocation.ts';
import {nameOperator, offlineEdges, openEdges} from './open-edges.ts';
import {openPrompter} from './open-prompter.ts';
import {openTerminal} from './open-terminal.ts';
import {readDurationMs} from './parse-command-line.ts';
import {readAnswers} from './read-answers.ts';
import {readPasswords} from './read-passwords.ts';
import {recordFolderOf} from './record-folder.ts';
import {version} from './version.ts';

/** What differs between the commands that run an operation. */
export type RunnableCommand = {
	readonly createOperation: (edges: Edges, answers: Answers, settings: RunSettings) => Operation;
	/** What it does where the answers say that no cluster is at hand; unset: it cannot do without one. */
	readonly createOfflineOperation?: (edges: OfflineEdges, answers: Answers, settings: RunSettings) => Operation;
	/** `result`: on stdout; `talk`: with the rest, on stderr; `none`: not at all. */
	readonly plan: 'result' | 'talk' | 'none';
	readonly showsDiffs: boolean;
	/** It changes machines, so somebody has to agree. */
	readonly needsConsent: boolean;
	/** It is about no node, so the run's screen has nothing to draw. */
	readonly isLinesOnly?: true;
};

const defaultTimeout = '10m';

// Arguments hold no secret, so the whole line may be shown.
const resumeCommand = (argv: readonly string[]): string => ['kubenroll', ...argv.map(quoteShell)].join(' ');

const askConsent = (operation: Operation, session: () => Session, ask: (plan: Plan) => Promise<boolean>): Operation => async (control) =>
	operation({
		...control,
		confirm: async (plan) => {
			// A prompt that is broken off (Ctrl-C) is a no to everything.
			ask(plan).then(
				(isAgreed) => session().send({type: isAgreed ? 'confirm' : 'decline'}),
				() => session().send({type: 'abort'}),
			);
			return control.confirm(plan);
		},
	});

const createReporters = ({line, text, stdout, stderr, argv}: Invocation, command: RunnableCommand, leavesToPeople = false): {readonly text: TextReporter; readonly json: ReturnType<typeof reportJson> | undefined} => {
	const hasJson = line.flags.has('json');
	const planSink = command.plan === 'talk' ? stderr : command.plan === 'result' && !hasJson ? stdout : undefined;
	return {
		text: createTextReporter({text, sink: stderr, planSink, showsDiffs: command.showsDiffs, resumeCommand: resumeCommand(argv), nowMs: () => Date.now(), leavesToPeople}),
		json: hasJson ? reportJson(stdout.write) : undefined,
	};
};

// Somebody who says one of these wants lines, not a screen.
const lineFlags = ['yes', 'json', 'plain', 'diff'] as const;

const isForScreen = ({flags}: Invocation['line']): boolean =>
	chooseFrontEnd({isTerminal: process.stdin.isTTY && process.stdout.isTTY, env: process.env, wantsLines: lineFlags.some((flag) => flags.has(flag))}) === 'screen';

/** The end of the last run, with what became earlier of the nodes that it was not for. */
const mergeReports = (earlier: readonly NodeOutcome[], last: Report): Report => {
	const outcomes = [...new Map([...earlier, ...last.outcomes].map((outcome) => [outcome.node, outcome])).values()];
	return {...last, outcomes, exitCode: last.exitCode === 130 ? 130 : gradeRun(outcomes)};
};

const runSession = async (invocation: Invocation, command: RunnableCommand, context: {readonly createOperation: (answers: Answers) => Operation; readonly answers: Answers; readonly settings: RunSettings; readonly prompter: Prompter; readonly reporters: ReturnType<typeof createReporters>}): Promise<number> => {
	const {line, text, signal} = invocation;
	const {createOperation, answers, settings, prompter, reporters} = context;
	const ask = async (plan: Plan): Promise<boolean> => {
		const nodes = plan.nodes.filter(({state}) => state !== 'ready' && state !== 'blocked').length;
		const masters = (plan.controlPlane?.masters ?? []).filter(({state}) => state === 'change').length;
		return line.flags.has('yes') || prompter.confirm(text.run.confirm(countPlan(plan), nodes, masters));
	};
	const isOnScreen = command.needsConsent && command.isLinesOnly !== true && isForScreen(line);
	const start = (nodes: readonly NodeAnswers[]): Session => {
		const operation = createOperation({...answers, nodes});
		const session: Session = startSession(command.needsConsent && !isOnScreen ? askConsent(operation, () => session, ask) : operation, systemClock);
		if (!isOnScreen) {
			session.subscribe(reporters.text.report);
		}
		if (reporters.json !== undefined) {
			session.subscribe(reporters.json);
		}
		return session;
	};
	let session = start(answers.nodes);
	// Of the runs before, where nodes were tried again.
	const earlier: NodeOutcome[] = [];
	const runAgain = (names: readonly string[]): Session => {
		earlier.push(...(session.getSnapshot().report?.outcomes ?? []));
		session = start(answers.nodes.filter(({name}) => names.includes(name)));
		return session;
	};
	const abort = (): void => session.send({type: 'abort'});
	signal.addEventListener('abort', abort);
	if (signal.aborted) {
		abort();
	}
	try {
		if (isOnScreen) {
			const {openRun} = await import('../ui/open-run.tsx');
			await openRun({session, runAgain, text, resumeCommand: resumeCommand(invocation.argv), recordFolder: settings.recordFolder}, openTerminal(invocation), signal);
		}
		const report = mergeReports(earlier, await session.finished);
		if (isOnScreen) {
			// What scrolled by on the screen is gone with it: the end stays in the terminal.
			reporters.text.report({type: 'run-started', operation: 'enroll', version: settings.version});
			reporters.text.report({type: 'run-finished', report});
		}
		return report.exitCode;
	} finally {
		signal.removeEventListener('abort', abort);
	}
};

const createSettings = (line: Invocation['line'], folder: string): RunSettings => ({
	version,
	recordFolder: recordFolderOf(folder),
	operator: nameOperator(),
	acceptsNewHostKeys: line.flags.has('accept-new-host-keys'),
	...(line.flags.has('undo-change') ? {undoesChanges: true} : {}),
	readyTimeoutMs: readDurationMs(line.values.get('timeout') ?? defaultTimeout),
});

/** Takes one operation from the command line to its exit code: answers, passwords, edges, session, reporters. */
export const runOperation = async (blind: Invocation, command: RunnableCommand): Promise<number> => {
	let invocation = blind;
	let reporters = createReporters(invocation, command);
	const {line, text, stderr, programFolder, argv} = invocation;
	const prompter = openPrompter(invocation.signal);
	try {
		if (command.needsConsent && !line.flags.has('yes') && !prompter.canAsk) {
			throw new Failure(problem('confirmation-impossible', 'kubenroll', {command: line.command ?? ''}), 'usage');
		}
		const {answers, warnings, folder} = await readAnswers(localFiles, line);
		invocation = {...blind, text: knowLogins(text, answers)};
		reporters = createReporters(invocation, command, answers.approval.mode === 'manual');
		for (const warning of warnings) {
			reporters.text.report({type: 'problem-found', problem: warning});
			reporters.json?.({type: 'problem-found', problem: warning});
		}
		if (answers.cluster.offline !== undefined && command.createOfflineOperation !== undefined) {
			const {createOfflineOperation} = command;
			const settings = createSettings(line, folder);
			return await runSession(invocation, command, {createOperation: (given) => createOfflineOperation(offlineEdges, given, settings), answers, settings, prompter, reporters});
		}
		const passwords = await readPasswords(line, {asksSudo: answers.ssh.sudo === 'ask', prompter, words: text.run.ask});
		const settings = createSettings(line, folder);
		const {edges, close} = await openEdges(answers, {folder, programFolder, passwords, shell: invocation.shell});
		try {
			return await runSession(invocation, command, {createOperation: (given) => command.createOperation(edges, given, settings), answers, settings, prompter, reporters});
		} finally {
			await close();
		}
	} catch (error) {
		const resume = (): void => stderr.write(text.run.next[130](resumeCommand(argv)).map((each) => `${each}\n`).join(''));
		if (!(error instanceof Failure)) {
			throw error;
		}
		reporters.text.fail(error.problems);
		for (const each of error.problems) {
			reporters.json?.({type: 'problem-found', problem: each});
		}
		if (error.kind === 'cancelled' || invocation.signal.aborted) {
			resume();
		}
		return exitCodes[error.kind];
	}
};
