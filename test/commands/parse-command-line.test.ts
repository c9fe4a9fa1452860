import {describe, expect, it} from 'vitest';
import {parseCommandLine, readDurationMs} from '../../source/commands/parse-command-line.ts';

const codesOf = (...argv: readonly string[]): readonly string[] => parseCommandLine(argv).problems.map(({code}) => code);

describe('parseCommandLine', () => {
	it('finds the command wherever options stand', () => {
		for (const argv of [
			['plan', '--lang', 'zh-CN', '--brief'],
			['--lang', 'zh-CN', 'plan', '--brief'],
			['--lang=zh-CN', '--brief', 'plan'],
		]) {
			const line = parseCommandLine(argv);
			expect(line).toMatchObject({command: 'plan', problems: []});
			expect(line.values.get('lang')).toBe('zh-CN');
			expect(line.flags.has('brief')).toBe(true);
		}
	});

	it('reads a command of two words and its arguments', () => {
		expect(parseCommandLine(['csr', 'approve', 'csr-a', 'csr-b', '--yes'])).toMatchObject({command: 'csr approve', arguments: ['csr-a', 'csr-b'], problems: []});
	});

	it('takes what stands behind -- for an argument', () => {
		expect(parseCommandLine(['csr', 'show', '--', '--odd'])).toMatchObject({arguments: ['--odd'], problems: []});
	});

	it.each<readonly [string, readonly string[], readonly string[]]>([
		['an unknown command', ['enrol'], ['command-unknown']],
		['an unknown command of a group', ['csr', 'aprove'], ['command-unknown']],
		['an unknown option', ['plan', '--jsn'], ['option-unknown']],
		['an option of another command', ['plan', '--reason', 'x'], ['option-elsewhere']],
		['a missing value at the end', ['plan', '--config'], ['option-value-missing']],
		['an option where a value should be', ['plan', '--config', '--json'], ['option-value-missing']],
		['a value for a flag', ['plan', '--json=yes'], ['option-value-unexpected']],
		['two values where one counts', ['plan', '--nodes', 'a', '--nodes=b', '--context', 'c', '--context', 'c'], ['option-repeated']],
		['a word that is no choice', ['plan', '--approve', 'all'], ['option-value-invalid']],
		['a concurrency of nothing', ['plan', '--concurrency', '0'], ['option-value-invalid']],
		['a concurrency that is no number', ['plan', '--concurrency', '1e2'], ['option-value-invalid']],
		['a time without a unit', ['plan', '--timeout', '90'], ['option-value-invalid']],
		['a timeout of no time', ['plan', '--timeout', '0h0m0s'], ['option-value-invalid']],
		['access for no time', ['access', 'create', 'a', '--for', '0s'], ['option-value-invalid']],
		['an empty node list', ['plan', '--nodes='], ['option-value-invalid']],
		['a node list of commas alone', ['plan', '--nodes', ' ,, '], ['option-value-invalid']],
		['an empty file name', ['plan', '--config='], ['option-value-missing']],
		['an empty folder to write into', ['artifacts', '-o', ''], ['option-value-missing']],
		['no folder to write into', ['artifacts'], ['option-missing']],
		['no request to show', ['csr', 'show'], ['argument-missing']],
		['two requests to show', ['csr', 'show', 'a', 'b'], ['argument-unexpected']],
		['an argument of a command without any', ['plan', 'node1'], ['argument-unexpected']],
		['everything that is wrong, at once', ['plan', 'node1', '--jsn', '--approve', 'all'], ['option-unknown', 'option-value-invalid', 'argument-unexpected']],
	])('refuses %s', (_what, argv, codes) => {
		expect(codesOf(...argv)).toEqual(codes);
	});

	it('still reads the option that stands where a value should be', () => {
		expect(parseCommandLine(['plan', '--config', '--json']).flags.has('json')).toBe(true);
	});

	it('names the nearest right word', () => {
		expect(parseCommandLine(['enrol']).problems[0]?.params).toMatchObject({nearest: 'enroll'});
		expect(parseCommandLine(['plan', '--kubeconfg', 'x']).problems[0]?.params).toMatchObject({nearest: '--kubeconfig'});
	});

	it('wants nothing more of a command that is to be explained', () => {
		expect(codesOf('artifacts', '--help')).toEqual([]);
		expect(codesOf('csr', 'show', '-h')).toEqual([]);
	});

	it('escapes what a terminal could act on', () => {
		expect(parseCommandLine(['pl\u001B[2Jan']).problems[0]?.params).toMatchObject({command: String.raw`pl\x1b[2Jan`});
	});
});

describe('readDurationMs', () => {
	it('adds hours, minutes and seconds', () => {
		expect(readDurationMs('1h2m3s')).toBe(3_723_000);
	});
});
