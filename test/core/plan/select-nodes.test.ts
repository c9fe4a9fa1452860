import {expect, test} from 'vitest';
import {selectNodes} from '../../../source/core/plan/select-nodes.ts';
import {nodeAnswers} from '../../support/plan-facts.ts';

const nodes = ['node01', 'node02', 'node03', 'node7', 'edge.example.com'].map((name) => nodeAnswers(name));

const select = (...patterns: readonly string[]) => {
	const {nodes: chosen, problems} = selectNodes(nodes, patterns, 'kubenroll.yaml');
	return {names: chosen.map(({name}) => name), codes: problems.map(({code}) => code), problems};
};

test.each<[readonly string[], readonly string[]]>([
	[[], ['node01', 'node02', 'node03', 'node7', 'edge.example.com']],
	[['node02'], ['node02']],
	[['node[01-03],node7'], ['node01', 'node02', 'node03', 'node7']],
	[['node7', 'node01'], ['node01', 'node7']],
	[['node[03,01]', ' edge.example.com '], ['node01', 'node03', 'edge.example.com']],
	[['NODE01,node01'], ['node01']],
])('%j picks %j, in the order of the file', (patterns, expected) => {
	expect(select(...patterns)).toMatchObject({names: expected, codes: []});
});

test('every name that fits nothing is told, with the nearest that does', () => {
	const {names, problems} = select('node[02-04],nodo7,mars');
	expect(names).toEqual(['node02', 'node03']);
	expect(problems).toMatchObject([
		{code: 'node-not-listed', subject: '--nodes', params: {node: 'node04'}},
		{code: 'node-not-listed', params: {node: 'nodo7', nearest: 'node7'}},
		{code: 'node-not-listed', params: {node: 'mars'}},
	]);
});

test.each([
	['node[03-01]', 'list-range'],
	['node[1-', 'list-range'],
	['node[1-99999999]', 'list-range'],
	[',', 'list-empty'],
])('%j is a problem of the flag', (pattern, code) => {
	expect(select(pattern)).toMatchObject({names: [], codes: [code]});
});

test('a name cannot drive the terminal', () => {
	expect(JSON.stringify(select('\u001B[2J').problems)).not.toContain('\\u001b');
});
