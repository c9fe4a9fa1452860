import {execa} from 'execa';
import {quoteShell} from '../../core/untrusted/quote-shell.ts';
import type {NodeAddress} from '../../ports/remote-shell.ts';
import {type ClientSettings, destinationOptions} from './destination.ts';

/** The words after `ssh` that have it tell what the configuration says of a node. */
export const configWords = (node: NodeAddress, settings: ClientSettings): readonly string[] => ['-G', ...destinationOptions(node, settings), '--', node.address];

/** Tells what ssh printed of a node; undefined where it was not to be had this way, so that who asks ssh by itself learns why. Never rejects. */
export type ConfigAsker = (node: NodeAddress) => Promise<string | undefined>;

type Asked = {readonly node: NodeAddress; readonly answer: (printed: string | undefined) => void};

// Of one shell, one after the other: `Match exec` may take its time.
const askedTogether = 16;
const timeoutMs = 20_000;
const mark = 'kubenroll-asked';
const ended = new RegExp(`^${mark} (\\d+)\\n`, 'm');

const askTogether = async (asked: readonly Asked[], settings: ClientSettings): Promise<void> => {
	const text = asked.map(({node}) => `ssh ${configWords(node, settings).map(quoteShell).join(' ')} 2>/dev/null;echo "${mark} $?"`).join('\n');
	const {stdout} = await execa('sh', ['-c', text], {reject: false, stdin: 'ignore', stderr: 'ignore', timeout: timeoutMs, stripFinalNewline: false});
	// What was printed, and how it ended, in turn.
	const parts = (stdout ?? '').split(ended);
	for (const [index, {answer}] of asked.entries()) {
		answer(parts[index * 2 + 1] === '0' ? parts[index * 2] : undefined);
	}
};

/** Gathers nodes that are asked for at once and has small shells ask for many of them: a fork of this process for each would keep everything else waiting. One alone is not asked for. */
export const createConfigAsker = (settings: ClientSettings): ConfigAsker => {
	let waiting: Asked[] = [];
	const ask = (): void => {
		const asked = waiting;
		waiting = [];
		if (asked.length === 1) {
			asked[0]?.answer(undefined);
			return;
		}
		for (let from = 0; from < asked.length; from += askedTogether) {
			void askTogether(asked.slice(from, from + askedTogether), settings);
		}
	};
	return async (node) =>
		new Promise((resolve) => {
			if (waiting.length === 0) {
				setImmediate(ask);
			}
			waiting.push({node, answer: resolve});
		});
};
