import {measureText, wrapText} from '../../text/typeset.ts';
import {splitCharacters} from './split-characters.ts';
import {takeWidth} from './spans.ts';

/** Breaks into lines that fit, long words too: what a request says is shown whole. */
export const breakText = (text: string, width: number): readonly string[] =>
	wrapText(text, width).flatMap((line) => {
		const pieces: string[] = [];
		let rest = line;
		while (measureText(rest) > width) {
			const piece = takeWidth(rest, width) || (splitCharacters(rest)[0] ?? rest);
			pieces.push(piece);
			rest = rest.slice(piece.length);
		}
		return [...pieces, rest];
	});
