import {readFileSync} from 'node:fs';
import {createTwoFilesPatch} from 'diff';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {type AnswersEdit, editAnswers} from '../../../source/core/answers/edit-answers.ts';
import {parseAnswers} from '../../../source/core/answers/parse-answers.ts';
import {writeNewAnswers} from '../../../source/core/answers/write-new-answers.ts';
import {Failure} from '../../../source/core/problem/failure.ts';

const full = readFileSync(new URL('../../fixtures/answers/full.yaml', import.meta.url), 'utf8');

/** The lines that an edit takes away and adds. */
const changes = (text: string, edit: AnswersEdit): readonly string[] =>
	createTwoFilesPatch('', '', text, editAnswers(text, [edit]), '', '', {context: 0})
		.split('\n')
		.slice(4)
		.filter((line) => /^[+-]/.test(line));

const set = (path: AnswersEdit['path'], value: unknown): AnswersEdit => ({kind: 'set', path, value});
const append = (path: AnswersEdit['path'], ...values: readonly unknown[]): AnswersEdit => ({kind: 'append', path, values});
const remove = (path: AnswersEdit['path']): AnswersEdit => ({kind: 'delete', path});

describe('changes these lines of the full file and no other', () => {
	test.each([
		[set(['cluster', 'apiServer'], '10.0.0.200:6443'), ['-  apiServer: 10.0.0.100:6443 # the VIP that keepalived moves', '+  apiServer: 10.0.0.200:6443 # the VIP that keepalived moves']],
		[set(['ssh', 'port'], 2222), ['-  port: 22', '+  port: 2222']],
		[set(['nodes', 3, 'labels', 'example.com/gpu'], 'it\'s "no"'), ['-      example.com/gpu: "true"', '+      example.com/gpu: "it\'s \\"no\\""']],
		[set(['nodes', 3, 'labels', 'rack'], '7'), ['+      rack: "7"']],
		[set(['nodes', 0], 'node[01-08]=10.0.0.[11-18]'), ['-  - node[01-04]=10.0.0.[11-14]', '+  - node[01-08]=10.0.0.[11-18]']],
		[set(['nodes', 3, 'taints'], ['a:NoSchedule', 'b:NoExecute']), ['-      - dedicated=gpu:NoSchedule', '+      - a:NoSchedule', '+      - b:NoExecute']],
		[set(['kubelet', 'taints', 0, 'value'], 'x'), ['-    - {key: example.com/new, effect: PreferNoSchedule}', '+    - {key: example.com/new, effect: PreferNoSchedule, value: x}']],
		[set(['kubelet', 'clusterDNS'], ['10.96.0.10', 'fd00::a']), ['-  clusterDNS: [10.96.0.10]', '+  clusterDNS: [10.96.0.10, fd00::a]']],
		[set(['token'], {lifetime: '2h'}), ['-  lifetime: 1h', '-  scope: per-node', '+  lifetime: 2h']],
		[append(['nodes'], 'node09=10.0.0.19', {name: 'node10', address: '10.0.0.20'}), ['+  - node09=10.0.0.19', '+  - name: node10', '+    address: 10.0.0.20']],
		[append(['cluster', 'serviceCIDRs'], 'fd00::/108'), ['-  serviceCIDRs: [10.96.0.0/12]', '+  serviceCIDRs: [10.96.0.0/12, fd00::/108]']],
		[append(['kubelet', 'taints'], 'a:NoExecute'), ['+    - a:NoExecute']],
		[remove(['mode']), ['-mode: bootstrap-token']],
		[remove(['nodes', 1]), ['-  - node05=ops@10.0.1.15:2222']],
		[remove(['nodes', 4]), ['-  - name: m3', '-    address: 10.0.0.3', '-    controlPlane: true', '-    reenroll: true']],
		[remove(['nodes', 4, 'name']), ['-  - name: m3', '-    address: 10.0.0.3', '+  - address: 10.0.0.3']],
		[remove(['nodes', 4, 'reenroll']), ['-    reenroll: true']],
		[remove(['nodes', 3, 'taints', 0]), ['-    taints:', '-      - dedicated=gpu:NoSchedule', '+    taints: []']],
		[remove(['kubelet', 'clusterDNS', 0]), ['-  clusterDNS: [10.96.0.10]', '+  clusterDNS: []']],
		[remove(['nodes', 3, 'nothing']), []],
		[remove(['nothing', 'below']), []],
		[remove(['mode', 'below']), []],
		[set(['ssh', 'user'], 'root'), []],
	])('%j', (edit, expected) => {
		expect(changes(full, edit)).toEqual(expected);
	});
});

