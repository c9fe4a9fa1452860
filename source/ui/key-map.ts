/* Every key of every screen. Help, footer and handling come from this table and from nowhere else. */
import type {ActionId, ScreenText} from '../text/screen-text.ts';
import type {Glyph, Theme} from './theme.ts';
import {splitCharacters} from './typeset/split-characters.ts';

/** A place where keys mean something. */
export type KeyPlace = 'board' | 'history' | 'request' | 'answered-request' | 'approve' | 'approve-all' | 'automatic' | 'sweep' | 'revoke' | 'decide' | 'filter' | 'help' | 'details' | 'review' | 'diff' | 'confirm' | 'run' | 'summary' | 'stop' | 'home' | 'wizard-list' | 'wizard-mode' | 'wizard-field' | 'wizard-lines' | 'wizard-form' | 'wizard-secret' | 'wizard-keys' | 'survey' | 'explain' | 'wizard-review' | 'wizard-summary' | 'export' | 'node-details' | 'wizard-files';

type NamedKey = keyof ScreenText['keys'];

/** One action: the strokes that mean it, and how its key is written: as it is, by its name in a language, or by a glyph. */
type Binding = {readonly strokes: readonly string[]; readonly shown: string | {readonly name: NamedKey} | {readonly glyph: Glyph}};

const bindings: Readonly<Record<ActionId, Binding>> = {
	// What `up` and `down` do, said as one.
	move: {strokes: [], shown: {glyph: 'arrows'}},
	up: {strokes: ['up', 'k', 'ctrl-p'], shown: 'k'},
	down: {strokes: ['down', 'j', 'ctrl-n'], shown: 'j'},
	'page-up': {strokes: ['pageup', 'ctrl-b'], shown: {name: 'pageUp'}},
	'page-down': {strokes: ['pagedown', 'ctrl-f'], shown: {name: 'pageDown'}},
	first: {strokes: ['home', 'g'], shown: {name: 'home'}},
	last: {strokes: ['end', 'G'], shown: {name: 'end'}},
	look: {strokes: ['enter'], shown: {name: 'enter'}},
	back: {strokes: ['esc'], shown: {name: 'esc'}},
	approve: {strokes: ['a'], shown: 'a'},
	'approve-all': {strokes: ['A'], shown: 'A'},
	deny: {strokes: ['d'], shown: 'd'},
	automatic: {strokes: ['t'], shown: 't'},
	sweep: {strokes: ['x'], shown: 'x'},
	revoke: {strokes: ['r'], shown: 'r'},
	prove: {strokes: ['p'], shown: 'p'},
	filter: {strokes: ['/'], shown: '/'},
	sort: {strokes: ['s'], shown: 's'},
	history: {strokes: ['h'], shown: 'h'},
	'next-section': {strokes: ['tab'], shown: {name: 'tab'}},
	fold: {strokes: ['enter', 'space'], shown: {name: 'enter'}},
	diff: {strokes: ['d'], shown: 'd'},
	confirm: {strokes: ['c'], shown: 'c'},
	problems: {strokes: ['p'], shown: 'p'},
	yes: {strokes: ['y', 'Y'], shown: 'y'},
	submit: {strokes: ['enter'], shown: {name: 'enter'}},
	help: {strokes: ['?'], shown: '?'},
	suspend: {strokes: ['ctrl-z'], shown: 'ctrl-z'},
	quit: {strokes: ['q', 'ctrl-c'], shown: 'q'},
	stop: {strokes: ['ctrl-c', 'q'], shown: 'ctrl-c'},
	// Where letters are text, only these move.
	'field-up': {strokes: ['up', 'shift-tab'], shown: {glyph: 'arrows'}},
	'field-down': {strokes: ['down', 'tab'], shown: {glyph: 'arrows'}},
	change: {strokes: ['left', 'right', 'space'], shown: {name: 'space'}},
	next: {strokes: ['enter'], shown: {name: 'enter'}},
	onward: {strokes: ['tab'], shown: {name: 'tab'}},
	'new-line': {strokes: ['enter'], shown: {name: 'enter'}},
	names: {strokes: ['tab'], shown: {name: 'tab'}},
	explain: {strokes: ['ctrl-e'], shown: 'ctrl-e'},
	whole: {strokes: ['ctrl-o'], shown: 'ctrl-o'},
	'look-again': {strokes: ['ctrl-r'], shown: 'ctrl-r'},
	accept: {strokes: ['y', 'Y'], shown: 'y'},
	fix: {strokes: ['f'], shown: 'f'},
	cancel: {strokes: ['ctrl-c'], shown: 'ctrl-c'},
	'leave-step': {strokes: ['esc'], shown: {name: 'esc'}},
	retry: {strokes: ['r'], shown: 'r'},
	'retry-all': {strokes: ['R'], shown: 'R'},
	home: {strokes: ['h'], shown: 'h'},
	'open-board': {strokes: ['b'], shown: 'b'},
	group: {strokes: ['s'], shown: 's'},
	log: {strokes: ['l'], shown: 'l'},
	'save-plan': {strokes: ['s'], shown: 's'},
	export: {strokes: ['x'], shown: 'x'},
	write: {strokes: ['enter'], shown: {name: 'enter'}},
	'other-part': {strokes: ['tab'], shown: {name: 'tab'}},
};

