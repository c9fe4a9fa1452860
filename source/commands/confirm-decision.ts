import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import type {Prompter} from '../ports/prompter.ts';
import type {CommandLine} from './parse-command-line.ts';

/** Asks before something that cannot be taken back, unless --yes was given. Rejects with a usage Failure where nobody can be asked. */
export const confirmDecision = async ({flags, command}: CommandLine, prompter: Prompter, question: string): Promise<boolean> => {
	if (flags.has('yes')) {
		return true;
	}
	if (!prompter.canAsk) {
		throw new Failure(problem('confirmation-impossible', 'kubenroll', {command: command ?? ''}), 'usage');
	}
	return prompter.confirm(question);
};
