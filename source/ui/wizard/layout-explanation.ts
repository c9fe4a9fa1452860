import type {StepId} from '../../core/wizard/step.ts';
import type {LineSpans} from '../typeset/spans.ts';
import {span} from '../typeset/spans.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';

// Longer lines are hard to read.
const mostColumns = 76;

/** Why a step exists and what Kubernetes does there, as lines. */
export const layOutExplanation = (step: StepId, layout: WizardLayout): readonly LineSpans[] => {
	const {paragraphs, link} = layout.text.wizard.explanations[step];
	const column = {width: Math.min(mostColumns, layout.width)};
	return [[span(layout.text.wizard.heads[step].title, 'strong')], [], ...paragraphs.flatMap((paragraph) => [...saySentence(paragraph, 'plain', column), []]), ...saySentence(link, 'faint', layout)];
};
