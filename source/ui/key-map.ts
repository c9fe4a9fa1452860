/* Every key of every screen. Help, footer and handling come from this table and from nowhere else. */
import type {ActionId, ScreenText} from '../text/screen-text.ts';
import {splitCharacters} from './typeset/split-characters.ts';

/** A place where keys mean something. */
export type KeyPlace = 'board' | 'history' | 'request' | 'approve' | 'approve-all' | 'decide' | 'filter' | 'help' | 'details' | 'review' | 'diff' | 'confirm' | 'run' | 'summary' | 'stop';

type NamedKey = keyof ScreenText['keys'];

/** One action: the strokes that mean it, and how its key is written. */
type Binding = {readonly strokes: readonly string[]; readonly shown: string | readonly NamedKey[]};

const bindings: Readonly<Record<ActionId, Binding>> = {
	up: {strokes: ['up', 'k', 'ctrl-p'], shown: ['arrows']},
	down: {strokes: ['down', 'j', 'ctrl-n'], shown: ['arrows']},
	'page-up': {strokes: ['pageup', 'ctrl-b'], shown: ['pageUp']},
	'page-down': {strokes: ['pagedown', 'ctrl-f'], shown: ['pageDown']},
	first: {strokes: ['home', 'g'], shown: ['home']},
	last: {strokes: ['end', 'G'], shown: ['end']},
	look: {strokes: ['enter'], shown: ['enter']},
	back: {strokes: ['esc'], shown: ['esc']},
	approve: {strokes: ['a'], shown: 'a'},
	'approve-all': {strokes: ['A'], shown: 'A'},
	deny: {strokes: ['d'], shown: 'd'},
	filter: {strokes: ['/'], shown: '/'},
	sort: {strokes: ['s'], shown: 's'},
	history: {strokes: ['h'], shown: 'h'},
	'next-section': {strokes: ['tab'], shown: ['tab']},
	fold: {strokes: ['enter', 'space'], shown: ['enter']},
	diff: {strokes: ['d'], shown: 'd'},
	confirm: {strokes: ['c'], shown: 'c'},
	problems: {strokes: ['p'], shown: 'p'},
	yes: {strokes: ['y', 'Y'], shown: 'y'},
	submit: {strokes: ['enter'], shown: ['enter']},
	help: {strokes: ['?'], shown: '?'},
	suspend: {strokes: ['ctrl-z'], shown: 'ctrl-z'},
	quit: {strokes: ['q', 'ctrl-c'], shown: 'q'},
	stop: {strokes: ['ctrl-c', 'q'], shown: 'ctrl-c'},
};

const moves: readonly ActionId[] = ['up', 'down', 'page-up', 'page-down', 'first', 'last'];

/** What is possible where; the footer shows them in this order, as far as there is room, and help shows all. */
const places: Readonly<Record<KeyPlace, {readonly footer: readonly ActionId[]; readonly hidden: readonly ActionId[]}>> = {
	board: {footer: ['down', 'look', 'approve', 'approve-all', 'deny', 'filter', 'help', 'quit', 'sort', 'history'], hidden: ['up', 'page-up', 'page-down', 'first', 'last', 'next-section', 'problems', 'back', 'suspend']},
	history: {footer: ['down', 'look', 'back', 'help', 'quit'], hidden: [...moves, 'history', 'suspend']},
	request: {footer: ['back', 'approve', 'deny', 'down', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	approve: {footer: ['yes', 'back'], hidden: ['suspend']},
	'approve-all': {footer: ['yes', 'back'], hidden: ['suspend']},
	decide: {footer: ['submit', 'back'], hidden: ['next-section', 'suspend']},
	filter: {footer: ['submit', 'back'], hidden: ['suspend']},
	help: {footer: ['back'], hidden: [...moves, 'help', 'quit', 'suspend']},
	details: {footer: ['back', 'down', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	review: {footer: ['down', 'fold', 'diff', 'confirm', 'problems', 'help', 'stop'], hidden: [...moves, 'back', 'suspend']},
	diff: {footer: ['back', 'down', 'help'], hidden: [...moves, 'stop', 'suspend']},
	confirm: {footer: ['yes', 'back'], hidden: ['suspend']},
	run: {footer: ['down', 'look', 'filter', 'problems', 'help', 'stop'], hidden: [...moves, 'back', 'suspend']},
	summary: {footer: ['down', 'look', 'problems', 'quit', 'help'], hidden: [...moves, 'back', 'suspend']},
	stop: {footer: ['yes', 'back'], hidden: ['suspend']},
};

/** A key as Ink tells it. */
export type InkKey = Readonly<Partial<Record<'upArrow' | 'downArrow' | 'leftArrow' | 'rightArrow' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'return' | 'escape' | 'tab' | 'backspace' | 'delete' | 'ctrl' | 'shift' | 'meta', boolean>>>;

const namedStrokes: readonly (readonly [keyof InkKey, string])[] = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/** The strokes of one input: a slow line may deliver several letters at once. */
export const readStrokes = (input: string, key: InkKey): readonly string[] => {
	const named = namedStrokes.find(([name]) => key[name])?.[1];
	if (named !== undefined) {
		return [key.shift === true && named === 'tab' ? 'shift-tab' : named];
	}
	if (key.ctrl === true) {
		return [`ctrl-${input}`];
	}
	return key.meta === true ? [`meta-${input}`] : splitCharacters(input).map((character) => (character === ' ' ? 'space' : character === '\r' ? 'enter' : character));
};

/** What a stroke means in a place; undefined where it means nothing. */
export const findAction = (place: KeyPlace, stroke: string): ActionId | undefined => {
	const {footer, hidden} = places[place];
	return [...footer, ...hidden].find((action) => bindings[action].strokes.includes(stroke));
};

/** How the key of an action is written. */
export const nameKey = (action: ActionId, {keys}: ScreenText): string => {
	const {shown} = bindings[action];
	return typeof shown === 'string' ? shown : shown.map((name) => keys[name]).join(' ');
};

/** A key and what it does, in words. */
export type KeyHint = {readonly action: ActionId; readonly key: string; readonly does: string};

const hint = (action: ActionId, text: ScreenText): KeyHint => ({action, key: nameKey(action, text), does: text.actions[action]});

/** The keys for the footer of a place, the most needed first. */
export const footerKeys = (place: KeyPlace, text: ScreenText): readonly KeyHint[] => places[place].footer.map((action) => hint(action, text));

/** Every key of a place, for help; strokes beside the one that the footer shows are told too. */
export const helpKeys = (place: KeyPlace, text: ScreenText): readonly KeyHint[] =>
	[...new Set([...places[place].footer, ...places[place].hidden])].map((action) => {
		const {strokes} = bindings[action];
		const letters = strokes.filter((stroke) => stroke.length === 1 || stroke.startsWith('ctrl-'));
		const key = nameKey(action, text);
		const others = letters.filter((letter) => letter !== key);
		return {...hint(action, text), key: [action === 'up' || action === 'down' ? action === 'up' ? '↑' : '↓' : key, ...others].join(' ')};
	});
