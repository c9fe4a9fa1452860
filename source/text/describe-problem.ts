import type {Problem} from '../core/problem/problem.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import type {ProblemText, Text} from './catalog.ts';

/** The words of a problem in one language. */
export const describeProblem = (text: Text, problem: Problem): ProblemText => {
	// The compiler cannot see that a code and its own params belong together once they are in a union.
	const write = text.problems[problem.code] as (params: Problem['params'], subject: string, login: string) => ProblemText;
	return write(problem.params, problem.subject, text.loginOf?.(problem.subject) ?? `ssh ${quoteShell(problem.subject)}`);
};
