import {expect, it} from 'vitest';
import {chooseFrontEnd, hasUnicode} from '../../source/commands/choose-front-end.ts';

const terminal = {isTerminal: true, env: {TERM: 'xterm-256color'}, wantsLines: false};

it.each([
	['a terminal', terminal, 'screen'],
	['somebody who wants lines', {...terminal, wantsLines: true}, 'lines'],
	['a pipe', {...terminal, isTerminal: false}, 'lines'],
	['a dumb terminal', {...terminal, env: {TERM: 'dumb'}}, 'lines'],
	['a terminal of no name', {...terminal, env: {}}, 'lines'],
	['CI', {...terminal, env: {TERM: 'xterm', CI: 'true'}}, 'lines'],
	['CI=false', {...terminal, env: {TERM: 'xterm', CI: 'false'}}, 'screen'],
] as const)('%s gets what it can show', (_title, input, expected) => {
	expect(chooseFrontEnd(input)).toBe(expected);
});

it.each([
	[{LANG: 'en_US.UTF-8'}, true],
	[{LANG: 'en_US.UTF-8', LC_ALL: 'C'}, false],
	[{LC_CTYPE: 'zh_CN.utf8', LANG: 'C'}, true],
	[{}, false],
	[{LANG: 'en_US.UTF-8', TERM: 'linux'}, false],
])('with %o glyphs beyond ASCII: %s', (env, expected) => {
	expect(hasUnicode(env)).toBe(expected);
});
