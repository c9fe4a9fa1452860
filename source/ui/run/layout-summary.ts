import type {Problem} from '../../core/problem/problem.ts';
import type {RunState} from '../../core/run/run-state.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import type {Text} from '../../text/catalog.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import {formatDuration} from '../../text/format-duration.ts';
import type {Tone} from '../theme.ts';
import {breakText} from '../typeset/break-text.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import type {RunLayout} from './run-layout.ts';

const say = (sentence: string, tone: Tone, width: number, indent = ''): readonly LineSpans[] => breakText(sentence, width - indent.length).map((line): LineSpans => [span(indent + line, tone)]);

// A command to be pasted is no sentence: it is set in by itself, and goes on below only where it has to.
const show = (lines: readonly string[], width: number): readonly LineSpans[] => lines.flatMap((line) => say(line, 'accent', width, '    '));

const section = (title: string, lines: readonly LineSpans[]): readonly LineSpans[] => (lines.length === 0 ? [] : [[], [span(title, 'strong')], ...lines]);

const loginTo = (node: string, {loginOf}: Text): string => loginOf?.(node) ?? `ssh ${quoteShell(node)}`;

// What nobody takes away but the operator.
const layOutStaying = (problem: Problem, text: Text, width: number): readonly LineSpans[] => {
	const {message, hints} = describeProblem(text, problem);
	return [message, ...hints].flatMap((sentence, index) => say(sentence, index === 0 ? 'attention' : 'plain', width, '  '));
};

/** The end of a run as lines: what was done, what remains to be done and how, how to undo it, where it is written down. */
export const layOutSummary = (state: RunState, resumeCommand: string | undefined, {text, width, recordFolder}: RunLayout): readonly LineSpans[] => {
	const {report, plan} = state;
	if (report === undefined) {
		return [];
	}
	const words = text.wizard.summary;
	const {outcomes, changed, exitCode, durationMs} = report;
	const good = outcomes.filter(({outcome}) => outcome === 'ready' || outcome === 'unchanged').length;
	const enrolled = outcomes.filter(({outcome}) => outcome === 'ready').map(({node}) => node);
	const hasServing = plan?.nodes.some(({needsServingCertificate, state: planned}) => needsServingCertificate || planned === 'ready') === true;
	const hasTokens = enrolled.length > 0 && plan?.objects.some(({kind, action}) => kind === 'Secret' && action === 'create') === true;
	const [first] = enrolled;
	const masters = [...state.masters.values()].filter(({stage}) => stage === 'changed').map(({master}) => escapeControls(master));
	return [
		...say(words.done(good, outcomes.length, formatDuration(durationMs)), exitCode === 0 ? 'good' : 'attention', width),
		...say(changed.files + changed.objects === 0 ? words.nothingChanged : words.changed(changed.files, changed.objects, hasTokens), 'plain', width),
		...(masters.length === 0 ? [] : say(words.masters(masters), 'plain', width)),
		...section(words.remains, [
			...(good < outcomes.length && resumeCommand !== undefined ? [...say(words.failed(outcomes.length - good), 'attention', width, '  '), ...show([resumeCommand], width)] : []),
			...state.problems.filter(({code}) => code === 'token-rows-stay').flatMap((problem) => layOutStaying(problem, text, width)),
			...(good === 0 ? [] : [...say(words.verify, 'plain', width, '  '), ...show(words.verifyCommands, width)]),
			...(good === 0 ? [] : say(words.clientRenewal, 'plain', width, '  ')),
			...(good === 0 || !hasServing ? [] : [...say(words.servingRenewal, 'plain', width, '  '), ...words.approvers.flatMap(({command, says}) => [...show([command], width), ...say(says, 'faint', width, '      ')])]),
		]),
		...(first === undefined ? [] : section(words.undo, show(words.undoSteps(escapeControls(first), loginTo(first, text)), width))),
		...section(words.record, words.places(recordFolder).flatMap(({path, holds}) => [...show([path], width), ...say(holds, 'faint', width, '      ')])),
	];
};
