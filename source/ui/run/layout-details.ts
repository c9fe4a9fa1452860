import type {RequestView} from '../../core/run/event.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {selectNodeProblems, selectRequestsOf, selectRunProblems} from '../../core/run/select-run.ts';
import {describeReason} from '../../text/describe-reason.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
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

/** Everything that is known of one node of a run: how far it is, what is wrong and what to do, its requests. */
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
	];
};

/** Everything that is wrong with the run as a whole, and how long its phases took. */
export const layOutRunDetails = (state: RunState, layout: RunLayout): readonly LineSpans[] => [
	...[...selectRunProblems(state)].flatMap((problem) => [...layOutProblemLines(problem, layout.text, layout.width), []]),
	...layOutPhases(state, layout),
];
