/* Every colour and every glyph of the screens. Colours are those of the terminal's own palette, which people have made readable for themselves; they mean the same at 16, 256 and true colour. */
import {createContext, useContext} from 'react';
import type {Verdict} from '../core/csr/judgement.ts';
import type {RowClass} from '../core/board/board-row.ts';

/** What a piece of text says by its colour: wrong is red, attention is what needs a person, good is done, accent is where one is, faint is context, strong a heading. */
export type Tone = 'plain' | 'wrong' | 'attention' | 'good' | 'accent' | 'faint' | 'strong' | 'chosen';

// Codes of SGR that switch each tone on and off (ECMA-48 8.3.117).
const bold = [1, 22] as const;
const cyan = [36, 39] as const;
const codes: Readonly<Record<Tone, readonly (readonly [on: number, off: number])[]>> = {
	plain: [],
	wrong: [[31, 39]],
	attention: [[33, 39]],
	good: [[32, 39]],
	accent: [cyan],
	faint: [[2, 22]],
	strong: [bold],
	chosen: [bold, cyan],
};

/** Names of the glyphs. */
export type Glyph = 'right' | 'wrong' | 'attention' | 'needs' | 'working' | 'idle' | 'untold' | 'live' | 'cursor' | 'open' | 'shut' | 'caret' | 'cut' | 'arrows';

/**
 * Glyphs beside their ASCII. Only characters that take one column everywhere: of the dots, `•` and `◦` do, while `●` and `◐` take two in
 * terminals set up for East Asian text (Unicode TR 11, class A).
 */
const glyphs: Readonly<Record<Glyph, readonly [unicode: string, ascii: string]>> = {
	right: ['✓', 'v'],
	wrong: ['✗', 'x'],
	attention: ['!', '!'],
	needs: ['•', '*'],
	working: ['◦', 'o'],
	idle: ['·', '.'],
	untold: ['·', '.'],
	live: ['•', '*'],
	cursor: ['›', '>'],
	open: ['▾', '-'],
	shut: ['▸', '+'],
	caret: ['▏', '_'],
	cut: ['…', '~'],
	arrows: ['↑↓', 'jk'],
};

/** What a terminal can show. */
export type TerminalLook = {readonly hasColour: boolean; readonly hasUnicode: boolean};

/** Colours and glyphs for one terminal. */
export type Theme = {
	/** Puts a text into a tone, as a terminal understands it: Ink takes the codes as they are, which costs a third of a frame less than an element a piece. */
	readonly paint: (text: string, tone: Tone) => string;
	readonly glyph: (name: Glyph) => string;
};

const set = (code: number): string => `\u001B[${code}m`;

/** Makes the theme of a terminal. Without colour nothing is styled at all: every state reads by its words and glyphs. */
export const createTheme = ({hasColour, hasUnicode}: TerminalLook): Theme => ({
	paint: (text, tone) => (hasColour ? codes[tone].reduceRight((painted, [on, off]) => set(on) + painted + set(off), text) : text),
	glyph: (name) => glyphs[name][hasUnicode ? 0 : 1],
});

/** Tone and glyph of a row's class. */
export const rowLooks: Readonly<Record<RowClass, {readonly tone: Tone; readonly glyph: Glyph}>> = {
	wrong: {tone: 'wrong', glyph: 'wrong'},
	ask: {tone: 'attention', glyph: 'attention'},
	pass: {tone: 'attention', glyph: 'needs'},
	stuck: {tone: 'wrong', glyph: 'wrong'},
	waiting: {tone: 'plain', glyph: 'working'},
	ready: {tone: 'good', glyph: 'right'},
	absent: {tone: 'faint', glyph: 'idle'},
	'not-ours': {tone: 'faint', glyph: 'idle'},
};

/** Tone and glyph of a verdict. */
export const verdictLooks: Readonly<Record<Verdict, {readonly tone: Tone; readonly glyph: Glyph}>> = {
	PASS: {tone: 'good', glyph: 'right'},
	ASK: {tone: 'attention', glyph: 'attention'},
	REFUSE: {tone: 'wrong', glyph: 'wrong'},
	NOT_OURS: {tone: 'faint', glyph: 'idle'},
	DECIDED: {tone: 'faint', glyph: 'idle'},
};

/** The theme that components draw with. */
export const ThemeContext = createContext<Theme>(createTheme({hasColour: false, hasUnicode: true}));

/** The theme of the terminal one is drawn on. */
export const useTheme = (): Theme => useContext(ThemeContext);
