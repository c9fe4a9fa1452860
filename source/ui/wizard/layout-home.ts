import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {padEnd, measureText} from '../../text/typeset.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

/** What one can do from home, in the order of the screen. */
export const homeChoices = ['add-nodes', 'board', 'run-again', 'edit-answers'] as const;

const sayStages = (state: WizardState, {text}: WizardLayout): readonly string[] => {
	const stages: Readonly<Record<string, string>> = text.run.stages;
	return Object.values(state.record?.nodes ?? {})
		.filter(({enrolledAt}) => enrolledAt === undefined)
		.map(({name, stage}) => text.wizard.home.unfinished(escapeControls(name), stages[stage] ?? escapeControls(stage)));
};

/** The home screen: what was enrolled, what is unfinished, what one can do. */
export const layOutHome = (state: WizardState, ui: WizardUiState, layout: WizardLayout): readonly LineSpans[] => {
	const {text, theme, width, height} = layout;
	const words = text.wizard.home;
	const {answers, record, file} = state;
	const names = answers?.reading.isValid === true ? answers.reading.answers.nodes.map(({name}) => name) : [];
	const enrolled = names.filter((name) => record?.nodes[name]?.enrolledAt !== undefined).length;
	const problems = answers?.reading.isValid === false ? answers.reading.problems : [];
	const unfinished = sayStages(state, layout);
	const shown = unfinished.slice(0, 3);
	const nameWidth = Math.max(...homeChoices.map((choice) => measureText(words.choices[choice].name)));
	const choices = homeChoices.flatMap((choice, index): readonly LineSpans[] => {
		const {name, says} = words.choices[choice];
		const isChosen = index === ui.homeRow;
		const head: LineSpans = [span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'accent'), span(padEnd(name, nameWidth), isChosen ? 'chosen' : 'plain')];
		return nameWidth + measureText(says) + 5 <= width ? [[...head, span(`   ${says}`, 'faint')]] : [head, ...(isChosen ? saySentence(says, 'faint', {width: width - 4}).map((line): LineSpans => [span('    '), ...line]) : [])];
	});
	return [
		[span(escapeControls(file.path), 'strong')],
		...saySentence(names.length === 0 && problems.length === 0 ? '' : words.nodes(names.length, enrolled), 'plain', layout),
		...(record === undefined && problems.length === 0 ? saySentence(words.never, 'faint', layout) : []),
		...shown.flatMap((sentence) => saySentence(sentence, 'attention', layout)),
		...(unfinished.length > shown.length ? [[span(text.wizard.moreFindings(unfinished.length - shown.length), 'faint')] satisfies LineSpans] : []),
		[],
		...choices,
		...(problems.length === 0 ? [] : [[], ...saySentence(words.unsound, 'wrong', layout), ...problems.flatMap((problem) => layOutProblemLines(problem, text, width))]),
	].slice(0, height);
};
