import {expect, it} from 'vitest';
import {choosesColour} from '../../source/commands/choose-colour.ts';

it.each([
	['16 colours', {TERM: 'xterm'}, true],
	['256 colours', {TERM: 'xterm-256color'}, true],
	['true colour', {TERM: 'xterm-256color', COLORTERM: 'truecolor'}, true],
	['the Linux console', {TERM: 'linux'}, true],
	['tmux', {TERM: 'tmux-256color'}, true],
	['a terminal that moves no cursor', {TERM: 'dumb'}, false],
	['true colour behind NO_COLOR', {TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1'}, false],
	['an empty NO_COLOR, which counts as unset', {TERM: 'xterm', NO_COLOR: ''}, true],
	['FORCE_COLOR=0', {TERM: 'xterm', FORCE_COLOR: '0'}, false],
	['FORCE_COLOR=false', {TERM: 'xterm', FORCE_COLOR: 'false'}, false],
	['FORCE_COLOR over NO_COLOR', {TERM: 'xterm', FORCE_COLOR: '1', NO_COLOR: '1'}, true],
] as const)('chooses for %s', (_name, env, expected) => {
	expect(choosesColour({isTerminal: true, noColour: false, env})).toBe(expected);
});

it('paints no file and no pipe, unless told to', () => {
	expect(choosesColour({isTerminal: false, noColour: false, env: {TERM: 'xterm-256color', COLORTERM: 'truecolor'}})).toBe(false);
	expect(choosesColour({isTerminal: false, noColour: false, env: {FORCE_COLOR: '3'}})).toBe(true);
});

it('paints nothing with --no-color', () => {
	expect(choosesColour({isTerminal: true, noColour: true, env: {FORCE_COLOR: '3', COLORTERM: 'truecolor'}})).toBe(false);
});
