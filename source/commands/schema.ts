import {findNearestWord} from '../core/answers/nearest-word.ts';
import {Failure} from '../core/problem/failure.ts';
import {problem} from '../core/problem/problem.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {RunCommand} from './invocation.ts';

// Each schema drags zod's definitions in, so only the one asked for is loaded.
const schemas: Readonly<Record<string, () => Promise<object>>> = {
	kubenroll: async () => (await import('../core/answers/answers-json-schema.ts')).answersJsonSchema(),
	events: async () => (await import('../core/run/events-json-schema.ts')).eventsJsonSchema(),
};

/** `kubenroll schema [kubenroll|events]`: prints a JSON Schema. */
export const runSchema: RunCommand = async ({line, stdout}) => {
	const name = line.arguments[0] ?? 'kubenroll';
	const load = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
	if (load === undefined) {
		const nearest = findNearestWord(name, Object.keys(schemas));
		const value = escapeControls(name);
		throw new Failure(problem('option-value-invalid', 'schema', {option: 'schema', value, form: 'choice', choices: Object.keys(schemas), ...(nearest === undefined ? {} : {nearest})}), 'usage');
	}
	stdout.write(`${JSON.stringify(await load(), undefined, '\t')}\n`);
	return 0;
};
