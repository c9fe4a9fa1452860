import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {mapText, plainText} from '../../../source/core/artifacts/unit/mapped-text.ts';
import {quoteUnitWord} from '../../../source/core/artifacts/unit/quote-unit-word.ts';
import {readEnvironmentFile} from '../../../source/core/artifacts/unit/read-environment-file.ts';
import {readFlags} from '../../../source/core/artifacts/unit/read-flags.ts';
import {readKubeletCommand} from '../../../source/core/artifacts/unit/read-kubelet-command.ts';
import {readUnitFile} from '../../../source/core/artifacts/unit/read-unit-file.ts';
import {splitWords} from '../../../source/core/artifacts/unit/split-words.ts';
import {fileFacts} from '../../support/plan-facts.ts';

const words = (text: string, source: 'unit' | 'variable' = 'unit') => splitWords(mapText(text, 0), source)?.map((word) => word.text);

describe('words', () => {
	test.each([
		['a b', ['a', 'b']],
		['  a\t"b c" \'d e\' ', ['a', 'b c', 'd e']],
		['--x="y z"w', ['--x=y zw']],
		[String.raw`a\sb \x41\102 "\"" '\''`, ['a b', 'AB', '"', "'"]],
		['""', ['']],
	])('%j is split into %j', (text, expected) => {
		expect(words(text)).toEqual(expected);
	});

	test.each(['"open', "a'b", String.raw`\q`, 'a\\'])('%j is an error in a unit, not in a variable', (text) => {
		expect(words(text)).toBeUndefined();
		expect(words(text, 'variable')).toBeDefined();
	});

	test('know where they stand', () => {
		const text = ' --a="b c"  d';
		expect(splitWords(mapText(text, 0), 'unit')?.map(({start, end}) => text.slice(start, end))).toEqual(['--a="b c"', 'd']);
	});

	test('that are quoted for a unit are read back as they were', () => {
		fc.assert(
			fc.property(fc.string({minLength: 1}).filter((word) => !/[\0-\u0008\u000B-\u001F]/.test(word)), (word) => {
				const [read = ''] = words(quoteUnitWord(word)) ?? [];
				expect(read.replaceAll('%%', '%').replaceAll('$$', '$')).toBe(word);
			}),
		);
	});
});

test('a unit is read by systemd\'s rules', () => {
	const {assignments, looseBackslashLine} = readUnitFile('# c\n[Unit]\nA = 1 \n[Service]\nExecStart=/x \\\n # no \\\n  ; no\n  --y \\\n\n  --z=1\nB=\nC=a\\\\\n');
	expect(assignments.map(({section, key, value}) => [section, key, plainText(value).split(/\s+/)])).toEqual([
		['Unit', 'A', ['1']],
		['Service', 'ExecStart', ['/x', '--y']],
		['Service', '--z', ['1']],
		['Service', 'B', ['']],
		['Service', 'C', [String.raw`a\\`]],
	]);
	expect(looseBackslashLine).toBeUndefined();
});

test.each([
	['A=1', '1'], ['A="1 2"', '1 2'], ["A='1 $B'", '1 $B'], ['A=1 2  ', '1 2'], ['A="1 \\\n2"', '1 2'], ['A=1 \\\n 2', '1  2'], ['  A = "x" ', 'x'],
	['A=--x="y"', '--x="y"'], [String.raw`A="\"q\" \z"`, String.raw`"q" \z`], ['A="1"\n#A=2\n', '1'], ['A=1\nA=2', '2'], ['A="1\n2"', '1\n2'], ['export A=1', undefined],
])('an environment file %j gives %j', (content, expected) => {
	const value = readEnvironmentFile(content).variables.get('A');
	expect(value && plainText(value)).toBe(expected);
});

const readUnit = (service: string, ...others: readonly (readonly [string, string])[]) =>
	readKubeletCommand([fileFacts('/etc/systemd/system/kubelet.service', `[Service]\n${service}\n`), ...others.map(([path, content]) => fileFacts(path, content))]);

