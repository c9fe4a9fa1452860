import * as z from 'zod';

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
	schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? unwrap(schema.unwrap()) : schema;

/** The fields that an object schema has, also where it is optional or has a default; undefined for other schemas. */
export const shapeOf = (schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> | undefined => {
	const inner = unwrap(schema);
	return inner instanceof z.ZodObject ? inner.shape : undefined;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses what can be parsed: fields that cannot are left out, items of lists that cannot are undefined, so that checks across fields find every problem at once. */
export const salvage = (schema: z.core.$ZodType, value: unknown): unknown => {
	const result = z.safeParse(schema, value);
	if (result.success) {
		return result.data;
	}
	const inner = unwrap(schema);
	const shape = shapeOf(inner);
	if (shape !== undefined) {
		return isRecord(value) ? Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, salvage(field, value[name])] as const).filter(([, found]) => found !== undefined)) : undefined;
	}
	if (inner instanceof z.ZodArray && Array.isArray(value)) {
		return value.map((item) => salvage(inner.element, item));
	}
	return inner instanceof z.ZodUnion ? inner.options.map((option) => salvage(option, value)).find((found) => found !== undefined) : undefined;
};
