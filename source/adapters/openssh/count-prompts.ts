import {sudoPrompt, sudoStart} from './remote-command.ts';

/** Counts how often a password was asked for on standard error. */
export type PromptCounter = {
	/** Takes a piece of any length; tells how often it was asked so far. */
	take(text: string): number;
};

// PAM modules may ask in their own words, where sudo's -p does not reach.
const foreignPrompt = /pass(?:word|code|phrase).*:\s*$/i;
// Of a line, from its end: no prompt is longer, and whoever writes lines without end has each piece looked at once.
const longestPrompt = 200;

/** Starts at none, and counts from `sudoStart` on. A prompt in foreign words is what a piece ends with: it waits for its answer. */
export const createPromptCounter = (): PromptCounter => {
	let count = 0;
	let line = '';
	let isCounted = false;
	let isSudo = false;
	return {
		take(text) {
			for (const [place, part] of text.split('\n').entries()) {
				if (place > 0) {
					isSudo ||= line.endsWith(sudoStart);
					isCounted = false;
				}
				const pieces = `${place === 0 ? line : ''}${part}`.split(sudoPrompt);
				count += isSudo ? pieces.length - 1 : 0;
				line = pieces.at(-1)?.slice(-longestPrompt) ?? '';
			}
			if (isSudo && !isCounted && foreignPrompt.test(line)) {
				isCounted = true;
				count += 1;
			}
			return count;
		},
	};
};
