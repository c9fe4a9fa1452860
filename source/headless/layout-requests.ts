import {type AspectComparison, compareRequest, type RequestAspect, requestAspects} from '../core/board/compare-request.ts';
import type {Reason, Verdict} from '../core/csr/judgement.ts';
import type {RequestView} from '../core/run/event.ts';
import type {Text} from '../text/catalog.ts';
import {describeReason} from '../text/describe-reason.ts';
import {describeRule} from '../text/rule-text.ts';
import {verdictTones} from './verdict-tones.ts';
import {formatDuration} from '../text/format-duration.ts';
import {cutText, layOutRows, measureText, padEnd, wrapHanging, wrapText} from '../text/typeset.ts';
import type {Paint} from './paint.ts';

/** How to lay requests out; `nowMs` tells their age, by the API server's clock where that is known. */
export type RequestLayout = {readonly text: Text; readonly paint: Paint; readonly columns: number; readonly nowMs: number};

// Most urgent first, as on the board.
const urgency: Readonly<Record<Verdict, number>> = {REFUSE: 0, ASK: 1, PASS: 2, NOT_OURS: 3, DECIDED: 4};

const ageOf = (request: RequestView, nowMs: number): string => {
	const createdMs = Date.parse(request.createdAt);
	return Number.isNaN(createdMs) ? '?' : formatDuration(nowMs - createdMs);
};

const isFinding = ({verdict}: Reason): boolean => verdict === 'ASK' || verdict === 'REFUSE';

// Whoever holds a token chooses the names of requests, 253 characters at most: one of them must not push the verdicts out of sight.
const widestName = 63;

/** A table of requests, the most urgent first; the rules that object are named, their sentences are for `csr show`. */
export const layOutRequests = (requests: readonly RequestView[], {text, paint, nowMs}: RequestLayout): readonly string[] => {
	const words = text.requests;
	if (requests.length === 0) {
		return [words.empty];
	}
	const sorted = requests.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
	const rows = sorted.map((request) => {
		const rules = [...new Set(request.reasons.filter(isFinding).map(({rule}) => rule))].join(' ');
		return [cutText(request.name, widestName), cutText(request.node ?? '?', widestName), words.kinds[request.kind], ageOf(request, nowMs), words.states[request.state], request.verdict, rules];
	});
	const {name, node, kind, age, state, verdict, reasons} = words.columns;
	const [head = '', ...body] = layOutRows([[name, node, kind, age, state, verdict, reasons], ...rows]);
	const count = (wanted: Verdict): number => requests.filter((request) => request.verdict === wanted).length;
	const counts = {PASS: count('PASS'), ASK: count('ASK'), REFUSE: count('REFUSE'), NOT_OURS: count('NOT_OURS'), DECIDED: count('DECIDED')};
	return [paint('faint', head), ...body.map((line, index) => paint(verdictTones[sorted[index]?.verdict ?? 'DECIDED'], line)), '', words.summary(counts)];
};

const marks: Readonly<Record<AspectComparison['mark'], string>> = {right: '✓', unusual: '!', wrong: '✗', untold: '·'};

const layOutComparison = (request: RequestView, {text, columns, nowMs}: RequestLayout): readonly string[] => {
	const words = text.requests;
	const unsaid: Partial<Record<RequestAspect, string>> = {names: words.none};
	const say = ({aspect, says}: AspectComparison): string => (aspect === 'age' ? ageOf(request, nowMs) : says.length === 0 ? (unsaid[aspect] ?? '?') : says.join(', '));
	const labelWidth = Math.max(...requestAspects.map((aspect) => measureText(words.aspects[aspect]))) + 2;
	const cellWidth = Math.max(16, Math.floor((Math.min(columns, 120) - labelWidth - 5) / 2));
	const row = (mark: string, label: string, left: string, right: string): readonly string[] => {
		const [lefts, rights] = [breakText(left, cellWidth), wrapText(right, cellWidth)];
		return Array.from({length: Math.max(lefts.length, rights.length)}, (_, index) =>
			`${index === 0 ? mark : ' '} ${padEnd(index === 0 ? label : '', labelWidth)}${padEnd(lefts[index] ?? '', cellWidth)}  ${rights[index] ?? ''}`.trimEnd(),
		);
	};
	const {kind} = request;
	return [...row(' ', '', words.says, kind === 'other' ? '' : words.expects), ...compareRequest(request).flatMap((line) => row(marks[line.mark], words.aspects[line.aspect], say(line), kind === 'other' ? '' : words.expected[kind][line.aspect]))];
};

// What a request says may be one long word: it is cut into lines, never shortened.
const breakText = (text: string, width: number): readonly string[] =>
	wrapText(text, width).flatMap((line) => (measureText(line) <= width ? [line] : (line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [line])));

// What the rules that object demand, so that nobody has to look their numbers up.
const describeObjections = ({reasons}: RequestView, {text, paint, columns}: RequestLayout): readonly string[] => {
	const objecting = [...new Set(reasons.filter(isFinding).map(({rule}) => rule))].flatMap((rule) => describeRule(text.rules, rule) ?? []);
	return objecting.length === 0 ? [] : ['', ...objecting.flatMap((line) => wrapHanging('', line, columns)).map((line) => paint('faint', line))];
};

/** One request beside what is expected of it, its verdict in words, and every reason with its rule. */
export const layOutRequest = (request: RequestView, layout: RequestLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const verdictMarks: Readonly<Record<Verdict, string>> = {PASS: '✓', ASK: '!', REFUSE: '✗', NOT_OURS: '·', DECIDED: '·'};
	const reasons = request.reasons.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
	return [
		`${paint('strong', request.name)}  ${request.signer}  ${text.requests.kinds[request.kind]}  ${text.requests.states[request.state]}`,
		'',
		...layOutComparison(request, layout),
		'',
		...wrapHanging(`${request.verdict}  `, text.requests.verdicts[request.verdict], columns).map((line) => paint(verdictTones[request.verdict], line)),
		...reasons.flatMap((reason) => wrapHanging(`  ${verdictMarks[reason.verdict]} `, describeReason(text, reason), columns)),
		...describeObjections(request, layout),
	];
};
