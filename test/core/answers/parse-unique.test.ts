import {expect, test} from 'vitest';
import {parseDocument} from 'yaml';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {parseNodeList} from '../../../source/core/answers/parse-node-list.ts';
import {parseUnique} from '../../../source/core/answers/parse-unique.ts';
import {readDocuments} from '../../../source/core/csr/read-documents.ts';
import {parseKubeconfig} from '../../../source/core/facts/parse-kubeconfig.ts';
import {cpuTimeMs} from '../../support/cpu-time.ts';

const keys = (count: number, word = 'key'): string => Array.from({length: count}, (_, index) => `${word}${index}: 1`).join('\n');

const troubles = (text: string): readonly string[] => {
	const reading = parseAnswers(text, 'k.yaml');
	return reading.isValid ? [] : reading.problems.filter(({code}) => code === 'yaml-duplicate-field').map(({subject, params}) => `${subject} ${Object.values(params).join(' ')}`);
};

test.each([
	'a: 1\nb: 2\na: 3\na: 4',
	'{a: 1, "a": 2}',
	'x:\n  - {b: 1, b: 2}\n  - {b: 1}',
	'a: {b: 1}\nb: {b: 1}',
	'&x a: 1\nb: 1',
])('finds what the yaml package finds repeated in %j', (text) => {
	const errors = (document: {readonly errors: readonly {readonly code: string; readonly pos: readonly number[]}[]}) => document.errors.map(({code, pos}) => `${code} ${pos[0]}`);
	expect(errors(parseUnique(text, {}))).toEqual(errors(parseDocument(text, {prettyErrors: false})));
});

test('tells the line and the whole name of a repeated field between thousands of others', () => {
	expect(troubles(`cluster:\n${keys(5000).replaceAll(/^/gm, '  ')}\n  key7: 2\n`)).toEqual(['k.yaml:5002:3 cluster.key7']);
});

test.each([
	['kubenroll.yaml', () => parseAnswers(keys(30_000), 'k.yaml')],
	['an inventory', () => parseNodeList(`all:\n  hosts:\n${keys(30_000).replaceAll(/^(.*): 1/gm, '    $1:')}`)],
	['requests', () => readDocuments(keys(30_000), 'requests.yaml')],
	['a kubeconfig', () => parseKubeconfig('config', keys(30_000))],
])('reads 30,000 names in one mapping of %s in time of their number', (_, read) => {
	expect(cpuTimeMs(read)).toBeLessThan(12_000);
});

test('leaves out a document with a repeated key, and says where', () => {
	expect(readDocuments('a: 1\n---\nb: 1\nb: 2\n', 'r.yaml')).toMatchObject({values: [{a: 1}], problems: [{code: 'yaml-syntax', subject: 'r.yaml:4:1', params: {defect: 'key'}}]});
});
