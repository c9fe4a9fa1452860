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