describe('makes what is missing', () => {
	test.each<readonly [string, AnswersEdit, string]>([
		['a: 1\n', set(['ssh', 'user'], 'root'), 'a: 1\nssh:\n  user: root\n'],
		['a: 1', set(['b'], 2), 'a: 1\nb: 2\n'],
		['a: 1\r\nb: 2\r\n', set(['c', 'd'], 'x'), 'a: 1\r\nb: 2\r\nc:\r\n  d: x\r\n'],
		['\uFEFFa: 1\n', set(['a'], 2), '\uFEFFa: 2\n'],
		['a: 1\n', append(['nodes'], 'n1'), 'a: 1\nnodes:\n  - n1\n'],
		['nodes: []\na: 1\n', append(['nodes'], 'n1', 'n2'), 'nodes: [n1, n2]\na: 1\n'],
		['nodes:\n- a # first\n# end\n', append(['nodes'], 'b'), 'nodes:\n- a # first\n- b\n# end\n'],
		['a: {b: 1}\n', set(['a', 'c'], 'x, y'), 'a: {b: 1, c: "x, y"}\n'],
		['a: |\n  text\nb: 1\n', set(['c'], 1), 'a: |\n  text\nb: 1\nc: 1\n'],
		['a:\n  b: 1\n  # c: 2\n\n  # d: 3\n\n# e: 4\n', set(['f', 'g'], 5), 'a:\n  b: 1\n  # c: 2\n\n  # d: 3\nf:\n  g: 5\n\n# e: 4\n'],
		['a:\n  b: 1\n  # c: 2', set(['f'], 5), 'a:\n  b: 1\n  # c: 2\nf: 5\n'],
		['a:\n  b: 1\n  # c: 2\n', set(['a', 'd'], 5), 'a:\n  b: 1\n  d: 5\n  # c: 2\n'],
		['a: 1\n# b: 2\n', set(['c'], 3), 'a: 1\nc: 3\n# b: 2\n'],
		['ssh:\n# note\nb: 1\n', set(['ssh', 'user'], 'x'), 'ssh:\n  # note\n  user: x\nb: 1\n'],
	])('%j %j', (text, edit, expected) => {
		const edited = editAnswers(text, [edit]);
		expect(edit.path[0] === 'ssh' && text.startsWith('ssh') ? parse(edited) : edited).toEqual(text.startsWith('ssh') ? parse(expected) : expected);
	});
});

test('edits one place where an anchor is shared by others', () => {
	const edited = editAnswers('a: &x {k: 1}\nb: *x\n', [set(['b', 'k'], 2)]);
	expect(parse(edited)).toEqual({a: {k: 1}, b: {k: 2}});
	expect(parse(editAnswers('a: &x 1\nb: *x\n', [set(['a'], 2)]))).toEqual({a: 2, b: 1});
	expect(editAnswers('a: &x 1 # one\nb: *x\nc: 3 # three\n', [set(['c'], 4)])).toBe('a: &x 1 # one\nb: *x\nc: 4 # three\n');
});

test('refuses to edit what is no YAML, with every reason', () => {
	expect(() => editAnswers('a: [1\nb: "', [set(['a'], 1)])).toThrow(Failure);
	try {
		editAnswers('a: 1\na: 2\n\tb: 3', [set(['a'], 1)]);
	} catch (error) {
		expect(error).toMatchObject({kind: 'usage', problems: [{code: 'yaml-duplicate-field'}, {code: 'yaml-syntax'}]});
	}
});

// Texts of odd but valid layout: comments, blank lines, both kinds of quotes, flow and block.
const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('a', 'x y', '"q"', "it's", '# no comment', '- a', '', 'null', '0x1f', '[1', 'a: b', 'line\nline', '节点', ' padded '));
const comment = fc.constantFrom('', ' # note', '   # far');
const line = fc.tuple(fc.constantFrom('', '\n', '# alone\n', '\n  # odd\n'), fc.constantFrom('one', 'two', 'three', 'four'), scalar, comment, fc.constantFrom('plain', 'block', 'list', 'flow'));
const layout = fc.uniqueArray(line, {selector: ([, key]) => key, minLength: 1, maxLength: 4}).map((lines) =>
	lines
		.map(([before, key, value, after, kind]) => {
			const text = JSON.stringify(value);
			const bodies = {plain: ` ${text}${after}\n`, block: `${after}\n    x: ${text}\n    y: 2${after}\n`, list: `\n  - ${text}${after}\n\n  -   x: 1\n      y: '2'\n`, flow: ` {x: ${text},  y: [1,2]}${after}\n`};
			return `${before}${key}:${bodies[kind]}`;
		})
		.join(''),
);
const anyPath = fc.tuple(fc.constantFrom('one', 'two', 'three', 'five'), fc.constantFrom<readonly (string | number)[]>([], ['x'], ['y'], ['z'])).map(([key, rest]) => [key, ...rest]);

