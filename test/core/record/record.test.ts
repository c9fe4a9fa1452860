import {expect, test} from 'vitest';
import {Failure} from '../../../source/core/problem/failure.ts';
import type {Problem} from '../../../source/core/problem/problem.ts';
import {formatRecord} from '../../../source/core/record/format-record.ts';
import {parseRecord} from '../../../source/core/record/parse-record.ts';
import {forgetFiles, recordNode, startRecord} from '../../../source/core/record/record-node.ts';
import {listAssignedRows, recordTokenRows} from '../../../source/core/record/record-token-rows.ts';
import type {EnrollmentRecord} from '../../../source/core/record/record.ts';

const path = '.kubenroll/record.json';
const empty = startRecord({server: 'https://10.0.0.1:6443', caSha256: 'aa'});
const begun = recordNode(empty, {name: 'node-2', address: '10.0.0.12', plan: '0123456789ab', stage: 'files', files: {'/etc/b': 'bb', '/etc/a': 'aa'}});

const problemsOf = (text: string): readonly Problem[] => {
	try {
		parseRecord(path, text);
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		return (error as Failure).problems;
	}
	return [];
};

test('a record comes back as it was written', () => {
	const record = recordNode(begun, {name: 'node-1', address: 'node-1', plan: '0123456789ab', stage: 'ready', enrolledAt: '2026-01-01T00:00:00Z', addresses: ['10.0.0.11'], clientKeySha256: 'cc'});
	expect(parseRecord(path, formatRecord(record))).toEqual(record);
});

test('rows of the token file come back in order, and are forgotten once none is left', () => {
	const rows = [{user: 'b', sha256: 'bb', node: 'n1', addedAt: '2026-01-02T00:00:00Z'}, {user: 'a', sha256: 'aa', addedAt: '2026-01-01T00:00:00Z'}];
	const record = recordTokenRows(begun, rows);
	expect(parseRecord(path, formatRecord(record)).tokenRows).toEqual(rows.toReversed());
	expect(listAssignedRows(record)).toEqual(new Map([['b', 'n1']]));
	expect(formatRecord(recordTokenRows(record, []))).toBe(formatRecord(begun));
});

test('a row keeps the time it was added at, as long as its token is the same', () => {
	const later = {addedAt: '2026-02-02T00:00:00Z'};
	const record = recordTokenRows(begun, [{user: 'a', sha256: 'aa', addedAt: '2026-01-01T00:00:00Z'}, {user: 'b', sha256: 'bb', addedAt: '2026-01-01T00:00:00Z'}]);
	expect(recordTokenRows(record, [{user: 'a', sha256: 'aa', node: 'n1', ...later}, {user: 'b', sha256: 'other', ...later}]).tokenRows).toEqual([
		{user: 'a', sha256: 'aa', node: 'n1', addedAt: '2026-01-01T00:00:00Z'},
		{user: 'b', sha256: 'other', ...later},
	]);
});

test('equal records give equal bytes, whatever the order they were made in', () => {
	const one = recordNode(recordNode(empty, {name: 'b', address: 'b', plan: 'p', stage: 's', files: {'/1': '1', '/2': '2'}}), {name: 'a', address: 'a', plan: 'p', stage: 's'});
	const other = recordNode(recordNode(empty, {stage: 's', plan: 'p', address: 'a', name: 'a'}), {stage: 's', files: {'/2': '2', '/1': '1'}, plan: 'p', address: 'b', name: 'b'});
	expect(formatRecord(one)).toBe(formatRecord(other));
	expect(formatRecord(one).indexOf('"a"')).toBeLessThan(formatRecord(one).indexOf('"b"'));
	expect(formatRecord(one).endsWith('}\n')).toBe(true);
});

test('an update keeps what it does not tell, and the given record stays as it is', () => {
	const before = formatRecord(begun);
	const later = recordNode(begun, {name: 'node-2', address: '10.0.0.12', plan: 'fedcba987654', stage: 'ready', files: {'/etc/a': 'a2'}, enrolledAt: '2026-01-01T00:00:00Z'});
	expect(later.nodes['node-2']).toEqual({
		name: 'node-2',
		address: '10.0.0.12',
		plan: 'fedcba987654',
		stage: 'ready',
		enrolledAt: '2026-01-01T00:00:00Z',
		files: {'/etc/a': 'a2', '/etc/b': 'bb'},
		addresses: [],
		dnsNames: [],
	});
	expect(formatRecord(begun)).toBe(before);
});

test('files that were deleted are forgotten, of that node only', () => {
	expect(forgetFiles(begun, 'node-2', ['/etc/a']).nodes['node-2']?.files).toEqual({'/etc/b': 'bb'});
	expect(forgetFiles(begun, 'node-9', ['/etc/a'])).toBe(begun);
});

test.each([
	['cut short', '{"version":1,"clus', ['record-broken']],
	['empty', '', ['record-broken']],
	['another shape', '[]', ['record-broken']],
	['no version', '{}', ['record-broken', 'record-broken', 'record-broken']],
	['two defects', '{"version":1,"cluster":{"server":1,"caSha256":""},"nodes":{"a":{}}}', expect.arrayContaining(['record-broken', 'record-broken'])],
	['a newer version', '{"version":2,"whatever":true}', ['record-too-new']],
	['an older version', '{"version":0}', expect.arrayContaining(['record-broken'])],
])('a record with %s is an error that names the file', (_title, text, codes) => {
	const problems = problemsOf(text);
	expect(problems.map(({code}) => code)).toEqual(codes);
	expect(problems.every(({subject, severity}) => subject === path && severity === 'error')).toBe(true);
});

test('what is wrong with a record cannot drive the terminal', () => {
	const problems = problemsOf(JSON.stringify({version: 1, cluster: {server: '', caSha256: ''}, nodes: {'\u001B[2J': 5}}));
	expect(problems[0]?.params).toMatchObject({detail: expect.stringContaining(String.raw`\x1b[2J`)});
});

test('a node called __proto__ is a node like any other', () => {
	const record = recordNode(empty, {name: '__proto__', address: 'x', plan: 'p', stage: 's'});
	expect(Object.keys(record.nodes)).toEqual(['__proto__']);
	expect(({} as EnrollmentRecord).version).toBeUndefined();
});
