import {findFixes} from '../../core/wizard/find-fixes.ts';
import type {WizardState} from '../../core/wizard/wizard-state.ts';
import {selectPhase} from '../../core/run/select-run.ts';
import type {RunState} from '../../core/run/run-state.ts';
import type {Problem} from '../../core/problem/problem.ts';
import {listProblems, type Plan} from '../../core/plan/plan.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {saySentence, type WizardLayout} from './wizard-layout.ts';

const layOutReading = (run: RunState, nodeCount: number, layout: WizardLayout): readonly LineSpans[] => {
	const {text, theme} = layout;
	const working = span(`${theme.glyph('working')} `, 'accent');
	const surveyed = [...run.nodes.values()].filter(({stage}) => stage !== undefined).length;
	return [
		// In the order in which they began: some go on beside each other, and no line moves.
		...run.phases.map(({phase, durationMs}): LineSpans => (durationMs === undefined ? [working, span(text.run.phases[phase])] : [span(`${theme.glyph('right')} `, 'good'), span(text.run.phases[phase], 'faint')])),
		...(selectPhase(run) === undefined ? [[working, span(text.wizard.survey.reading)] satisfies LineSpans] : []),
		...(surveyed === 0 ? [] : [[span(`  ${text.wizard.survey.surveyed(surveyed, nodeCount)}`, 'faint')] satisfies LineSpans]),
	];
};

const layOutFixes = (plan: Plan, layout: WizardLayout): readonly LineSpans[] => findFixes(plan).flatMap(({of, field, value, hosts}) => saySentence(layout.text.wizard.survey.fix[of](`${field}: ${value}`, hosts.length), 'attention', layout));

// Five hundred nodes with the same trouble are told once.
const groupProblems = (problems: readonly Problem[]): readonly {readonly problem: Problem; readonly subjects: readonly string[]}[] => {
	const groups = new Map<string, {readonly problem: Problem; readonly subjects: readonly string[]}>();
	for (const problem of problems) {
		const key = JSON.stringify([problem.code, problem.params, problem.cause, problem.severity]);
		groups.set(key, {problem, subjects: [...(groups.get(key)?.subjects ?? []), problem.subject]});
	}
	return [...groups.values()];
};

const mostSubjects = 8;

const nameSubjects = (subjects: readonly string[]): string => `${subjects.slice(0, mostSubjects).join(' ')}${subjects.length > mostSubjects ? ` +${subjects.length - mostSubjects}` : ''}`;

const layOutPlanned = (plan: Plan, layout: WizardLayout): readonly LineSpans[] => {
	const {text, theme, width} = layout;
	const words = text.wizard.survey;
	const count = (isMeant: (state: Plan['nodes'][number]['state']) => boolean): number => plan.nodes.filter(({state}) => isMeant(state)).length;
	const [ready, blocked] = [count((state) => state === 'ready'), count((state) => state === 'blocked')];
	const good = plan.nodes.length - ready - blocked;
	const masters = (plan.controlPlane?.masters ?? []).filter(({state}) => state === 'change').map(({name}) => escapeControls(name));
	const tally = [
		...(good === 0 ? [] : [[span(`${theme.glyph('right')} `, 'good'), span(words.good(good))] satisfies LineSpans]),
		...(ready === 0 ? [] : [[span(`${theme.glyph('right')} `, 'good'), span(words.unchanged(ready))] satisfies LineSpans]),
		...(blocked === 0 ? [] : [[span(`${theme.glyph('wrong')} `, 'wrong'), span(words.blocked(blocked))] satisfies LineSpans]),
	];
	const changes = masters.length === 0 ? [] : saySentence(words.masters(masters), 'attention', {width: width - 2}).map((line, index): LineSpans => [span(index === 0 ? `${theme.glyph('attention')} ` : '  ', 'attention'), ...line]);
	// Nodes with errors come first; what is only worth knowing comes last.
	const order = ['error', 'warning', 'notice'];
	const problems = listProblems(plan).toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
	return [...tally, ...changes, ...layOutFixes(plan, layout), ...(good === 0 && blocked > 0 ? saySentence(words.allBlocked, 'wrong', layout) : []), [], ...groupProblems(problems).flatMap(({problem, subjects}) => layOutProblemLines({...problem, subject: nameSubjects(subjects)}, text, width))];
};

/** The survey as lines: how far it is, then what it came to and what every node lacks. May be longer than the screen. */
export const layOutSurvey = ({stage, nodeCount, only}: WizardState, layout: WizardLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	if (stage.status === 'interrupted') {
		return [...saySentence(text.wizard.survey.failed, 'wrong', layout), [], ...stage.problems.flatMap((problem) => layOutProblemLines(problem, text, width))];
	}
	if (stage.status !== 'surveying') {
		return [];
	}
	return stage.run.plan === undefined ? layOutReading(stage.run, only?.length ?? nodeCount, layout) : layOutPlanned(stage.run.plan, layout);
};
