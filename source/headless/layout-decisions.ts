import type {LoggedDecision} from '../core/record/decision-chain.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {Text} from '../text/catalog.ts';
import {cutText, layOutRows, wrapHanging} from '../text/typeset.ts';
import type {Paint, Tone} from './paint.ts';

/** How to lay decisions out. */
export type DecisionLayout = {readonly text: Text; readonly paint: Paint; readonly columns: number};

const tones: Readonly<Record<LoggedDecision['decision']['decision'], Tone>> = {approved: 'good', denied: 'attention', deleted: 'faint', revoked: 'attention'};

// As in the table of requests.
const widestName = 63;

/** The log as a table, the oldest first; what a person typed stands under its line. The file is anybody's who can write to it: all of it is escaped. */
export const layOutDecisions = (logged: readonly LoggedDecision[], {text, paint, columns}: DecisionLayout): readonly string[] => {
	const words = text.decisions.log;
	if (logged.length === 0) {
		return [words.empty];
	}
	const cell = (value: string): string => cutText(escapeControls(value), widestName);
	const rows = logged.map(({decision: {at, decision, isOverride, request, node = '', verdict, operator}}) => [
		cell(at), `${words.decisions[decision]}${isOverride === true ? ` (${words.override})` : ''}`, cell(request), cell(node), cell(verdict), cell(operator),
	]);
	const {at, decision, request, node, verdict, operator} = words.columns;
	const [head = '', ...body] = layOutRows([[at, decision, request, node, verdict, operator], ...rows]);
	const explain = ({decision: {rules, verdict: judged, reason}}: LoggedDecision): readonly string[] => [
		...(judged === 'PASS' || rules.length === 0 ? [] : wrapHanging('  ', words.rules(rules.map(escapeControls)), columns)),
		...(reason === undefined ? [] : wrapHanging('  ', words.reason(escapeControls(reason)), columns)),
	];
	return [
		paint('faint', head),
		...body.flatMap((line, index) => {
			const entry = logged[index];
			return entry === undefined ? [line] : [paint(entry.decision.isOverride === true ? 'wrong' : tones[entry.decision.decision], line), ...explain(entry).map((each) => paint('faint', each))];
		}),
	];
};
