/** What a colour says: wrong is red, attention is what needs a person, good is done, faint is context, strong is a heading. */
export type Tone = 'wrong' | 'attention' | 'good' | 'faint' | 'strong';

// Select Graphic Rendition, ECMA-48 8.3.117: start and end of each.
const codes: Readonly<Record<Tone, readonly [number, number]>> = {wrong: [31, 39], attention: [33, 39], good: [32, 39], faint: [2, 22], strong: [1, 22]};

/** Colours one piece of a line. */
export type Paint = (tone: Tone, text: string) => string;

/** Paints where the sink has colour, else leaves text alone: every state must read without it. */
export const createPaint =
	(hasColour: boolean): Paint =>
	(tone, text) =>
		hasColour && text !== '' ? `\u001B[${codes[tone][0]}m${text}\u001B[${codes[tone][1]}m` : text;
