import {inquirerPrompter} from '../adapters/inquirer/inquirer-prompter.ts';
import type {Prompter} from '../ports/prompter.ts';
import {stopJob} from './stop-job.ts';

/** Asks questions on the terminal of this process, line by line: stdout belongs to results, so they go to stderr. */
export const openPrompter = (signal: AbortSignal): Prompter => inquirerPrompter(signal, {input: process.stdin, output: process.stderr}, stopJob);
