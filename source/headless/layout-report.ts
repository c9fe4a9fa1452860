import type {NodeOutcome, Report} from '../core/run/event.ts';
import type {Text} from '../text/catalog.ts';
import {formatDuration} from '../text/format-duration.ts';
import {layOutRows} from '../text/typeset.ts';
import type {Paint, Tone} from './paint.ts';

const tones: Readonly<Record<NodeOutcome['outcome'], Tone>> = {ready: 'good', unchanged: 'faint', failed: 'wrong', waiting: 'attention', stopped: 'attention', skipped: 'faint'};

// Most urgent first; equals keep the plan's order.
const urgency: Readonly<Record<NodeOutcome['outcome'], number>> = {failed: 0, waiting: 1, stopped: 2, skipped: 3, ready: 4, unchanged: 5};

/** The end of a run as lines: one a node, a sum, what to do next. `timesMs` is how long each node took. */
export const layOutReport = (report: Report, options: {readonly text: Text; readonly paint: Paint; readonly timesMs: ReadonlyMap<string, number>; readonly resumeCommand: string}): readonly string[] => {
	const {text, paint, timesMs} = options;
	const {columns, outcomes: words, stages} = text.run;
	const outcomes = report.outcomes.toSorted((one, other) => urgency[one.outcome] - urgency[other.outcome]);
	const rows = outcomes.map(({node, outcome, stage}) => {
		const time = timesMs.get(node);
		return [node, words[outcome], stage === undefined ? '' : stages[stage], time === undefined ? '' : formatDuration(time)];
	});
	const [head = '', ...body] = layOutRows([[columns.node, columns.outcome, columns.stage, columns.time], ...rows]);
	const table = outcomes.length === 0 ? [] : [paint('faint', head), ...body.map((line, index) => paint(tones[outcomes[index]?.outcome ?? 'skipped'], line)), ''];
	return ['', ...table, text.run.summary(report, formatDuration(report.durationMs)), ...text.run.next[report.exitCode](options.resumeCommand)];
};
