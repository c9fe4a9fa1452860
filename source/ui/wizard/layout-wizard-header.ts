import {clusterKey} from '../../core/wizard/questions.ts';
import {selectStep} from '../../core/wizard/select-step.ts';
import {foundFor} from '../../core/wizard/check.ts';
import {progressSteps} from '../../core/wizard/step.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {type HeaderPart, layOutHeader} from '../components/header.ts';
import type {Glyph, Tone} from '../theme.ts';
import {type LineSpans, measureSpans, span} from '../typeset/spans.ts';
import type {WizardLayout} from './wizard-layout.ts';


const shownSteps = {kubeconfig: progressSteps, offline: ['cluster', 'mode', 'address', 'nodes', 'files']} as const;

const placesOf = (state: WizardState): number => {
	const step = selectStep(state);
	return shownSteps[state.draft.source].findIndex((each) => each === (step === 'host-keys' ? 'ssh' : step));
};

const looks: Readonly<Record<'done' | 'here' | 'ahead', {readonly glyph: Glyph; readonly tone: Tone; readonly name: Tone}>> = {
	done: {glyph: 'right', tone: 'good', name: 'faint'},
	here: {glyph: 'needs', tone: 'accent', name: 'chosen'},
	ahead: {glyph: 'idle', tone: 'faint', name: 'faint'},
};

const layOutProgress = (state: WizardState, {text, theme, width}: WizardLayout): LineSpans => {
	const here = placesOf(state);
	const steps = shownSteps[state.draft.source];
	const whole = steps.flatMap((step, index): LineSpans => {
		const {glyph, tone, name} = looks[index < here || selectStep(state) === 'summary' ? 'done' : index === here ? 'here' : 'ahead'];
		return [span(`${index === 0 ? '' : '  '}${text.wizard.progress[step]} `, name), span(theme.glyph(glyph), tone)];
	});
	const step = steps[here];
	return measureSpans(whole) <= width || step === undefined ? whole : [span(`${here + 1}/${steps.length} `, 'faint'), span(text.wizard.progress[step], 'chosen')];
};

/** Where one is, as whom, and how far. */
export const layOutWizardHeader = (state: WizardState, layout: WizardLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const found = foundFor(state.cluster, clusterKey(state));
	const isHome = state.stage.status === 'home';
	const left: readonly HeaderPart[] = [{spans: [span(isHome ? `kubenroll ${text.wizard.home.title}` : 'kubenroll', 'strong')], priority: 0}];
	const right: readonly HeaderPart[] =
		found === undefined
			? []
			: [
					{spans: [span(escapeControls(found.context))], priority: 1},
					{spans: [span(escapeControls(found.facts.version.gitVersion), 'faint')], priority: 3},
					...(found.facts.identity === undefined ? [] : [{spans: [span(text.wizard.as(escapeControls(found.facts.identity.username)), 'faint')], priority: 2}]),
				];
	return [layOutHeader(left, right, width), ...(isHome ? [] : [layOutProgress(state, layout)])];
};
