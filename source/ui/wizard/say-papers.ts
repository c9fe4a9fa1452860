import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Text} from '../../text/catalog.ts';
import {describeProblem} from '../../text/describe-problem.ts';

/** What came of writing the plan or the files of a run, in sentences. */
export const sayPapers = ({papers: {came}}: WizardState, text: Text): readonly string[] => {
	const words = text.screens.exports;
	switch (came.state) {
		case 'idle': {
			return [];
		}
		case 'asking': {
			return [words.writing];
		}
		case 'found': {
			const {found} = came;
			return found.kind === 'plan' ? [words.planSaved(escapeControls(found.path))] : [words.filesWritten(found.count, escapeControls(found.folder))];
		}
		case 'failed': {
			return came.problems.map((problem) => `${text.wizard.label(problem.subject)}${describeProblem(text, problem).message}`);
		}
	}
};
