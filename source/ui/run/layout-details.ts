import type {RequestView} from '../../core/run/event.ts';
import type {CommandRun, RunState} from '../../core/run/run-state.ts';
import {selectNodeProblems, selectRequestsOf, selectRunProblems} from '../../core/run/select-run.ts';
import {describeReason} from '../../text/describe-reason.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
import {nameKey} from '../key-map.ts';
import {verdictLooks} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {layOutPhases} from './layout-run.ts';
import type {RunLayout} from './run-layout.ts';

const layOutRequest = (request: RequestView, {text, theme, width}: RunLayout): readonly LineSpans[] => {
	const look = verdictLooks[request.verdict];
	const isOpen = request.state === 'pending' && request.verdict !== 'PASS';
	return [
		[span(`${theme.glyph(look.glyph)} `, look.tone), span(`${request.name}   ${text.requests.kinds[request.kind]}   ${text.requests.states[request.state]}   `), span(request.verdict, look.tone)],
		...(isOpen ? request.reasons.filter(({verdict}) => verdict !== 'PASS').flatMap((reason) => breakText(describeReason(text, reason), width - 4).map((line): LineSpans => [span(`    ${line}`)])) : []),
	];
};

// A script is told by its first line: whole, it is for the log.
const layOutCommand = ({command, exitCode, durationMs, said}: CommandRun, {text, theme, width}: RunLayout): readonly LineSpans[] => {
	const lines = command.split('\n');
	const comments = lines.slice(0, Math.max(0, lines.findIndex((line) => !line.startsWith('# '))));
	const [first = '', ...more] = lines.slice(comments.length);
	const isGood = exitCode === 0;
	return [
		[span(`${theme.glyph(isGood ? 'right' : 'wrong')} `, isGood ? 'good' : 'wrong'), span(text.screens.run.ran(exitCode, formatDuration(durationMs)), isGood ? 'faint' : 'plain'), ...(more.length > 0 ? [span(`   ${text.screens.run.scriptLines(more.length - 1)}`, 'faint')] : [])],
		...[...comments, first].flatMap((line) => breakText(line, width - 4).map((part): LineSpans => [span(`    ${part}`)])),
		...(said === undefined ? [] : said.split('\n').flatMap((line) => breakText(line, width - 4).map((part): LineSpans => [span(`    ${part}`, 'wrong')]))),
	];
};

const layOutCommands = (commands: readonly CommandRun[], layout: RunLayout): readonly LineSpans[] => {
	const {text, theme, width} = layout;
	const words = text.screens.run;
	return commands.length === 0
		? [[span(words.noCommands, 'faint')]]
		: [...breakText(words.wholeLog(nameKey('log', {text: text.screens, theme})), width).map((line): LineSpans => [span(line, 'faint')]), ...commands.flatMap((command) => layOutCommand(command, layout))];
};

/** Everything that is known of one node of a run: how far it is, what is wrong and what to do, its requests, what was run there. */
export const layOutNodeDetails = (state: RunState, name: string, layout: RunLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const words = text.screens.run;
	const node = state.nodes.get(name);
	const problems = selectNodeProblems(state, name);
	const requests = selectRequestsOf(state, name);
	const stage = node?.stage === undefined ? words.notYet : text.run.stages[node.stage];
	return [
		[span(name, 'strong'), span(`   ${stage}`)],
		[],
		...(problems.length === 0 ? [] : [[span(words.problems, 'faint')], ...problems.flatMap((problem) => [...layOutProblemLines(problem, text, width), []])]),
		[span(words.requests, 'faint')],
		...(requests.length === 0 ? [[span(words.noRequests, 'faint')]] : requests.flatMap(({request}) => layOutRequest(request, layout))),
		[],
		[span(words.commands, 'faint')],
		...layOutCommands(state.commands.get(name) ?? [], layout),
	];
};

/** Everything that is wrong with the run as a whole, and how long its phases took. */
export const layOutRunDetails = (state: RunState, layout: RunLayout): readonly LineSpans[] => [
	...[...selectRunProblems(state)].flatMap((problem) => [...layOutProblemLines(problem, layout.text, layout.width), []]),
	...layOutPhases(state, layout),
];
