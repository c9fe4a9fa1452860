import {countDiffLines, type ReviewRow} from '../../core/board/list-review-rows.ts';
import type {ObjectChange, Plan} from '../../core/plan/plan.ts';
import type {Action, FileChange} from '../../core/plan/file-change.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import {measureText, padEnd} from '../../text/typeset.ts';
import {layOutProblemLines} from '../components/problem-lines.ts';
import type {Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {RunLayout} from './run-layout.ts';

const order: readonly Action[] = ['create', 'change', 'delete'];

const tones: Readonly<Record<Action, Tone>> = {keep: 'faint', create: 'good', change: 'attention', delete: 'wrong'};

/** Counts as `create 3  change 1`; what is kept is told last, and faintly. */
export const sayCounts = (counts: Readonly<Record<Action, number>>, {text}: RunLayout): LineSpans => [
	...order.filter((action) => counts[action] > 0).map((action) => span(`${text.run.actions[action]} ${counts[action]}   `, tones[action])),
	...(counts.keep === 0 ? [] : [span(text.screens.review.kept(counts.keep), 'faint')]),
];

const sayKubelet = (row: Extract<ReviewRow, {kind: 'node'}>, {text}: RunLayout): LineSpans => {
	const {node} = row;
	if (node.state === 'blocked' || node.state === 'ready') {
		return [span(text.run.nodeStates[node.state], node.state === 'blocked' ? 'wrong' : 'faint')];
	}
	return node.kubelet === 'keep' ? [] : [span(text.run.kubelet[node.kubelet], node.kubelet === 'restart' ? 'attention' : 'plain')];
};

const sayMaster = ({master}: Extract<ReviewRow, {kind: 'master'}>, {text}: RunLayout): LineSpans =>
	master.state === 'change' ? [span(text.screens.review.restarts(master.components.filter(({restartReason}) => restartReason !== 'never').map(({component}) => component)), 'attention'), ...(master.holdsVip ? [span(`   ${text.run.holdsVip}`, 'faint')] : [])] : [span(text.run.masterStates[master.state], master.state === 'blocked' ? 'wrong' : 'faint')];

const nameObject = ({kind, namespace, name}: ObjectChange): string => `${kind} ${escapeControls(namespace === undefined ? name : `${namespace}/${name}`)}`;

const noteOf = (change: FileChange | ObjectChange, {text}: RunLayout): string => {
	const {added, removed} = countDiffLines(change.diff ?? '');
	const notes = [change.isSecret ? text.run.secretContent : change.action === 'change' && added + removed > 0 ? text.screens.review.lines(added, removed) : '', 'wasEditedByHand' in change && change.wasEditedByHand ? text.run.editedByHand : ''];
	return notes.filter((note) => note !== '').join(', ');
};

const sayChange = (change: FileChange | ObjectChange, name: string, layout: RunLayout): LineSpans => {
	const note = noteOf(change, layout);
	return [span(`${padEnd(layout.text.run.actions[change.action], 7)} `, tones[change.action]), span(name), ...(note === '' ? [] : [span(`   ${note}`, 'faint')])];
};

/** One line of the review. Groups have a mark that tells whether they are open; what belongs to one is set in. */
export const layOutReviewRow = (row: ReviewRow, isChosen: boolean, nameWidth: number, layout: RunLayout): LineSpans => {
	const {text, theme} = layout;
	const cursor = span(isChosen ? `${theme.glyph('cursor')} ` : '  ', 'chosen');
	const inner = [cursor, span('    ')];
	switch (row.kind) {
		case 'cluster':
		case 'master':
		case 'node': {
			const name = row.kind === 'cluster' ? text.screens.review.node : row.kind === 'master' ? escapeControls(row.master.name) : row.node.name;
			const isBlocked = (row.kind === 'node' && row.node.state === 'blocked') || (row.kind === 'master' && row.master.state === 'blocked');
			const mark = isBlocked ? span(`${theme.glyph('wrong')} `, 'wrong') : span(`${theme.glyph(row.isOpen ? 'open' : 'shut')} `, 'accent');
			const kubelet = row.kind === 'node' ? sayKubelet(row, layout) : row.kind === 'master' ? sayMaster(row, layout) : [];
			return [cursor, mark, span(padEnd(name, nameWidth), isChosen ? 'chosen' : 'strong'), span('   '), ...kubelet, ...(kubelet.length === 0 ? [] : [span('   ')]), ...sayCounts(row.counts, layout)];
		}
		case 'object': {
			return [...inner, ...sayChange(row.change, `${nameObject(row.change)}${row.count === 1 ? '' : ` ${text.screens.board.folded(row.count)}`}`, layout)];
		}
		case 'file': {
			return [...inner, ...sayChange(row.change, escapeControls(row.change.path), layout)];
		}
		case 'restart': {
			return [...inner, span(text.run.masterRestarts[row.reason](row.component), 'attention')];
		}
		case 'set-aside': {
			return [...inner, span(text.run.setAside([escapeControls(row.path)]), 'faint')];
		}
		case 'problem': {
			return [...(row.of !== 'control-plane' ? inner : [cursor, span(`${theme.glyph(row.problem.severity === 'error' ? 'wrong' : 'attention')} `, row.problem.severity === 'error' ? 'wrong' : 'attention')]), span(`${row.of === 'control-plane' ? text.wizard.label(row.problem.subject) : ''}${describeProblem(text, row.problem).message}`, row.problem.severity === 'error' ? 'wrong' : 'attention')];
		}
	}
};

/** How wide the names of the groups are. */
export const reviewNameWidth = (plan: Plan, {text, width}: RunLayout): number => Math.min(Math.floor(width / 2), Math.max(measureText(text.screens.review.node), ...[...(plan.controlPlane?.masters ?? []), ...plan.nodes].map(({name}) => measureText(name))));

const diffTone = (line: string): Tone => (/^(?:\+\+\+|---)/.test(line) ? 'strong' : line.startsWith('+') ? 'good' : line.startsWith('-') ? 'wrong' : line.startsWith('@') ? 'faint' : 'plain');

/** The diff of one change, or a problem with its hints, whole: long lines go on below, set in. */
export const layOutDiff = (row: ReviewRow | undefined, {text, width}: RunLayout): readonly LineSpans[] => {
	if (row?.kind === 'problem') {
		return layOutProblemLines(row.problem, text, width);
	}
	if (row?.kind !== 'file' && row?.kind !== 'object') {
		return [];
	}
	const {change} = row;
	const name = row.kind === 'file' ? row.change.path : nameObject(row.change);
	const head: readonly LineSpans[] = [...breakText(`${text.run.actions[change.action]} ${escapeControls(name)}`, width).map((line): LineSpans => [span(line, 'strong')]), []];
	if (change.diff === undefined) {
		return [...head, ...breakText(change.isSecret ? text.screens.review.secret : text.screens.review.noDiff, width).map((line): LineSpans => [span(line, 'faint')])];
	}
	const lines = change.diff.trimEnd().split('\n');
	return [...head, ...lines.flatMap((line) => breakLine(escapeControls(line.replaceAll('\t', '    ')), width).map((part): LineSpans => [span(part, diffTone(line))]))];
};

// Blanks at the beginning of a line of a file mean something: unlike words, they are not broken away.
const breakLine = (line: string, width: number): readonly string[] => (measureText(line) <= width ? [line] : breakText(line, width - 2).map((part, index) => (index === 0 ? part : `  ${part}`)));
