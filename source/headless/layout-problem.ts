import type {Problem} from '../core/problem/problem.ts';
import type {Text} from '../text/catalog.ts';
import {describeProblem, sayProblem} from '../text/describe-problem.ts';
import {wrapHanging} from '../text/typeset.ts';
import type {Paint, Tone} from './paint.ts';

const tones: Readonly<Record<Problem['severity'], Tone>> = {error: 'wrong', warning: 'attention', notice: 'faint'};

/** The lines of a problem: `subject: what could not be done: cause`, then its hints. A hint stays as it is, for it may be pasted: a here-document ends only at the left edge. */
export const layOutProblem = (text: Text, problem: Problem, paint: Paint, columns: number): readonly string[] => {
	const {hints} = describeProblem(text, problem);
	const label = problem.severity === 'error' ? '' : `${text.run.severities[problem.severity]}: `;
	const subject = `${problem.subject}: `;
	const [first = '', ...rest] = wrapHanging('', `${subject}${label}${sayProblem(text, problem)}`, columns);
	return [
		paint(tones[problem.severity], first),
		...rest.map((line) => paint(tones[problem.severity], `  ${line}`)),
		...hints.flatMap((hint) => `  ${text.run.hint}: ${hint}`.split('\n')),
	];
};
