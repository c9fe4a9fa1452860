import type {BoardRequest} from '../../core/board/board-state.ts';
import {type AspectComparison, compareRequest, type RequestAspect, requestAspects} from '../../core/board/compare-request.ts';
import type {Verdict} from '../../core/csr/judgement.ts';
import {describeReason} from '../../text/describe-reason.ts';
import {formatDuration} from '../../text/format-duration.ts';
import {measureText, padEnd} from '../../text/typeset.ts';
import {type Glyph, type Tone, verdictLooks} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {BoardLayout} from './layout-board.ts';

const marks: Readonly<Record<AspectComparison['mark'], {readonly glyph: Glyph; readonly tone: Tone}>> = {
	right: {glyph: 'right', tone: 'good'},
	unusual: {glyph: 'attention', tone: 'attention'},
	wrong: {glyph: 'wrong', tone: 'wrong'},
	untold: {glyph: 'untold', tone: 'faint'},
};

// The worst first.
const urgency: Readonly<Record<Verdict, number>> = {REFUSE: 0, ASK: 1, NOT_OURS: 2, DECIDED: 3, PASS: 4};

const say = ({aspect, says}: AspectComparison, request: BoardRequest, {text, nowMs}: BoardLayout, skewMs: number): string => {
	if (aspect === 'age') {
		return request.createdAtMs === 0 ? '?' : `${formatDuration(nowMs + skewMs - request.createdAtMs)}, ${request.view.createdAt}`;
	}
	return says.length === 0 ? (aspect === 'names' ? text.requests.none : '?') : says.join(', ');
};

const layOutComparison = (request: BoardRequest, layout: BoardLayout, skewMs: number): readonly LineSpans[] => {
	const {text, theme, width} = layout;
	const words = text.requests;
	const {kind} = request.view;
	const expected = (aspect: RequestAspect): string => (kind === 'other' ? '' : words.expected[kind][aspect]);
	const labelWidth = Math.max(...requestAspects.map((aspect) => measureText(words.aspects[aspect]))) + 2;
	const lines = compareRequest(request.view);
	const lead = (line: AspectComparison, index: number): LineSpans => {
		const {glyph, tone} = marks[line.mark];
		return index === 0 ? [span(`${theme.glyph(glyph)} `, tone), span(padEnd(words.aspects[line.aspect], labelWidth), 'faint')] : [span(' '.repeat(labelWidth + 2))];
	};
	if (width < 60) {
		return lines.flatMap((line) => [
			...breakText(say(line, request, layout, skewMs), width - labelWidth - 2).map((part, index): LineSpans => [...lead(line, index), span(part)]),
			...(line.mark === 'right' ? [] : breakText(expected(line.aspect), width - labelWidth - 4).map((part, index): LineSpans => [span(' '.repeat(labelWidth + 2)), span(index === 0 ? '= ' : '  ', 'faint'), span(part, 'faint')])),
		]);
	}
	const cell = Math.floor((Math.min(width, 130) - labelWidth - 4) / 2);
	const title: LineSpans = [span(' '.repeat(labelWidth + 2)), span(padEnd(words.says, cell + 2), 'faint'), span(kind === 'other' ? '' : words.expects, 'faint')];
	const rows = lines.flatMap((line) => {
		const [lefts, rights] = [breakText(say(line, request, layout, skewMs), cell), breakText(expected(line.aspect), cell)];
		return Array.from({length: Math.max(lefts.length, rights.length)}, (_, index): LineSpans => [...lead(line, index), span(padEnd(lefts[index] ?? '', cell + 2)), span(rights[index] ?? '', 'faint')]);
	});
	return [title, ...rows];
};

const hang = (first: LineSpans, indent: number, sentence: string, tone: Tone, width: number): readonly LineSpans[] =>
	breakText(sentence, Math.max(10, width - indent)).map((line, index): LineSpans => [...(index === 0 ? first : [span(' '.repeat(indent))]), span(line, tone)]);

// More would push the comparison off a screen of 24 rows.
const mostAbove = 1;

/** Everything about one request: the verdict in words and what weighs most against it, what it says beside what is expected, what else speaks against it, and what was found right. */
export const layOutRequestView = (request: BoardRequest, folded: number, layout: BoardLayout, skewMs: number): readonly LineSpans[] => {
	const {text, theme, width} = layout;
	const {view, decision} = request;
	const look = verdictLooks[view.verdict];
	// It was judged once, and grows older as one looks.
	const seconds = String(Math.max(0, Math.round((layout.nowMs + skewMs - request.createdAtMs) / 1000)));
	const current = view.reasons.map((each) => (each.code === 'age-right' ? {...each, params: {seconds}} : each));
	const reasons = current.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
	const tell = (each: (typeof reasons)[number]): readonly LineSpans[] => {
		const {glyph, tone} = verdictLooks[each.verdict];
		return hang([span(`${theme.glyph(glyph)} `, tone)], 2, describeReason(text, each), each.verdict === 'PASS' ? 'faint' : 'plain', width);
	};
	const against = reasons.filter(({verdict}) => verdict !== 'PASS');
	return [
		...breakText(view.name, width).map((line): LineSpans => [span(line, 'strong')]),
		...breakText(`${view.signer}   ${text.requests.kinds[view.kind]}   ${text.requests.states[view.state]}`, width).map((line): LineSpans => [span(line, 'faint')]),
		...(decision === undefined ? [] : breakText(text.screens.request.decidedBy(decision.reason, decision.message), width).map((line): LineSpans => [span(line, 'faint')])),
		...(folded === 0 ? [] : [[span(text.screens.request.older(folded), 'faint')]]),
		[],
		...hang([span(padEnd(view.verdict, 8), look.tone)], 8, text.requests.verdicts[view.verdict], look.tone, width),
		...against.slice(0, mostAbove).flatMap(tell),
		[],
		...layOutComparison(request, layout, skewMs),
		[],
		...against.slice(mostAbove).flatMap(tell),
		...reasons.filter(({verdict}) => verdict === 'PASS').flatMap(tell),
	];
};
