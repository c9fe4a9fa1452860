import type {BoardState} from '../../core/board/board-state.ts';
import {tokenIdOf} from '../../core/csr/requester.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import type {BoardOverlay, BoardUiState, DecideOverlay} from './board-ui-state.ts';
import {layOutField} from '../components/text-field.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {mainReason} from './board-words.ts';
import type {BoardLayout} from './layout-board.ts';
import type {Tone} from '../theme.ts';

const say = (sentence: string, tone: Tone, width: number): readonly LineSpans[] => breakText(sentence, width).map((line): LineSpans => [span(line, tone)]);

const drawField = (label: string, field: DecideOverlay['fields']['reason'], hasFocus: boolean, {width, theme}: BoardLayout): readonly LineSpans[] => [
	...say(label, 'plain', width),
	[span(`${theme.glyph('cursor')} `, hasFocus ? 'accent' : 'faint'), ...layOutField(field, {width: Math.max(8, width - 3), hasFocus, glyphs: {caret: theme.glyph('caret'), cut: theme.glyph('cut')}})],
];

const nameOf = (state: BoardState, uid: string): {readonly request: string; readonly node: string} => {
	const view = state.requests.get(uid)?.view;
	return {request: view?.name ?? '?', node: view?.node ?? '?'};
};

const layOutDecide = (overlay: DecideOverlay, state: BoardState, layout: BoardLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const words = text.screens.decide;
	const {request, node} = nameOf(state, overlay.uid);
	const known = state.requests.get(overlay.uid);
	const reason = known === undefined || known.view.verdict === 'PASS' ? [] : say(`${text.wizard.label(known.view.verdict)}${mainReason(known, text)}`, known.view.verdict === 'REFUSE' ? 'wrong' : 'attention', width);
	const tokenId = known?.view.verdict === 'REFUSE' ? tokenIdOf(known.view.requester) : undefined;
	const needed = overlay.focus === 'node' ? words.mismatch(overlay.nodeToType ?? '') : words.needsReason;
	return [
		...say(overlay.foldedUids.length === 0 ? words.title[overlay.decision](request, node) : words.denyFold(overlay.foldedUids.length + 1, node), 'strong', width),
		...reason,
		...say(words.final[overlay.decision], 'attention', width),
		...(overlay.decision === 'deny' ? say(tokenId === undefined ? words.after : words.afterRefuse(tokenId), 'faint', width) : []),
		...(overlay.nodeToType === undefined ? [] : [...drawField(words.nodeName(overlay.nodeToType), overlay.fields.node, overlay.focus === 'node', layout), ...say(words.override, 'faint', width)]),
		...drawField(overlay.decision === 'deny' ? words.optionalReason : words.reason, overlay.fields.reason, overlay.focus === 'reason', layout),
		...(overlay.isRefused ? say(needed, 'wrong', width) : []),
	];
};

// A list of hundreds must not push the question out of sight.
const mostNameLines = 4;

const layOutQuestion = (overlay: BoardOverlay, state: BoardState, layout: BoardLayout): readonly LineSpans[] => {
	const {text, width} = layout;
	const words = text.screens.decide;
	switch (overlay.place) {
		case 'approve': {
			const {request, node} = nameOf(state, overlay.uid);
			return [...say(words.title.approve(request, node), 'strong', width), ...say(words.final.approve, 'attention', width)];
		}
		case 'approve-all': {
			return [...say(words.all(overlay.uids.length), 'strong', width), ...say(words.final.approve, 'attention', width)];
		}
		case 'automatic': {
			return say(text.decisions.board.automatic(2 * state.planned.length), 'strong', width);
		}
		case 'sweep': {
			return [...say(text.decisions.sweep.confirm(overlay.uids.length), 'strong', width), ...say(overlay.uids.map((uid) => nameOf(state, uid).request).join(', '), 'faint', width).slice(0, mostNameLines)];
		}
		case 'revoke': {
			return say(text.decisions.revoke.confirm([overlay.tokenId]), 'strong', width);
		}
		case 'decide': {
			return layOutDecide(overlay, state, layout);
		}
		case 'filter': {
			return drawField(text.screens.board.filter, overlay.field, true, layout);
		}
		case 'history':
		case 'request':
		case 'help':
		case 'details': {
			return [];
		}
	}
};

// A word about what was done stays this long.
const noteMs = 8000;

/** The lines between the board and its keys: a question, or a word about what came of the last answer. */
export const layOutDialogue = (ui: BoardUiState, state: BoardState, chosenUid: string | undefined, layout: BoardLayout): readonly LineSpans[] => {
	const {text, width, nowMs} = layout;
	const overlay = ui.overlays.at(-1);
	const question = overlay === undefined ? [] : layOutQuestion(overlay, state, layout);
	if (question.length > 0) {
		return question;
	}
	if (ui.note !== undefined) {
		return say(ui.note, 'attention', width);
	}
	const failed = chosenUid === undefined ? undefined : state.decisions.get(chosenUid);
	if (failed?.state === 'failed') {
		return failed.problems.flatMap((problem) => {
			const {message, hints} = describeProblem(text, problem);
			return [...say(`${text.wizard.label(problem.subject)}${message}`, 'wrong', width), ...hints.flatMap((hint) => say(`${text.wizard.label(text.run.hint)}${hint}`, 'plain', width))];
		});
	}
	const action = state.lastAction;
	if (action !== undefined && nowMs - action.atMs < noteMs) {
		return action.kind === 'revoked' ? say(text.decisions.revoke.done(action.tokenId), 'good', width) : action.problems.flatMap((problem) => say(`${text.wizard.label(problem.subject)}${describeProblem(text, problem).message}`, 'wrong', width));
	}
	const last = state.lastDecision;
	return last !== undefined && nowMs - last.atMs < noteMs ? say(text.screens.board.decided[last.decision](last.names), last.decision === 'approved' ? 'good' : 'attention', width).slice(0, mostNameLines) : [];
};
