import type {Reason, RuleId, Verdict} from '../core/csr/csr.ts';
import type {RequestView} from '../core/run/event.ts';
import type {Text} from '../text/catalog.ts';
import {describeReason} from '../text/describe-reason.ts';
import type {RequestAspect} from '../text/request-text.ts';
import {verdictTones} from './verdict-tones.ts';
import {formatDuration} from '../text/format-duration.ts';
import {layOutRows, measureText, padEnd, wrapHanging, wrapText} from '../text/typeset.ts';
import type {Paint} from './paint.ts';

/** How to lay requests out; `nowMs` tells their age, by the API server's clock where that is known. */
export type RequestLayout = {readonly text: Text; readonly paint: Paint; readonly columns: number; readonly nowMs: number};

// Most urgent first, as on the board.
const urgency: Readonly<Record<Verdict, number>> = {REFUSE: 0, ASK: 1, PASS: 2, NOT_OURS: 3, DECIDED: 4};

/** Rules whose answers belong to an aspect (docs of the approval policy). */
const rulesByAspect: Readonly<Record<RequestAspect, readonly RuleId[]>> = {
	requester: ['P12', 'P13', 'P14', 'P17', 'P18', 'P35'],
	node: ['P5', 'P6', 'P8', 'P15', 'P16', 'P19'],
	usages: ['P7'],
	names: ['P11', 'P20', 'P21', 'P22'],
	key: ['P3', 'P4'],
	age: ['P9', 'P10'],
};

const ageOf = (request: RequestView, nowMs: number): string => {
	const createdMs = Date.parse(request.createdAt);
	return Number.isNaN(createdMs) ? '?' : formatDuration(nowMs - createdMs);
};

const isFinding = ({verdict}: Reason): boolean => verdict === 'ASK' || verdict === 'REFUSE';

/** A table of requests, the most urgent first; the rules that object are named, their sentences are for `csr show`. */
export const layOutRequests = (requests: readonly RequestView[], {text, paint, nowMs}: RequestLayout): readonly string[] => {
	const words = text.requests;
	if (requests.length === 0) {
		return [words.empty];
	}
	const sorted = requests.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
	const rows = sorted.map((request) => {
		const rules = [...new Set(request.reasons.filter(isFinding).map(({rule}) => rule))].join(' ');
		return [request.name, request.node ?? '?', words.kinds[request.kind], ageOf(request, nowMs), words.states[request.state], request.verdict, rules];
	});
	const {name, node, kind, age, state, verdict, reasons} = words.columns;
	const [head = '', ...body] = layOutRows([[name, node, kind, age, state, verdict, reasons], ...rows]);
	const count = (wanted: Verdict): number => requests.filter((request) => request.verdict === wanted).length;
	const counts = {PASS: count('PASS'), ASK: count('ASK'), REFUSE: count('REFUSE'), NOT_OURS: count('NOT_OURS'), DECIDED: count('DECIDED')};
	return [paint('faint', head), ...body.map((line, index) => paint(verdictTones[sorted[index]?.verdict ?? 'DECIDED'], line)), '', words.summary(counts)];
};

const markOf = (request: RequestView, aspect: RequestAspect): string => {
	const answers = request.reasons.filter(({rule}) => rulesByAspect[aspect].includes(rule));
	if (answers.some(({verdict}) => verdict === 'REFUSE')) {
		return '✗';
	}
	if (answers.some(({verdict}) => verdict === 'ASK')) {
		return '!';
	}
	return answers.some(({verdict}) => verdict === 'PASS') ? '✓' : '·';
};

const aspects: readonly RequestAspect[] = ['requester', 'node', 'usages', 'names', 'key', 'age'];

const layOutComparison = (request: RequestView, {text, columns, nowMs}: RequestLayout): readonly string[] => {
	const words = text.requests;
	const says: Readonly<Record<RequestAspect, string>> = {
		requester: request.requester,
		node: request.node ?? '?',
		usages: request.usages.join(', '),
		names: request.names.length === 0 ? words.none : request.names.join(', '),
		key: request.keySha256 ?? '?',
		age: ageOf(request, nowMs),
	};
	const labelWidth = Math.max(...aspects.map((aspect) => measureText(words.aspects[aspect]))) + 2;
	const cellWidth = Math.max(16, Math.floor((Math.min(columns, 120) - labelWidth - 5) / 2));
	const row = (mark: string, label: string, left: string, right: string): readonly string[] => {
		const [lefts, rights] = [breakText(left, cellWidth), wrapText(right, cellWidth)];
		return Array.from({length: Math.max(lefts.length, rights.length)}, (_, index) =>
			`${index === 0 ? mark : ' '} ${padEnd(index === 0 ? label : '', labelWidth)}${padEnd(lefts[index] ?? '', cellWidth)}  ${rights[index] ?? ''}`.trimEnd(),
		);
	};
	const {kind} = request;
	return [...row(' ', '', words.says, kind === 'other' ? '' : words.expects), ...aspects.flatMap((aspect) => row(markOf(request, aspect), words.aspects[aspect], says[aspect], kind === 'other' ? '' : words.expected[kind][aspect]))];
};

// What a request says may be one long word: it is cut into lines, never shortened.
const breakText = (text: string, width: number): readonly string[] =>
	wrapText(text, width).flatMap((line) => (measureText(line) <= width ? [line] : (line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [line])));

/** One request beside what is expected of it, its verdict in words, and every reason with its rule. */
export const layOutRequest = (request: RequestView, layout: RequestLayout): readonly string[] => {
	const {text, paint, columns} = layout;
	const marks: Readonly<Record<Verdict, string>> = {PASS: '✓', ASK: '!', REFUSE: '✗', NOT_OURS: '·', DECIDED: '·'};
	const reasons = request.reasons.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
	return [
		`${paint('strong', request.name)}  ${request.signer}  ${text.requests.kinds[request.kind]}  ${text.requests.states[request.state]}`,
		'',
		...layOutComparison(request, layout),
		'',
		...wrapHanging(`${request.verdict}  `, text.requests.verdicts[request.verdict], columns).map((line) => paint(verdictTones[request.verdict], line)),
		...reasons.flatMap((reason) => wrapHanging(`  ${marks[reason.verdict]} `, describeReason(text, reason), columns)),
	];
};
