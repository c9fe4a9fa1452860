import {readFileSync, writeFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {answersJsonSchema} from '../../../source/core/answers/answers-json-schema.ts';

const asset = new URL('../../../assets/kubenroll.schema.json', import.meta.url);
const validate = new Ajv({allErrors: true, strict: true, allowUnionTypes: true}).compile(answersJsonSchema());
const head = 'apiVersion: kubenroll.dev/v1alpha1\n';

test('assets/kubenroll.schema.json is what the schema makes (UPDATE_ASSETS=1 writes it)', () => {
	const made = `${JSON.stringify(answersJsonSchema(), undefined, '\t')}\n`;
	if (process.env['UPDATE_ASSETS'] === '1') {
		writeFileSync(asset, made);
	}
	expect(readFileSync(asset, 'utf8')).toBe(made);
});

test('says of every field what it is for', () => {
	const fieldsWithout = (schema: unknown, path: string): readonly string[] => {
		if (typeof schema !== 'object' || schema === null) {
			return [];
		}
		const {properties = {}, ...rest} = schema as {properties?: Record<string, {description?: string}>};
		return [
			...Object.entries(properties).flatMap(([name, field]) => [...(field.description === undefined ? [`${path}.${name}`] : []), ...fieldsWithout(field, `${path}.${name}`)]),
			...Object.values(rest).flatMap((inner) => fieldsWithout(inner, path)),
		];
	};
	expect(fieldsWithout(answersJsonSchema(), '')).toEqual([]);
});

test.each(['full.yaml', 'minimal.yaml', 'inventory.yaml'])('accepts %s', (name) => {
	validate(parse(readFileSync(new URL(`../../fixtures/answers/${name}`, import.meta.url), 'utf8')));
	expect(validate.errors).toBeNull();
});

describe('shows an editor what parsing would refuse', () => {
	test.each([
		['nodes: [a]\nnode: x', 'unknown field'],
		['nodes: [a]\nssh: {port: "22"}', 'text for a number'],
		['nodes: [a]\nssh: {port: 70000}', 'number out of range'],
		['nodes: [a]\ntoken: {lifetime: 1d}', 'a duration in days'],
		['nodes: [{name: 1}]', 'number for a name'],
		['nodes: {groups: [a]}', 'inventory without a file'],
		['nodes: [a]\nmode: token', 'word that is no choice'],
		['mode: bootstrap-token', 'missing nodes'],
	])('%j: %s', (body) => {
		expect(validate(parse(head + body))).toBe(false);
	});
});
