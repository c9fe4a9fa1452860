import type {Finding} from '../../core/wizard/finding.ts';
import type {EditingStep, StepId} from '../../core/wizard/step.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {type Fitted, fitFindings} from './layout-findings.ts';
import {layOutStepFields} from './layout-step-fields.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

// Below this many lines the sentence and the blank lines go; what is wrong stays.
const lowHeight = 12;

/** The head of a step: its title and what it asks. */
export const layOutStepHead = (step: StepId, layout: WizardLayout): readonly LineSpans[] => {
	const {title, ask} = layout.text.wizard.heads[step];
	return [[span(title, 'strong')], ...(layout.height < lowHeight ? [] : [...saySentence(ask, 'faint', layout), []])];
};

/** A step: what is asked, the fields, and what there is to say of them: no more lines than there are, but for fields and one line that need more. */
export const layOutStep = (step: EditingStep, state: WizardState, findings: readonly Finding[], ui: WizardUiState, layout: WizardLayout): Fitted => {
	const head = layOutStepHead(step, layout);
	const fields = layOutStepFields[step](state, ui, layout, findings);
	const gap: readonly LineSpans[] = layout.height < lowHeight || fields.length === 0 ? [] : [[]];
	const room = layout.height - head.length - fields.length - gap.length;
	const {lines, isCut} = fitFindings(findings, Math.max(1, room), layout);
	const all = [...head, ...fields, ...gap, ...lines];
	return {lines: all, isCut: isCut || all.length > layout.height};
};
