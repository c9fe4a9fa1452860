import {stripKlog} from '../core/kubelet-log/strip-klog.ts';
import type {Problem} from '../core/problem/problem.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';
import type {ProblemText, Text} from './catalog.ts';

/** The words of a problem in one language. */
export const describeProblem = (text: Text, problem: Problem): ProblemText => {
	// The compiler cannot see that a code and its own params belong together once they are in a union.
	const write = text.problems[problem.code] as (params: Problem['params'], subject: string, login: string) => ProblemText;
	return write(problem.params, problem.subject, text.loginOf?.(problem.subject) ?? `ssh ${quoteShell(problem.subject)}`);
};

/** What a problem says in one sentence: what could not be done and why, then the last words of the program underneath, without what only its log has a use for. */
export const sayProblem = (text: Text, problem: Problem): string => {
	const {message} = describeProblem(text, problem);
	return problem.cause === undefined || problem.cause === '' ? message : text.run.cause(message, stripKlog(problem.cause));
};
