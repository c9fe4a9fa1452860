import {stripKlog} from '../../core/kubelet-log/strip-klog.ts';
import type {Problem, Severity} from '../../core/problem/problem.ts';
import type {Text} from '../../text/catalog.ts';
import {describeProblem, sayProblem} from '../../text/describe-problem.ts';
import {measureText} from '../../text/typeset.ts';
import type {Tone} from '../theme.ts';
import {fitSpans, type LineSpans, span} from '../typeset/spans.ts';
import {breakText} from '../typeset/break-text.ts';

const tones: Readonly<Record<Severity, Tone>> = {error: 'wrong', warning: 'attention', notice: 'faint'};

const layOutSentence = (sentence: string, {severity}: Problem, width: number): readonly LineSpans[] => breakText(sentence, width - 2).map((line, index): LineSpans => [span(`${index === 0 ? '' : '  '}${line}`, tones[severity])]);

const layOutHints = (hints: readonly string[], text: Text, width: number): readonly LineSpans[] =>
	hints.flatMap((hint) => hint.split('\n').flatMap((part, index) => breakText(`${index === 0 ? text.wizard.label(text.run.hint) : '  '}${part}`, width - 2).map((line): LineSpans => [span(`  ${line}`)])));

/** A problem in words: what could not be done and why, then what to do. */
export const layOutProblemLines = (problem: Problem, text: Text, width: number): readonly LineSpans[] => [
	...layOutSentence(`${text.wizard.label(problem.subject)}${sayProblem(text, problem)}`, problem, width),
	...layOutHints(describeProblem(text, problem).hints, text, width),
];

/** A problem in few lines: what could not be done and what to do come first, the last words of the program underneath have one line, and what there is no room for leaves a mark. */
export const layOutProblemInShort = (problem: Problem, text: Text, {width, most, cut}: {readonly width: number; readonly most: number; readonly cut: string}): readonly LineSpans[] => {
	const {message, hints} = describeProblem(text, problem);
	const lines = [
		...layOutSentence(`${text.wizard.label(problem.subject)}${message}`, problem, width),
		...layOutHints(hints, text, width),
		...(problem.cause === undefined || problem.cause === '' ? [] : [fitSpans([span(`  ${stripKlog(problem.cause)}`, 'faint')], width, cut)]),
	];
	const last = lines[most - 1] ?? [];
	return lines.length <= most ? lines : [...lines.slice(0, most - 1), [...fitSpans(last, width - measureText(cut), cut), span(cut)]];
};