test('edits nothing byte for byte', () => {
	fc.assert(
		fc.property(layout, (text) => {
			expect(editAnswers(text, [])).toBe(text);
			const [key = '', value] = Object.entries(parse(text) as Record<string, unknown>)[0] ?? [];
			expect(editAnswers(text, [set([key], value)])).toBe(text);
		}),
	);
});

test('makes the edit and changes nothing else, whatever the layout', () => {
	const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
	const write = (data: unknown, [key = '', ...rest]: readonly (string | number)[], value: unknown): unknown => {
		const record = isRecord(data) ? data : {};
		return {...record, [key]: rest.length === 0 ? value : write(record[key], rest, value)};
	};
	fc.assert(
		fc.property(layout, anyPath, fc.oneof(scalar, fc.array(scalar, {minLength: 1, maxLength: 3}), fc.record({p: scalar, q: scalar})), (text, path, value) => {
			const data: unknown = parse(text);
			fc.pre(!(path.length > 1 && Array.isArray((data as Record<string, unknown>)[String(path[0])])));
			const edited = editAnswers(text, [set(path, value)]);
			expect(parse(edited)).toEqual(write(data, path, value));
			for (const note of text.match(/# (?:alone|odd)/g) ?? []) {
				expect(edited).toContain(note);
			}
		}),
		{numRuns: 500},
	);
});

test('what was appended to a real file is parsed, and the rest as before', () => {
	const before = parseAnswers(full, 'k.yaml');
	const after = parseAnswers(editAnswers(full, [append(['nodes'], 'extra[1-3]=10.0.9.[1-3]'), set(['ssh', 'concurrency'], 8)]), 'k.yaml');
	if (!before.isValid || !after.isValid) {
		throw new Error('both have to parse');
	}
	expect(after.answers.nodes.slice(0, -3)).toEqual(before.answers.nodes);
	expect(after.answers.nodes.slice(-3).map(({name}) => name)).toEqual(['extra1', 'extra2', 'extra3']);
	expect({...after.answers, nodes: [], ssh: {...after.answers.ssh, concurrency: 32}}).toEqual({...before.answers, nodes: []});
});

describe('what a new file keeps a place for as a comment', () => {
	const fresh = writeNewAnswers({cluster: {kubeconfig: '/a', apiServer: '10.0.0.100:6443'}, nodes: ['node01=10.0.0.51']});
	const countLines = (text: string, field: string): number => text.split('\n').filter((each) => new RegExp(`^[# ]*${field}:`).test(each)).length;

	test.each<readonly [edit: AnswersEdit, once: readonly string[], reads: unknown]>([
		[set(['kubelet', 'config', 'failSwapOn'], false), ['kubelet', 'config', 'cgroupDriver', 'taints'], {kubelet: {config: {failSwapOn: false}}}],
		[set(['tokenFile', 'mendRows'], true), ['tokenFile', 'mendRows', 'spareRows'], {tokenFile: {mendRows: true}}],
		[set(['cluster', 'controlPlane'], ['m1=10.0.0.1', 'm2=10.0.0.2']), ['cluster', 'controlPlane', 'controlPlaneChanges', 'offline'], {cluster: {controlPlane: ['m1=10.0.0.1', 'm2=10.0.0.2']}}],
		[set(['kubelet', 'paths', 'unit'], '/x'), ['kubelet', 'paths', 'unit', 'clientCA'], {kubelet: {paths: {unit: '/x'}}}],
	])('is there once after %j', (edit, once, reads) => {
		const edited = editAnswers(fresh, [edit]);
		expect(parse(edited)).toMatchObject(reads as object);
		expect(once.map((field) => countLines(edited, field))).toEqual(once.map((field) => countLines(fresh, field)));
	});

	test('takes no comment of somebody else for one', () => {
		const own = 'cluster:\n  kubeconfig: /a\n# ssh: ask Bob before changing this\nnodes: [a=10.0.0.1]\n';
		expect(editAnswers(own, [set(['ssh', 'user'], 'root')])).toContain('# ssh: ask Bob before changing this\n');
	});
});
