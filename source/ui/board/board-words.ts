import type {BoardRow} from '../../core/board/board-row.ts';
import type {BoardCluster, BoardRequest} from '../../core/board/board-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Text} from '../../text/catalog.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import {describeReason} from '../../text/describe-reason.ts';
import {padEnd} from '../../text/typeset.ts';
import {nameKey} from '../key-map.ts';
import {type Theme, verdictLooks} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';

const verdictWidth = 6;

type Words = {readonly text: Text; readonly theme: Theme};

/** The reason that its verdict stands on: the first of those that say the same. */
export const mainReason = ({view}: BoardRequest, text: Text): string => {
	const reason = view.reasons.find(({verdict}) => verdict === view.verdict);
	return reason === undefined ? '' : describeReason(text, reason);
};

const sayVerdict = (request: BoardRequest, {text, theme}: Words, mayDecide: BoardCluster['mayDecide'] | undefined): LineSpans => {
	const {verdict, kind} = request.view;
	const may = kind === 'other' || mayDecide === undefined || mayDecide[kind];
	const says = verdict === 'PASS' ? (may ? text.screens.board.passes(nameKey('approve', {text: text.screens, theme})) : text.screens.board.mayNotDecide) : mainReason(request, text);
	return [span(`${padEnd(verdict, verdictWidth)}  `, verdictLooks[verdict].tone), span(says, verdict === 'NOT_OURS' ? 'faint' : 'plain')];
};

const sayWait = (row: Extract<BoardRow, {kind: 'node'}>, {screens}: Text): LineSpans => {
	const {usual = '', late} = screens.board.waits[row.waitsFor];
	if (row.waitsFor === 'ready' && row.node?.notReadyBecause !== undefined) {
		return [span(screens.board.notReady(escapeControls(row.node.notReadyBecause)), row.isStuck ? 'attention' : 'faint')];
	}
	return row.isStuck ? [span(late ?? usual, 'attention')] : [span(usual, 'faint')];
};

/** What there is to say of a row just now: the state of our answer, the verdict and why, or what it waits for. */
export const sayNow = (row: BoardRow, words: Words, mayDecide: BoardCluster['mayDecide'] | undefined): LineSpans => {
	const {text} = words;
	const {board} = text.screens;
	const folded: LineSpans = row.folded === 0 ? [] : [span(`${board.folded(row.folded + 1)}  `, 'faint')];
	if (row.decision?.state === 'under-way') {
		return [span(board.underWay, 'faint')];
	}
	if (row.decision?.state === 'failed') {
		const [first] = row.decision.problems;
		return first === undefined ? [] : [span(describeProblem(text, first).message, 'wrong')];
	}
	if (row.request?.view.state === 'pending') {
		// Before the reason, which may be cut.
		const [verdict, ...reason] = sayVerdict(row.request, words, mayDecide);
		return [...(verdict === undefined ? [] : [verdict]), ...folded, ...reason];
	}
	return row.kind === 'node' ? sayWait(row, text) : [...folded, span(board.waits['client-signer'].usual ?? '', 'faint')];
};

/** Where a row stands, in a few words. */
export const sayStage = (row: BoardRow, {screens}: Text): string => {
	if (row.kind === 'node') {
		return screens.board.waits[row.waitsFor].stage;
	}
	const {kind, node} = row.request.view;
	return screens.board.claims(kind, node);
};