const readArguments = (service: string, ...others: readonly (readonly [string, string])[]) => {
	const command = readUnit(service, ...others);
	return 'reason' in command ? command.reason : command.arguments.map(({text}) => text);
};

describe('the command', () => {
	test.each([
		['ExecStart=/usr/bin/kubelet --a=1', ['--a=1']],
		['ExecStart=-:/usr/bin/kubelet $A', ['$A']],
		['Environment="A=--x --y" B=1\nExecStart=/usr/bin/kubelet $A --b=${B} $$c --d=$B $NONE', ['--x', '--y', '--b=1', '$c', '--d=$B']],
		['Environment="A=--x"\nEnvironment="A=--y"\nExecStart=/usr/bin/kubelet $A', ['--y']],
		['Environment="A=--x"\nEnvironment=\nExecStart=/usr/bin/kubelet $A', []],
		['Environment="A=--x --y"\nExecStart=/usr/bin/kubelet ${A}', ['--x --y']],
		['EnvironmentFile=-/none\nExecStart=/usr/bin/kubelet 100%%', ['100%']],
		['ExecStart=/bin/false\nExecStart=\nExecStart=/usr/bin/kubelet', []],
		['Restart=always', 'no-command'],
		['ExecStart=', 'no-command'],
		['ExecStart=/usr/bin/hyperkube kubelet', 'wrapper'],
		['ExecStart=/bin/sh -c "kubelet"', 'wrapper'],
		['ExecStart=@/usr/bin/kubelet x', 'wrapper'],
		['ExecStart=/usr/bin/kubelet --a ; /bin/true', 'several-commands'],
		['ExecStart=/usr/bin/kubelet\nExecStart=/usr/bin/kubelet', 'several-commands'],
		['ExecStart=/usr/bin/kubelet "--a', 'syntax'],
		['EnvironmentFile=/none\nExecStart=/usr/bin/kubelet', 'environment-file-missing'],
		['EnvironmentFile=/etc/%H.env\nExecStart=/usr/bin/kubelet', 'variable'],
		['ExecStart=/usr/bin/kubelet ${A:-x}', 'variable'],
	])('of %j is %j', (service, expected) => {
		expect(readArguments(service)).toEqual(expected);
	});

	test('takes environment files over Environment=, whichever comes first', () => {
		expect(readArguments('EnvironmentFile=/e\nEnvironment=A=--x\nExecStart=/usr/bin/kubelet $A', ['/e', 'A=--y'])).toEqual(['--y']);
	});

	test('of a unit that could not be read is not guessed', () => {
		expect(readKubeletCommand([fileFacts('/u/kubelet.service', undefined, {exists: true})])).toMatchObject({reason: 'unreadable'});
	});
});

describe('flags', () => {
	test.each([
		['--a-unknown=1 --v=2', [['a-unknown', '1'], ['v', '2']]],
		['--config /x --rotate-certificates --v 2', [['config', '/x'], ['rotate-certificates', 'true'], ['v', '2']]],
		['-v=4', [['v', '4']]],
		['-v4', [['v', '4']]],
		['-v 4 --config=/x', [['v', '4'], ['config', '/x']]],
		['--node_ip=1', [['node-ip', '1']]],
		['--node-labels=a=b,c=d', [['node-labels', 'a=b,c=d']]],
		['-h', [['help', '']]],
		['run', 'positional'],
		['--rotate-certificates false', 'positional'],
		['--config', 'split-flag'],
	])('of %j are %j', (text, expected) => {
		const command = readUnit(`ExecStart=/usr/bin/kubelet ${text}`);
		const flags = 'reason' in command ? command : readFlags(command);
		expect('reason' in flags ? flags.reason : flags.map(({name, value}) => [name, value])).toEqual(expected);
	});
});
