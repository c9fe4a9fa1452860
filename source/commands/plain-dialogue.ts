import type {Finding} from '../core/wizard/finding.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem, type Problem} from '../core/problem/problem.ts';
import {layOutProblem} from '../headless/layout-problem.ts';
import {createPaint} from '../headless/paint.ts';
import type {Sink} from '../headless/sink.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {WizardSession} from '../session/wizard-session.ts';
import type {Text} from '../text/catalog.ts';
import {describeFinding} from '../text/describe-finding.ts';
import {knowWizardLogins} from '../text/know-wizard-logins.ts';
import {wrapHanging} from '../text/typeset.ts';

/** What the plain wizard is led with. */
export type PlainWizard = {readonly session: WizardSession; readonly prompter: Prompter; readonly text: Text; readonly sink: Sink; readonly signal: AbortSignal; /** What goes on with it later. */ readonly resumeCommand: string; /** Tells of nodes and requests in lines, once. */ readonly showBoard: () => Promise<void>};

/** Writes lines to the operator. */
export const write = ({sink}: PlainWizard, lines: readonly string[]): void => sink.write(lines.map((line) => `${line}\n`).join(''));

/** What is thrown where the operator gives up. */
export const giveUp = (): Failure => new Failure(problem('run-cancelled', 'kubenroll', {phase: 'plan'}), 'cancelled');

/** Resolves with the first state that is as wanted; rejects when the signal aborts, or with what a bug threw. */
export const waitFor = async ({session, signal}: PlainWizard, isReached: (state: WizardState) => boolean): Promise<WizardState> => {
	const reached = Promise.withResolvers<WizardState>();
	const look = (): void => {
		if (isReached(session.getSnapshot())) {
			reached.resolve(session.getSnapshot());
		}
	};
	const end = (): void => reached.reject(giveUp());
	const forget = session.subscribe(look);
	signal.addEventListener('abort', end);
	look();
	if (signal.aborted) {
		end();
	}
	try {
		return await Promise.race([reached.promise, session.crashed]);
	} finally {
		forget();
		signal.removeEventListener('abort', end);
	}
};

/** A problem with its hints, which log in as kubenroll does. */
export const tellProblem = (problem: Problem, {session, text, sink}: PlainWizard): readonly string[] => layOutProblem(knowWizardLogins(text, session.getSnapshot()), problem, createPaint(sink.hasColour), sink.columns);

/** A finding of a step in sentences. */
export const sayFinding = (finding: Finding, wizard: PlainWizard): readonly string[] => {
	const {text, sink} = wizard;
	const label = text.wizard.aspects[finding.aspect];
	if (finding.kind === 'problem') {
		const own = finding.aspect === 'host-keys' || finding.aspect === 'file' ? finding.problem.subject : label;
		return tellProblem({...finding.problem, subject: finding.line === undefined ? own : text.wizard.atLine(finding.line)}, wizard);
	}
	return wrapHanging('', `${text.wizard.label(label)}${describeFinding(text, finding)}`, sink.columns);
};
