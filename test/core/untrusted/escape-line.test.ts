import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {escapeLine, unescapeLine} from '../../../source/core/untrusted/escape-line.ts';

const texts = ['', 'echo one\necho "two"\n', String.raw`printf '%s\n' "\\0123" \c end`, "it's 100 % \t tab\r\n", '节点 é \u{1F600}7', '\u0001\u007F\u0081\u00880', 'x\\\n\n\\'];

test.each(texts)('writes %j on one line of ASCII, and reads it again', (text) => {
	const line = escapeLine(text);
	expect(line).toMatch(/^[ -~]*$/);
	expect(unescapeLine(line)).toBe(text);
});

test.for(['dash', 'bash', 'busybox sh', 'sh'].flatMap((shell) => texts.map((text) => [shell, text] as const)))('%s makes of it %j again', ([shell, text], {skip}) => {
	const [program = '', ...words] = shell.split(' ');
	const {error, stdout} = spawnSync(program, [...words, '-c', 'IFS= read -r s; s=$(printf %b "$s"); printf %s "$s"'], {input: `${escapeLine(text)}\n`, env: {...process.env, LC_ALL: 'C'}, encoding: 'utf8'});
	skip(error !== undefined);
	// `$(…)` takes the line feeds at the end away.
	expect(stdout).toBe(text.replace(/\n+$/, ''));
});
