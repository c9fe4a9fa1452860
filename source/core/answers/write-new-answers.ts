import {stringify} from 'yaml';
import {answersJsonSchema} from './answers-json-schema.ts';
import {type AnswersInput, apiVersion} from './answers-schema.ts';

/** What the wizard or a flag knows already; anything else gets its default, as a comment. */
export type NewAnswers = Partial<Omit<AnswersInput, 'apiVersion' | 'kind'>>;

type FieldSchema = {readonly description?: string; readonly default?: unknown; readonly examples?: readonly unknown[]; readonly properties?: Readonly<Record<string, FieldSchema>>};

const head = `# kubenroll.yaml: which nodes join which cluster, and how.
# Lines that begin with # are what holds without them, or examples.
# yaml-language-server: $schema=https://kubenroll.dev/schema/v1alpha1.json
`;

const indentLines = (lines: readonly string[], indent: string): readonly string[] => lines.map((line) => (line === '' ? line : indent + line));

const write = (name: string, value: unknown): readonly string[] => stringify({[name]: value}, {lineWidth: 0, aliasDuplicateObjects: false}).trimEnd().split('\n');

const writeExample = (name: string, value: unknown): readonly string[] => {
	const text = stringify({[name]: value}, {lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: false}).trimEnd();
	return value === undefined ? [] : [`# ${text.startsWith('{') ? text.slice(1, -1) : text}`];
};

const writeField = (name: string, schema: FieldSchema, value: unknown): readonly string[] => {
	const description = schema.description === undefined ? [] : [`# ${schema.description}`];
	if (schema.properties === undefined || schema.examples !== undefined) {
		return [...description, ...(value === undefined ? writeExample(name, schema.default ?? schema.examples?.[0]) : write(name, value))];
	}
	// A section of the draft is an object; AnswersInput says so.
	const inner = Object.entries(schema.properties).flatMap(([field, fieldSchema]) => writeField(field, fieldSchema, (value as Readonly<Record<string, unknown>> | undefined)?.[field]));
	const isUsed = inner.some((line) => !line.startsWith('#'));
	const section = [`${name}:`, ...indentLines(inner, '  ')];
	return [...description, ...(isUsed ? section : indentLines(section, '# '))];
};

/** Writes a new kubenroll.yaml: what is known as values, every other field as a comment with its meaning and default. */
export const writeNewAnswers = (draft: NewAnswers): string => {
	const {properties = {}} = answersJsonSchema() as FieldSchema;
	const values: Readonly<Record<string, unknown>> = {nodes: [], ...draft, apiVersion, kind: 'Enrollment'};
	const sections = Object.entries(properties).map(([name, schema]) => (name === 'apiVersion' || name === 'kind' ? write(name, values[name]) : ['', ...writeField(name, schema, values[name])]));
	return `${head}${sections.flat().join('\n')}\n`;
};
