/** The fields of something from outside, of which nothing is known yet: empty where it has none. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? {...value} : {});
