/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Tells objects from lists, scalars and null. */
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts `over` upon `base`: objects are merged in depth, lists and scalars replaced, and null takes a field away. */
export const mergeFields = (base: Fields, over: Fields): Fields => {
	const merged = new Map(Object.entries(base));
	for (const [name, value] of Object.entries(over)) {
		if (value === null) {
			merged.delete(name);
		} else {
			const below = merged.get(name);
			merged.set(name, isFields(value) && isFields(below) ? mergeFields(below, value) : value);
		}
	}
	return Object.fromEntries(merged);
};

/** The value at a path such as `authentication.anonymous.enabled`; undefined where there is none. */
export const readField = (fields: Fields, path: string): unknown =>
	path.split('.').reduce<unknown>((value, name) => (isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined), fields);
