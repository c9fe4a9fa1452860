import type {z} from 'zod';
import type {ConfigProblems, ExpectedKind, ValueKind} from '../problem/config.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import type {Position} from './answers.ts';
import {answersFile} from './answers-schema.ts';
import {type FieldPath, formatFieldPath, valueAt} from './field-path.ts';
import type {FieldDefect} from './field-reading.ts';
import {findNearestWord} from './nearest-word.ts';
import {type PlacedProblem, placeProblem} from './placed-problem.ts';
import type {YamlTree} from './read-yaml.ts';
import {shapeOf} from './salvage.ts';

const examples: Readonly<Record<string, string>> = {
	apiVersion: 'apiVersion: kubenroll.dev/v1alpha1',
	nodes: 'nodes: [node01=10.0.0.11]',
	inventory: 'inventory: ./hosts.ini',
	source: 'source: ./kubelet',
	key: 'key: dedicated',
	effect: 'effect: NoSchedule',
};

const expectedKinds: Readonly<Record<string, ExpectedKind>> = {string: 'text', number: 'whole-number', int: 'whole-number', boolean: 'boolean', array: 'list', object: 'mapping', record: 'mapping'};

const listFields = (schema: z.core.$ZodType, path: FieldPath): readonly FieldPath[] =>
	Object.entries(shapeOf(schema) ?? {}).flatMap(([name, inner]) => [[...path, name], ...listFields(inner, [...path, name])]);

const allFields = listFields(answersFile, []);

// Where a field that was put at the wrong place belongs, if only one place has a field of this name.
const findElsewhere = (name: string): string | undefined => {
	const [path, ...others] = allFields.filter((known) => known.at(-1) === name);
	return path === undefined || others.length > 0 ? undefined : formatFieldPath(path);
};

const booleans: Readonly<Record<string, string>> = {true: 'true', yes: 'true', on: 'true', false: 'false', no: 'false', off: 'false'};

// The value as it should have been written, where only quotes, or the brackets of a list, are missing.
const respell = (expected: ExpectedKind, found: ValueKind, source: string | undefined): string | undefined => {
	const text = source === undefined ? undefined : escapeControls(source);
	if (text === undefined || text === '' || text.length > 100) {
		return undefined;
	}
	const respelt: Partial<Record<ExpectedKind, string | undefined>> = {
		text: `"${text}"`,
		'whole-number': /^\d+$/.test(text) ? text : undefined,
		boolean: booleans[text.toLowerCase()],
		list: found === 'text' ? `[${text}]` : undefined,
	};
	return respelt[expected];
};

type Issue = z.core.$ZodIssue;

/** Tells what zod found as problems of the file, each at its place; a union is told as the member that was meant. */
export const explainIssues = (issues: readonly Issue[], tree: YamlTree, path: string): readonly PlacedProblem[] => {
	const place = (position: Position, make: (subject: string) => Problem): PlacedProblem => placeProblem(path, position, make);
	const explainType = (where: FieldPath, expected: ExpectedKind): PlacedProblem => {
		const field = where.length === 0 ? path : formatFieldPath(where);
		const found = tree.kindAt(where);
		const name = where.at(-1);
		if (valueAt(tree.value, where) === undefined && name !== undefined) {
			const example = examples[String(name)];
			return place(tree.locateKey(where), (subject) => problem('field-missing', subject, {field, ...(example === undefined ? {} : {example})}));
		}
		if (found === 'nothing') {
			return place(tree.locateKey(where), (subject) => problem('field-empty', subject, {field}));
		}
		const suggestion = respell(expected, found, tree.sourceAt(where));
		return place(tree.locate(where), (subject) => problem('field-type', subject, {field, expected, found, ...(suggestion === undefined ? {} : {suggestion})}));
	};
	const explainDefect = (where: FieldPath, {code, params}: FieldDefect): PlacedProblem => {
		const field = formatFieldPath(where);
		const isKey = code === 'label-not-allowed' || code === 'kubelet-field-owned' || (code === 'field-form' && params.form === 'label-key');
		const position = isKey ? tree.locateKey(where) : tree.locate(where);
		if (code === 'label-not-allowed') {
			const name = where[0] === 'nodes' ? valueAt(tree.value, [...where.slice(0, 2), 'name']) : undefined;
			const value = valueAt(tree.value, where);
			return place(position, (subject) =>
				problem(code, subject, {field, key: params.key, node: typeof name === 'string' && !name.includes('[') ? escapeControls(name) : '<node>', value: typeof value === 'string' ? escapeControls(value) : ''}),
			);
		}
		// Code and params come from one member of the union; what the type leaves out is added here.
		return place(position, (subject) => problem(code as 'field-form', subject, {field, ...params} as ConfigProblems['field-form']));
	};
	const explain = (issue: Issue, outer: FieldPath): readonly PlacedProblem[] => {
		// Keys of plain data are never symbols.
		const where: FieldPath = [...outer, ...(issue.path as FieldPath)];
		switch (issue.code) {
			case 'invalid_type': {
				return [explainType(where, expectedKinds[issue.expected] ?? 'text')];
			}
			case 'invalid_value': {
				const choices = issue.values.map(String);
				const value = valueAt(tree.value, where);
				if (typeof value !== 'string') {
					return [explainType(where, 'text')];
				}
				const nearest = findNearestWord(value, choices);
				return [place(tree.locate(where), (subject) => problem('field-choice', subject, {field: formatFieldPath(where), value: escapeControls(value), choices, ...(nearest === undefined ? {} : {nearest})}))];
			}
			case 'unrecognized_keys': {
				const known = issue.message.split(' ');
				return issue.keys.map((key) => {
					const field = [...where, key];
					const nearest = findNearestWord(key, known);
					const elsewhere = findElsewhere(key);
					return place(tree.locateKey(field), (subject) =>
						problem('field-unknown', subject, {field: formatFieldPath(field), known, ...(nearest === undefined ? {} : {nearest: formatFieldPath([...where, nearest])}), ...(elsewhere === undefined ? {} : {elsewhere})}),
					);
				});
			}
			case 'too_small': {
				// Only lists have their limits in zod's own words.
				return [place(tree.locateKey(where), (subject) => problem('field-empty', subject, {field: formatFieldPath(where)}))];
			}
			case 'invalid_key': {
				return issue.issues.flatMap((inner) => explain(inner, where));
			}
			case 'invalid_union': {
				const isOfOtherKind = (member: readonly Issue[]): boolean => member.some(({code, path: inner}) => code === 'invalid_type' && inner.length === 0);
				const meant = issue.errors.find((member) => !isOfOtherKind(member));
				if (meant !== undefined) {
					return meant.flatMap((inner) => explain(inner, where));
				}
				return [explainType(where, where.length === 1 && where[0] === 'nodes' ? 'list' : 'text-or-mapping')];
			}
			case 'invalid_format':
			case 'invalid_element':
			case 'not_multiple_of':
			case 'too_big': {
				// No schema of ours makes these.
				return [explainType(where, 'text')];
			}
			case 'custom': {
				// Only answers-schema.ts makes custom issues, always with a defect.
				return [explainDefect(where, issue.params?.['defect'] as FieldDefect)];
			}
		}
	};
	return issues.flatMap((issue) => explain(issue, []));
};
