import {sudoPrompt} from './remote-command.ts';

/** Counts how often a password was asked for on standard error. */
export type PromptCounter = {
	/** Takes a piece of any length; tells how often it was asked so far. */
	take(text: string): number;
};

// PAM modules may ask in their own words, where sudo's -p does not reach.
const foreignPrompt = /pass(?:word|code|phrase).*:\s*$/i;
// Of a line, from its end: no prompt is longer, and whoever writes lines without end has each piece looked at once.
const longestPrompt = 200;

/** Starts at none. A prompt is what a piece ends with: it waits for its answer. */
export const createPromptCounter = (): PromptCounter => {
	let count = 0;
	let line = '';
	let isCounted = false;
	return {
		take(text) {
			for (const [place, part] of text.split('\n').entries()) {
				isCounted &&= place === 0;
				const pieces = `${place === 0 ? line : ''}${part}`.split(sudoPrompt);
				count += pieces.length - 1;
				line = pieces.at(-1)?.slice(-longestPrompt) ?? '';
			}
			if (!isCounted && foreignPrompt.test(line)) {
				isCounted = true;
				count += 1;
			}
			return count;
		},
	};
};
