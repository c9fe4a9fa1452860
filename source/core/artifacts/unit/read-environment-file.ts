import {trimText, type MappedCharacter, type MappedText} from './mapped-text.ts';

// systemd src/basic/env-file.c: in double quotes a backslash escapes only these (SHELL_NEED_ESCAPE).
const escapable = '"\\`$';

/** Reads the value that begins at `start`; `end` is behind its line. Quotes open only before a value or after a closing quote; within a bare value they are characters. */
const readValue = (content: string, start: number): {readonly value: MappedText; readonly end: number} => {
	const value: MappedCharacter[] = [];
	let state: 'open' | 'bare' | '"' | "'" = 'open';
	let at = start;
	for (; at < content.length; at++) {
		const character = content.charAt(at);
		const isQuoted = state === '"' || state === "'";
		if (character === '\n' && !isQuoted) {
			break;
		}
		if (character === '\\' && state !== "'") {
			at++;
			const next = content.charAt(at);
			if (next === '\n') {
				continue;
			}
			if (state === '"' && !escapable.includes(next)) {
				value.push({character, at: at - 1});
			}
			value.push({character: next, at});
			state = state === 'open' ? 'bare' : state;
		} else if (character === state) {
			state = 'open';
		} else if (state === 'open' && (character === '"' || character === "'")) {
			state = character;
		} else if (state !== 'open' || !/\s/.test(character)) {
			value.push({character, at});
			state = state === 'open' ? 'bare' : state;
		}
	}
	return {value: state === 'bare' ? trimText(value) : value, end: at + 1};
};

const isContinuedComment = (line: string): boolean => {
	const end = line.endsWith('\r') ? line.length - 1 : line.length;
	let start = end;
	while (line.charAt(start - 1) === '\\') {
		start--;
	}
	return (end - start) % 2 === 1 && /^[ \t]*[#;]/.test(line);
};

/** What an EnvironmentFile sets; `commentBackslashLine` (from 1) is a comment whose backslash takes the next line with it until systemd 254, and no more since. */
export type EnvironmentFile = {readonly variables: ReadonlyMap<string, MappedText>; readonly commentBackslashLine?: number};

/** Reads an EnvironmentFile as systemd does (src/basic/env-file.c, parse_env_file_internal): `NAME=value` lines, quotes, backslash at a line's end; no `$` is expanded. Last one of a name wins. */
export const readEnvironmentFile = (content: string): EnvironmentFile => {
	const variables = new Map<string, MappedText>();
	let commentBackslashLine: number | undefined;
	let wasCommentContinued = false;
	let at = 0;
	while (at < content.length) {
		const lineEnd = content.indexOf('\n', at) === -1 ? content.length : content.indexOf('\n', at);
		const match = /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*/.exec(content.slice(at, lineEnd));
		const [head = '', name] = match ?? [];
		if (name === undefined) {
			wasCommentContinued = isContinuedComment(content.slice(at, lineEnd));
			at = lineEnd + 1;
		} else {
			if (wasCommentContinued) {
				commentBackslashLine ??= content.slice(0, at).split('\n').length - 1;
				wasCommentContinued = false;
			}
			const {value, end} = readValue(content, at + head.length);
			variables.set(name, value);
			at = end;
		}
	}
	return {variables, ...(commentBackslashLine === undefined ? {} : {commentBackslashLine})};
};
