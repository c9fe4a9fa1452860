import * as z from 'zod';
import {answersFile} from './answers-schema.ts';

/** The JSON Schema of kubenroll.yaml, for editors; made from the schema that parses the file. */
export const answersJsonSchema = (): object => ({
	// Draft 7 is what editors' YAML servers know best.
	...z.toJSONSchema(answersFile, {
		io: 'input',
		target: 'draft-7',
		reused: 'inline',
		// zod drops the examples of what a transform turns into something else; ours are of the input.
		override: ({zodSchema, jsonSchema}) => {
			const {examples} = z.globalRegistry.get(zodSchema) ?? {};
			if (Array.isArray(examples)) {
				jsonSchema.examples = [...examples];
			}
		},
	}),
	$id: 'https://kubenroll.dev/schema/v1alpha1.json',
	title: 'kubenroll.yaml',
	description: 'Which nodes kubenroll enrols into which cluster, and how.',
});
