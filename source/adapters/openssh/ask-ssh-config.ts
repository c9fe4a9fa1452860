import {execa} from 'execa';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import type {NodeAddress} from '../../ports/remote-shell.ts';
import {type ClientSettings, destinationOptions, pasteableCommand} from './destination.ts';

/** The words after `ssh` that have it tell what the configuration says of a node. */
export const configWords = (node: NodeAddress, settings: ClientSettings): readonly string[] => ['-G', ...destinationOptions(node, settings), '--', node.address];

/** Tells what ssh printed of a node; undefined where it was not to be had this way, so that who asks ssh by itself learns why. Rejects with `ssh-config-endless` where ssh did not end. */
export type ConfigAsker = (node: NodeAddress) => Promise<string | undefined>;

/** How long a shell may take in all, and how long ssh may take for one node that is asked for alone. */
export type ConfigPatience = {readonly togetherMs: number; readonly aloneMs: number};

// A shell of sixteen takes 0.1 s, ten times that on a busy machine; a check in `Match exec` that takes longer is not to be waited for in turn.
const usualPatience: ConfigPatience = {togetherMs: 3000, aloneMs: 20_000};
const askedTogether = 16;
const mark = 'kubenroll-asked';

/** Reads what a shell printed, in the order asked: of each node that ssh ended for, what it said and its exit code. One that was cut short is left out. */
export const parseConfigAnswers = (text: string): readonly {readonly printed: string; readonly exitCode: number}[] =>
	[...text.matchAll(new RegExp(`([^]*?)\\n${mark} (\\d+)\\n`, 'g'))].map(([, printed = '', exitCode]) => ({printed, exitCode: Number(exitCode)}));

type Asked = {readonly node: NodeAddress; readonly answer: (printed: string | undefined) => void; readonly refuse: (failure: Failure) => void};

/**
 * Gathers nodes that are asked for at once and has small shells ask for many of them, one after the other: a fork of this process for each would
 * keep everything else waiting. Whom a shell did not come to in time is asked for alone, and so is everyone from then on.
 */
export const createConfigAsker = (settings: ClientSettings, {togetherMs, aloneMs}: ConfigPatience = usualPatience): ConfigAsker => {
	let waiting: Asked[] = [];
	let most = askedTogether;
	const askInShell = async (asked: readonly Asked[]): Promise<void> => {
		const isAlone = asked.length === 1;
		const text = asked.map(({node}) => `ssh ${configWords(node, settings).map(quoteShell).join(' ')} 2>/dev/null; printf '\\n${mark} %s\\n' "$?"`).join('\n');
		// What a check has started holds the output open after the shell is gone: it is ended too.
		const {stdout, timedOut} = await execa('sh', ['-c', text], {reject: false, stdin: 'ignore', stderr: 'ignore', timeout: isAlone ? aloneMs : togetherMs, killDescendants: true, stripFinalNewline: false});
		const answers = parseConfigAnswers(stdout ?? '');
		for (const [index, each] of asked.entries()) {
			const answer = answers[index];
			if (answer !== undefined || !timedOut) {
				each.answer(answer?.exitCode === 0 ? answer.printed : undefined);
			} else if (isAlone) {
				each.refuse(new Failure(problem('ssh-config-endless', each.node.name, {seconds: Math.round(aloneMs / 1000), command: pasteableCommand(each.node, settings)})));
			} else {
				most = 1;
				void askInShell([each]);
			}
		}
	};
	const ask = (): void => {
		const asked = waiting;
		waiting = [];
		for (let from = 0; from < asked.length; from += most) {
			void askInShell(asked.slice(from, from + most));
		}
	};
	return async (node) =>
		new Promise((answer, refuse) => {
			if (waiting.length === 0) {
				setImmediate(ask);
			}
			waiting.push({node, answer, refuse});
		});
};
