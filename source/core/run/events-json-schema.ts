import * as z from 'zod';
import {eventSchema} from './event-schema.ts';

/** The JSON Schema of one line of --json; `#/$defs/request` is one line of `csr list --json`. Unknown fields are allowed: later versions may add some. */
export const eventsJsonSchema = (): object => ({
	...z.toJSONSchema(eventSchema, {io: 'input', target: 'draft-2020-12'}),
	$id: 'https://kubenroll.dev/schema/events-v1alpha1.json',
	title: 'kubenroll --json',
	description: 'One line that `kubenroll plan | enroll | artifacts --json` prints. A line of `kubenroll csr list --json` is #/$defs/request.',
});