const moves: readonly ActionId[] = ['up', 'down', 'page-up', 'page-down', 'first', 'last'];

/** What is possible where; the footer shows them in this order, as far as there is room, and help shows all. */
const places: Readonly<Record<KeyPlace, {readonly footer: readonly ActionId[]; readonly hidden: readonly ActionId[]}>> = {
	board: {footer: ['move', 'look', 'approve', 'help', 'deny', 'approve-all', 'quit', 'filter', 'automatic', 'sort', 'history'], hidden: [...moves, 'sweep', 'revoke', 'next-section', 'problems', 'back', 'suspend']},
	history: {footer: ['move', 'look', 'back', 'help', 'quit'], hidden: [...moves, 'history', 'suspend']},
	request: {footer: ['back', 'approve', 'deny', 'prove', 'move', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	'answered-request': {footer: ['back', 'move', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	approve: {footer: ['yes', 'back'], hidden: ['suspend']},
	'approve-all': {footer: ['yes', 'back'], hidden: ['suspend']},
	automatic: {footer: ['yes', 'back'], hidden: ['suspend']},
	sweep: {footer: ['yes', 'back'], hidden: ['suspend']},
	revoke: {footer: ['yes', 'back'], hidden: ['suspend']},
	decide: {footer: ['submit', 'back'], hidden: ['next-section', 'suspend']},
	filter: {footer: ['submit', 'back'], hidden: ['suspend']},
	help: {footer: ['back'], hidden: [...moves, 'help', 'quit', 'suspend']},
	details: {footer: ['back', 'move', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	'node-details': {footer: ['back', 'move', 'log', 'retry', 'help'], hidden: [...moves, 'look', 'quit', 'suspend']},
	review: {footer: ['move', 'fold', 'confirm', 'help', 'stop', 'diff', 'problems'], hidden: [...moves, 'back', 'suspend']},
	diff: {footer: ['back', 'move', 'help'], hidden: [...moves, 'stop', 'suspend']},
	confirm: {footer: ['yes', 'back'], hidden: ['stop', 'suspend']},
	run: {footer: ['move', 'look', 'retry', 'help', 'stop', 'retry-all', 'filter', 'log', 'group', 'problems'], hidden: [...moves, 'back', 'suspend']},
	summary: {footer: ['move', 'look', 'other-part', 'quit', 'help', 'retry', 'retry-all', 'log', 'filter', 'group', 'problems'], hidden: [...moves, 'back', 'suspend']},
	stop: {footer: ['yes', 'back'], hidden: ['cancel', 'suspend']},
	home: {footer: ['move', 'next', 'page-down', 'help', 'quit'], hidden: ['up', 'down', 'page-up', 'first', 'last', 'suspend']},
	'wizard-list': {footer: ['next', 'back', 'help', 'move', 'explain', 'look-again', 'whole'], hidden: ['up', 'down', 'cancel', 'suspend']},
	'wizard-mode': {footer: ['next', 'back', 'help', 'move', 'change', 'explain', 'next-section', 'look-again', 'whole'], hidden: ['up', 'down', 'field-up', 'cancel', 'suspend']},
	'wizard-field': {footer: ['next', 'back', 'names', 'help', 'explain', 'look-again', 'whole'], hidden: ['field-up', 'field-down', 'cancel', 'suspend']},
	'wizard-lines': {footer: ['new-line', 'onward', 'back', 'help', 'explain', 'whole', 'look-again'], hidden: ['field-up', 'field-down', 'cancel', 'suspend']},
	'wizard-form': {footer: ['next', 'back', 'help', 'field-down', 'change', 'explain', 'whole'], hidden: ['field-up', 'cancel', 'suspend']},
	'wizard-files': {footer: ['write', 'back', 'help', 'explain', 'cancel', 'whole'], hidden: ['suspend']},
	'wizard-secret': {footer: ['next', 'back', 'field-down', 'explain', 'whole'], hidden: ['field-up', 'cancel', 'suspend']},
	'wizard-keys': {footer: ['accept', 'next', 'back', 'move', 'help', 'explain', 'look-again'], hidden: [...moves, 'cancel', 'suspend']},
	survey: {footer: ['next', 'fix', 'look-again', 'back', 'help', 'move', 'explain'], hidden: [...moves, 'cancel', 'suspend']},
	'wizard-review': {footer: ['fold', 'confirm', 'leave-step', 'help', 'stop', 'save-plan', 'export', 'move', 'diff', 'problems'], hidden: [...moves, 'suspend']},
	export: {footer: ['submit', 'back'], hidden: ['suspend']},
	'wizard-summary': {footer: ['look', 'other-part', 'quit', 'help', 'retry', 'open-board', 'home', 'retry-all', 'move', 'log', 'filter', 'group', 'problems'], hidden: [...moves, 'back', 'suspend']},
	explain: {footer: ['back', 'move'], hidden: [...moves, 'explain', 'cancel', 'suspend']},
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

const namedCharacters: Readonly<Record<string, string>> = {' ': 'space', '\r': 'enter', '\t': 'tab', '\u007F': 'backspace', '\b': 'backspace'};

// Keys that came in one piece with letters are characters still: control characters are letters with the top bits off (ECMA-48 5.2).
const nameCharacter = (character: string): string => {
	const code = character.codePointAt(0) ?? 0;
	return namedCharacters[character] ?? (code >= 1 && code <= 26 ? `ctrl-${String.fromCharCode(code + 96)}` : character);
};

/** The strokes of one input: a slow line may deliver several letters at once. */
export const readStrokes = (input: string, key: InkKey): readonly string[] => {
	const named = namedStrokes.find(([name]) => key[name])?.[1];
	if (named !== undefined) {
		return [key.shift === true && named === 'tab' ? 'shift-tab' : named];
	}
	if (key.ctrl === true) {
		return [`ctrl-${input}`];
	}
	return key.meta === true ? [`meta-${input}`] : splitCharacters(input).map(nameCharacter);
};

/** What a stroke means in a place; undefined where it means nothing. */
export const findAction = (place: KeyPlace, stroke: string): ActionId | undefined => {
	const {footer, hidden} = places[place];
	return [...footer, ...hidden].find((action) => bindings[action].strokes.includes(stroke));
};

/** What keys are written with: the words of a language, the glyphs of a terminal. */
export type KeyWriting = {readonly text: ScreenText; readonly theme: Theme};

/** How the key of an action is written. */
export const nameKey = (action: ActionId, {text, theme}: KeyWriting): string => {
	const {shown} = bindings[action];
	return typeof shown === 'string' ? shown : 'name' in shown ? text.keys[shown.name] : theme.glyph(shown.glyph);
};

/** A key and what it does, in words. */
export type KeyHint = {readonly action: ActionId; readonly key: string; readonly does: string};

const hint = (action: ActionId, writing: KeyWriting): KeyHint => ({action, key: nameKey(action, writing), does: writing.text.actions[action]});

/** The keys for the footer of a place, the most needed first. */
export const footerKeys = (place: KeyPlace, writing: KeyWriting): readonly KeyHint[] => places[place].footer.map((action) => hint(action, writing));

const isShortStroke = (stroke: string): boolean => stroke.length === 1 || stroke.startsWith('ctrl-');

/** Every key of a place, for help, with the other strokes that do the same. */
export const helpKeys = (place: KeyPlace, writing: KeyWriting): readonly KeyHint[] =>
	[...new Set([...places[place].footer, ...places[place].hidden])]
		// Said as one with the other direction.
		.filter((action) => action !== 'up' && action !== 'down' && action !== 'field-up')
		.map((action) => {
			const shown = hint(action, writing);
			const strokes = action === 'move' ? ['k', 'j'] : bindings[action].strokes.filter(isShortStroke);
			return {...shown, key: [...new Set([shown.key, ...strokes])].join(' ')};
		});
