/** A value of a JSON stream: where it begins and ends. */
export type JsonSpan = {readonly start: number; readonly end: number};

/** The values of a stream, and where something stands that is none, or a value that does not end. */
export type JsonSpans = {readonly spans: readonly JsonSpan[]; readonly strayAt?: number; readonly unclosedAt?: number};

// Where the string that begins here ends; the end of the text where it does not. A quote behind an odd number of backslashes is the string's own.
const endOfString = (text: string, start: number): number => {
	let at = start + 1;
	for (;;) {
		const quote = text.indexOf('"', at);
		if (quote < 0) {
			return text.length;
		}
		let slashes = 0;
		while (text[quote - 1 - slashes] === '\\' && quote - 1 - slashes > start) {
			slashes += 1;
		}
		if (slashes % 2 === 0) {
			return quote;
		}
		at = quote + 1;
	}
};

const space = /\s/;

/** Finds the objects and lists that stand one after the other in a text, as several `kubectl get -o json` leave them. Whether each is sound is for JSON.parse to say. Takes time by the length of the text only. */
export const splitJson = (text: string): JsonSpans => {
	const spans: JsonSpan[] = [];
	let depth = 0;
	let start = 0;
	let strayAt: number | undefined;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at] ?? '';
		if (character === '{' || character === '[') {
			start = depth === 0 ? at : start;
			depth += 1;
		} else if (depth > 0 && (character === '}' || character === ']')) {
			depth -= 1;
			if (depth === 0) {
				spans.push({start, end: at + 1});
			}
		} else if (depth > 0 && character === '"') {
			at = endOfString(text, at);
		} else if (depth === 0 && !space.test(character)) {
			strayAt ??= at;
		}
	}
	return {spans, ...(strayAt === undefined ? {} : {strayAt}), ...(depth === 0 ? {} : {unclosedAt: start})};
};

/** Where a key begins that stands a second time in its object; undefined where none does. JSON.parse would take the last one, and say nothing. What the span holds has to be JSON. */
export const findRepeatedKey = (text: string, {start, end}: JsonSpan): number | undefined => {
	const open: Set<string>[] = [];
	for (let at = start; at < end; at += 1) {
		const character = text[at] ?? '';
		if (character === '{' || character === '[') {
			open.push(new Set());
		} else if (character === '}' || character === ']') {
			open.pop();
		} else if (character === '"') {
			const begin = at;
			at = endOfString(text, at);
			let next = at + 1;
			while (space.test(text[next] ?? '')) {
				next += 1;
			}
			if (text[next] !== ':') {
				continue;
			}
			const word = text.slice(begin, at + 1);
			const key = word.includes('\\') ? String(JSON.parse(word)) : word.slice(1, -1);
			if (open.at(-1)?.has(key) === true) {
				return begin;
			}
			open.at(-1)?.add(key);
		}
	}
	return undefined;
};
