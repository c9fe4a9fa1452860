/** Writes plain data as JSON with sorted keys and no blanks: equal data gives equal text, whatever order it was made in. What is undefined is left out. */
export const canonicalJson = (value: unknown): string => {
	if (Array.isArray(value)) {
		return `[${value.map(canonicalJson).join(',')}]`;
	}
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value)
			.filter(([, each]) => each !== undefined)
			.sort(([left], [right]) => (left < right ? -1 : 1));
		return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
	}
	return JSON.stringify(value) ?? 'null';
};
