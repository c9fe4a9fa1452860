import {expect, test} from 'vitest';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {shortenProblems} from '../../../source/core/answers/shorten-problems.ts';
import {problem} from '../../../source/core/problem/problem.ts';

const problemsOf = (text: string) => {
	const reading = parseAnswers(text, 'k.yaml');
	return reading.isValid ? [] : reading.problems;
};

test('cuts a value of 20 KB, and marks the cut', () => {
	const shown = JSON.stringify(problemsOf(`cluster:\n  apiServer: "${'['.repeat(20_000)}"\n`));
	expect(shown).toContain(`${'['.repeat(300)}…`);
	expect(shown.length).toBeLessThan(5000);
});

test('tells the first of 1,000 nodes that are the same, and how many more', () => {
	const twins = problemsOf(`nodes:\n${'  - a=10.0.0.1\n'.repeat(1000)}`).filter(({code}) => code === 'node-name-duplicate' || code === 'config-more');
	expect(twins).toHaveLength(52);
	expect(twins[0]).toMatchObject({code: 'node-name-duplicate', subject: 'k.yaml:3:5'});
	expect(twins.slice(50)).toMatchObject([
		{code: 'config-more', subject: 'k.yaml', severity: 'error', params: {code: 'node-name-duplicate', count: 949}},
		{code: 'config-more', subject: 'k.yaml', severity: 'error', params: {code: 'node-address-duplicate', count: 949}},
	]);
});

test('leaves names of files whole, and parts no character in two', () => {
	const file = 'd/'.repeat(200);
	expect(shortenProblems([problem('include-missing', 'k.yaml', {file}), problem('list-item', 'k.yaml', {item: `${'a'.repeat(299)}😀b`, defect: 'host'})], 'k.yaml')).toMatchObject([{params: {file}}, {params: {item: `${'a'.repeat(299)}…`}}]);
});
