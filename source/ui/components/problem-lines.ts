import type {Problem, Severity} from '../../core/problem/problem.ts';
import type {Text} from '../../text/catalog.ts';
import {describeProblem} from '../../text/describe-problem.ts';
import type {Tone} from '../theme.ts';
import {type LineSpans, span} from '../typeset/spans.ts';
import {breakText} from '../typeset/break-text.ts';

const tones: Readonly<Record<Severity, Tone>> = {error: 'wrong', warning: 'attention', notice: 'faint'};

/** A problem in words: what could not be done and why, then what to do. */
export const layOutProblemLines = (problem: Problem, text: Text, width: number): readonly LineSpans[] => {
	const {message, hints} = describeProblem(text, problem);
	const sentence = problem.cause === undefined || problem.cause === '' ? message : text.run.cause(message, problem.cause);
	const [first = '', ...rest] = breakText(`${problem.subject}: ${sentence}`, width);
	return [
		[span(first, tones[problem.severity])],
		...rest.map((line): LineSpans => [span(`  ${line}`, tones[problem.severity])]),
		...hints.flatMap((hint) => hint.split('\n').flatMap((part, index) => breakText(`${index === 0 ? `${text.run.hint}: ` : '  '}${part}`, width - 2).map((line): LineSpans => [span(`  ${line}`)]))),
	];
};
