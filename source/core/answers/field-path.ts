import {escapeControls} from '../untrusted/escape-controls.ts';

/** Where a value stands in the file: names of fields and indices of lists, from the outside in. */
export type FieldPath = readonly (string | number)[];

/** Writes a path as people read it: `nodes[2].labels["example.com/rack"]`. */
export const formatFieldPath = (path: FieldPath): string =>
	path
		.map((part, index) => (typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `${index === 0 ? '' : '.'}${part}` : `[${escapeControls(JSON.stringify(part))}]`))
		.join('');

/** The value at a path of plain data; undefined where there is none. */
export const valueAt = (value: unknown, path: FieldPath): unknown =>
	// Plain data from YAML: what has own keys can be asked for one.
	path.reduce<unknown>((inner, part) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? (inner as Readonly<Record<string | number, unknown>>)[part] : undefined), value);
