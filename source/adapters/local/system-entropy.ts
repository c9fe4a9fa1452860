import {randomInt} from 'node:crypto';
import type {Entropy} from '../../ports/entropy.ts';

/** The operating system's generator. randomInt draws again rather than folding what is left over, so no character comes more often. */
export const systemEntropy: Entropy = {
	draw: (alphabet, length) => {
		const characters = Array.from(alphabet);
		return Array.from({length}, () => characters[randomInt(characters.length)]).join('');
	},
};
