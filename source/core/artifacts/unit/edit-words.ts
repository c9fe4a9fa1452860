import type {WordList} from './read-service-command.ts';

/** What happens to the words of one list: by index a new text, or undefined for taking the word out; then words to write behind the last. */
export type WordEdits = {readonly byIndex: ReadonlyMap<number, string | undefined>; readonly appended: readonly string[]};

const commentLines = (gap: string): readonly string[] => gap.split('\n').slice(1).filter((line) => /^\s*[#;]/.test(line));

/** A gap that also holds comments of words that were taken out. */
const gapWithComments = (gap: string, comments: readonly string[]): string => {
	const own = commentLines(gap);
	const indent = /\n([ \t]*)$/.exec(gap)?.[1] ?? '  ';
	return comments.length === 0 ? gap : ` \\\n${[...comments, ...own].join('\n')}\n${indent}`;
};

/** What stands between the last two words, as the pattern for what comes: one line stays one line, many lines stay many. */
const findSeparator = ({words}: WordList, content: string, before: number): string => {
	const [previous, last] = [words[before - 1], words[before]];
	const gap = previous === undefined || last === undefined ? ' ' : content.slice(previous.end, last.start);
	const comments = commentLines(gap);
	return comments.length === 0 ? gap : ` \\\n${/\n([ \t]*)$/.exec(gap)?.[1] ?? '  '}`;
};

/**
 * Writes the changed words into a file's content; all other bytes stay, comments between continuation lines too.
 * `patternIndex` is the word whose distance from its neighbour the appended words copy.
 */
export const editWords = (content: string, list: WordList, {byIndex, appended}: WordEdits, patternIndex: number): string => {
	const {words} = list;
	const [first, last] = [words[0], words.at(-1)];
	if (first === undefined || last === undefined) {
		return content;
	}
	let text = '';
	let comments: readonly string[] = [];
	const write = (gap: string, word: string): void => {
		text += (text === '' ? '' : gapWithComments(gap, comments)) + word;
		comments = [];
	};
	for (const [index, word] of words.entries()) {
		const gap = content.slice(words[index - 1]?.end ?? word.start, word.start);
		if (byIndex.has(index) && byIndex.get(index) === undefined) {
			// In an environment file `#` within a value is no comment.
			comments = list.kind === 'environment-file' ? [] : [...comments, ...commentLines(gap)];
		} else {
			write(gap, byIndex.get(index) ?? content.slice(word.start, word.end));
		}
	}
	for (const word of appended) {
		write(findSeparator(list, content, patternIndex), word);
	}
	const tail = comments.length === 0 ? '' : `\n${comments.join('\n')}`;
	return content.slice(0, first.start) + text + tail + content.slice(last.end);
};
