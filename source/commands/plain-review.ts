import {canReview} from '../core/wizard/can-review.ts';
import {findFixes} from '../core/wizard/find-fixes.ts';
import type {WizardState} from '../core/wizard/wizard-state.ts';
import {giveUp, type PlainWizard, tellProblem, waitFor, write} from './plain-dialogue.ts';

// The report of a run that had nothing to do is followed by its end.
const nothingWrong = {exitCode: 0} as const;

/** Waits for the plan, which the reporter tells, and asks whether to go on with it. Rejects with Failure `cancelled` where it is given up. */
export const review = async (wizard: PlainWizard): Promise<void> => {
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
			throw giveUp();
		}
		session.send({type: 'look-again'});
		return;
	}
	if (!(await prompter.confirm(text.wizard.plain.goOn))) {
		throw giveUp();
	}
	session.send({type: 'next'});
	session.send({type: 'confirm'});
};

/** Tells why a run broke off and asks whether to look again; resolves with the exit code where that is not wanted. */
export const mendOrEnd = async (wizard: PlainWizard, state: WizardState): Promise<number | undefined> => {
	const {session, prompter, text} = wizard;
	const problems = state.stage.status === 'interrupted' ? state.stage.problems : [];
	write(wizard, problems.flatMap((each) => tellProblem(each, wizard)));
	if (!(await prompter.confirm(text.wizard.plain.again))) {
		return 1;
	}
	session.send({type: 'look-again'});
	return undefined;
};
