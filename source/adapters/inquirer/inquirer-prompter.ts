import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {Prompter} from '../../ports/prompter.ts';

/** Where questions are asked. */
export type Terminal = {readonly input: NodeJS.ReadableStream & {readonly isTTY?: boolean}; readonly output: NodeJS.WritableStream & {readonly isTTY?: boolean}};

type Context = {input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal};

// The names of @inquirer/core's errors; its classes are not exported by @inquirer/prompts.
const cancellations = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError']);

/** Asks through @inquirer/prompts, which is loaded with the first question only. A signal that aborts breaks the question off as Ctrl-C does; Ctrl-Z stops the process by `stopProcess`, and the question is asked again at fg. */
export const inquirerPrompter = (signal: AbortSignal | undefined, terminal: Terminal, stopProcess: () => Promise<void>): Prompter => {
	const canAsk = terminal.input.isTTY === true && terminal.output.isTTY === true;

	const ask = async <Answer>(question: string, prompt: (shown: string, context: Context) => Promise<Answer>): Promise<Answer> => {
		const shown = escapeControls(question);
		if (!canAsk) {
			throw new Failure(problem('prompt-without-terminal', 'terminal', {question: shown}), 'usage');
		}
		// Readline would leave the cursor hidden, and hear no key after fg: the question is taken down instead.
		const suspended = new AbortController();
		const suspend = (): void => suspended.abort();
		process.once('SIGTSTP', suspend);
		try {
			return await prompt(shown, {input: terminal.input, output: terminal.output, signal: AbortSignal.any([suspended.signal, ...(signal === undefined ? [] : [signal])])});
		} catch (error) {
			if (suspended.signal.aborted && signal?.aborted !== true) {
				await stopProcess();
				return await ask(question, prompt);
			}
			if (error instanceof Error && cancellations.has(error.name)) {
				throw new Failure(problem('prompt-cancelled', 'terminal', {question: shown}), 'cancelled');
			}
			throw error;
		} finally {
			process.off('SIGTSTP', suspend);
		}
	};

	return {
		canAsk,
		secret: async (question) =>
			ask(question, async (message, context) => {
				const {password} = await import('@inquirer/prompts');
				return password({message, mask: false}, context);
			}),
		confirm: async (question) =>
			ask(question, async (message, context) => {
				const {confirm} = await import('@inquirer/prompts');
				return confirm({message, default: false}, context);
			}),
		line: async (question, initial) =>
			ask(question, async (message, context) => {
				const {input} = await import('@inquirer/prompts');
				return input({message, ...(initial === undefined || initial === '' ? {} : {default: escapeControls(initial)})}, context);
			}),
		choose: async (question, choices, initial) =>
			ask(question, async (message, context) => {
				const {select} = await import('@inquirer/prompts');
				return select({message, choices: choices.map(({id, name}) => ({value: id, name: escapeControls(name)})), ...(initial === undefined ? {} : {default: initial})}, context);
			}),
	};
};
