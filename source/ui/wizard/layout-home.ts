import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {padEnd, measureText} from '../../text/typeset.ts';
import type {Glyph, Tone} from '../theme.ts';
import {fitSpans, type LineSpans, span} from '../typeset/spans.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
import {seenLines} from '../components/text-view.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';
import type {WizardUiState} from './wizard-ui-state.ts';

/** What one can do from home, in the order of the screen. */
export const homeChoices = ['add-nodes', 'board', 'run-again', 'edit-answers'] as const;

type Standing = 'unfinished' | 'never' | 'enrolled';

// What somebody has to go on with comes first.
const standings: readonly Standing[] = ['unfinished', 'never', 'enrolled'];

const looks: Readonly<Record<Standing, {readonly glyph: Glyph; readonly tone: Tone}>> = {unfinished: {glyph: 'attention', tone: 'attention'}, never: {glyph: 'idle', tone: 'faint'}, enrolled: {glyph: 'right', tone: 'good'}};

/** How each node of the answers stands by the record, a line each: what somebody has to go on with first. */
const listStandings = (names: readonly string[], {record}: WizardState, {text, theme, width}: WizardLayout): readonly LineSpans[] => {
	const words = text.wizard.home.standings;
	const stages: Readonly<Record<string, string>> = text.run.stages;
	const nodes = names
		.map((name): {readonly name: string; readonly standing: Standing; readonly says: string} => {
			const {enrolledAt, stage} = record?.nodes[name] ?? {};
			if (enrolledAt !== undefined) {
				return {name, standing: 'enrolled', says: words.enrolled(escapeControls(enrolledAt.slice(0, 10)))};
			}
			return stage === undefined ? {name, standing: 'never', says: words.never} : {name, standing: 'unfinished', says: words.unfinished(stages[stage] ?? escapeControls(stage))};
		})
		.toSorted((one, other) => standings.indexOf(one.standing) - standings.indexOf(other.standing));
	const nameWidth = Math.max(0, ...nodes.map(({name}) => measureText(name)));
	return nodes.map(({name, standing, says}): LineSpans => fitSpans([span(`${theme.glyph(looks[standing].glyph)} `, looks[standing].tone), span(padEnd(name, nameWidth)), span(`   ${says}`, standing === 'unfinished' ? 'attention' : 'faint')], width, theme.glyph('cut')));
};

/** The home screen as lines, and how many nodes there are in all and to be seen at once: the others are scrolled to. */
export type HomeLines = {readonly lines: readonly LineSpans[]; readonly total: number; readonly page: number};

/** The home screen: what was enrolled, what is unfinished, what one can do. */
export const layOutHome = (state: WizardState, ui: WizardUiState, layout: WizardLayout): HomeLines => {
	const {text, theme, width, height} = layout;
	const words = text.wizard.home;
	const {answers, record, file} = state;
	const names = answers?.reading.isValid === true ? answers.reading.answers.nodes.map(({name}) => name) : [];
	const enrolled = names.filter((name) => record?.nodes[name]?.enrolledAt !== undefined).length;
	const problems = answers?.reading.isValid === false ? answers.reading.problems : [];
	const nameWidth = Math.max(...homeChoices.map((choice) => measureText(words.choices[choice].name)));
	const choices = homeChoices.flatMap((choice, index): readonly LineSpans[] => {
		const {name, says} = words.choices[choice];
		const isChosen = index === ui.homeRow;
		const head: LineSpans = [span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'accent'), span(padEnd(name, nameWidth), isChosen ? 'chosen' : 'plain')];
		return nameWidth + measureText(says) + 5 <= width ? [[...head, span(`   ${says}`, 'faint')]] : [head, ...(isChosen ? saySentence(says, 'faint', {width: width - 4}).map((line): LineSpans => [span('    '), ...line]) : [])];
	});
	const head: readonly LineSpans[] = [
		[span(escapeControls(file.path), 'strong')],
		...saySentence(names.length === 0 && problems.length === 0 ? '' : words.nodes(names.length, enrolled), 'plain', layout),
		...(record === undefined && problems.length === 0 ? saySentence(words.never, 'faint', layout) : []),
		...(state.pendingNodes === '' ? [] : saySentence(words.pending(state.pendingNodes.split('\n').length), 'attention', layout)),
		[],
		...choices,
		...(problems.length === 0 ? [] : [[], ...saySentence(words.unsound, 'wrong', layout), ...problems.flatMap((problem) => layOutProblemLines(problem, text, width))]),
	];
	const room = height - head.length - 1;
	const nodes = names.length === 0 || room < 2 ? [] : listStandings(names, state, layout);
	const page = seenLines(nodes.length, room);
	const top = Math.max(0, Math.min(ui.scroll, nodes.length - page));
	const more = nodes.length > room ? [[span(text.screens.more(top, Math.max(0, nodes.length - top - page)), 'faint')] satisfies LineSpans] : [];
	return {lines: [...head, ...(nodes.length === 0 ? [] : [[], ...nodes.slice(top, top + page), ...more])].slice(0, height), total: nodes.length, page};
};
