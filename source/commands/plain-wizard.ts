// The wizard line by line: for terminals that cannot draw, for --plain, and for screen readers. The same session, asked in sentences.
import type {RunEvent} from '../core/run/event.ts';
import {createTextReporter, type TextReporter} from '../headless/text-reporter.ts';
import {knowWizardLogins} from '../text/know-wizard-logins.ts';
import {type PlainWizard, waitFor} from './plain-dialogue.ts';
import {mendOrEnd, review} from './plain-review.ts';
import {awaitFiles, editStep} from './plain-steps.ts';

const home = async ({session, prompter, text, showBoard}: PlainWizard): Promise<void> => {
	const words = text.wizard.home.choices;
	const errand = await prompter.choose(text.wizard.home.title, (['add-nodes', 'board', 'run-again', 'edit-answers'] as const).map((id) => ({id, name: `${text.wizard.label(words[id].name)}${words[id].says}`})));
	if (errand === 'board') {
		await showBoard();
	} else {
		session.send({type: 'begin', errand});
	}
};

/** Tells each run anew, with the answers that it was begun with. */
const tellRuns = ({session, text, sink, resumeCommand}: PlainWizard): ((event: RunEvent) => void) => {
	let reporter: TextReporter | undefined;
	return (event) => {
		if (event.type === 'run-started' || reporter === undefined) {
			const {answers} = session.getSnapshot();
			const leavesToPeople = answers?.reading.isValid === true && answers.reading.answers.approval.mode === 'manual';
			reporter = createTextReporter({text: knowWizardLogins(text, {answers}), sink, planSink: sink, showsDiffs: false, resumeCommand, nowMs: () => Date.now(), leavesToPeople});
		}
		reporter.report(event);
	};
};

/** Leads through the wizard to the end of a run; resolves with its exit code. Rejects with Failure `cancelled` where it is given up. */
export const runPlainWizard = async (wizard: PlainWizard): Promise<number> => {
	const {session} = wizard;
	const end = session.subscribeRun(tellRuns(wizard));
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
