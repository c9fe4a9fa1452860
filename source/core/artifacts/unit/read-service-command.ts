import type {FileFacts} from '../../facts/node-facts.ts';
import {trimText} from './mapped-text.ts';
import {readEnvironmentFile} from './read-environment-file.ts';
import {readUnitFile, type Assignment} from './read-unit-file.ts';
import {splitWords, type Word} from './split-words.ts';

/** Why a unit cannot be read for certain, and so is not adapted; each has its words in the text room. */
export type UnitDefect = {
	readonly path: string;
	readonly reason:
		| 'no-command' | 'several-commands' | 'wrapper' | 'syntax' | 'loose-backslash' | 'comment-backslash' | 'unreadable' | 'environment-file-missing'
		| 'variable' | 'positional' | 'split-flag' | 'unsafe-value';
	/** The piece of the unit that is meant; not yet safe to print. */
	readonly detail: string;
};

/** Words that stand one behind the other in one file: a command line, or the value of a variable. */
export type WordList = {
	/** `manifest`: items of a list in a static pod's manifest. */
	readonly kind: 'command' | 'environment' | 'environment-file' | 'manifest';
	readonly path: string;
	/** Name of the variable; empty for the command. */
	readonly variable: string;
	/** Every word, the program and `$VARIABLE` among them. */
	readonly words: readonly Word[];
	/** Another word may be written behind the last one. */
	readonly isExtensible: boolean;
};

/** One argument of the program and the word that it comes from. */
export type Argument = {readonly text: string; /** A specifier such as `%H` in it cannot be told. */ readonly isOpaque: boolean; readonly list: WordList; readonly index: number};

/** The command that systemd would run. */
export type ServiceCommand = {readonly binary: string; readonly command: WordList; readonly arguments: readonly Argument[]};

type Variables = ReadonlyMap<string, {readonly text: string; readonly list: WordList}>;

// `NAME.service.d`, `NAME-.service.d`, `NAME@.service.d`, and `service.d` for every service: systemd.unit(5).
const isDropIn = (path: string): boolean => /(?:\/|\.)service\.d\/[^/]+\.conf$/.test(path);

const effective = (assignments: readonly (Assignment & {readonly path: string})[], key: string): readonly (Assignment & {readonly path: string})[] => {
	const own = assignments.filter((assignment) => assignment.section === 'Service' && assignment.key === key);
	return own.slice(own.findLastIndex(({value}) => value.length === 0) + 1);
};

const readEnvironment = (assignment: Assignment & {readonly path: string}): Variables | UnitDefect => {
	const words = splitWords(assignment.value, 'unit');
	if (words === undefined) {
		return {path: assignment.path, reason: 'syntax', detail: 'Environment='};
	}
	return new Map(
		words.flatMap((word) => {
			const equals = word.text.indexOf('=');
			const value = word.characters.slice(equals + 1);
			// Behind the last character stands a closing quote: more words fit in.
			const isExtensible = (value.at(-1)?.at ?? word.end) + 1 < word.end;
			const list = {kind: 'environment', path: assignment.path, variable: word.text.slice(0, equals), words: splitWords(value, 'variable') ?? [], isExtensible} as const;
			return equals < 1 ? [] : [[list.variable, {text: word.text.slice(equals + 1), list}]];
		}),
	);
};

const readEnvironmentFiles = (assignment: Assignment & {readonly path: string}, files: readonly FileFacts[]): Variables | UnitDefect => {
	const written = trimText(assignment.value).map(({character}) => character).join('').replaceAll(/^"|"$/g, '');
	const path = written.replace(/^-/, '');
	const file = files.find((one) => one.path === path);
	if (/[%*?[]/.test(path)) {
		return {path: assignment.path, reason: 'variable', detail: written};
	}
	if (file === undefined || !file.exists) {
		return written.startsWith('-') ? new Map() : {path: assignment.path, reason: 'environment-file-missing', detail: path};
	}
	if (file.content === undefined) {
		return {path, reason: 'unreadable', detail: path};
	}
	const {variables, commentBackslashLine} = readEnvironmentFile(file.content);
	if (commentBackslashLine !== undefined) {
		return {path, reason: 'comment-backslash', detail: String(commentBackslashLine)};
	}
	return new Map(
		[...variables].map(([variable, value]) => {
			const list = {kind: 'environment-file', path, variable, words: splitWords(value, 'variable') ?? [], isExtensible: true} as const;
			return [variable, {text: value.map(({character}) => character).join(''), list}];
		}),
	);
};

const isDefect = (value: Variables | UnitDefect): value is UnitDefect => !(value instanceof Map);

/** Expands one word as systemd does (src/core/exec-invoke.c, replace_env_argv): `$NAME` alone is split into words, `${NAME}` stays one. */
const expandWord = (list: WordList, index: number, variables: Variables, doesExpand: boolean): readonly Argument[] | UnitDefect => {
	const text = list.words[index]?.text ?? '';
	const whole = /^\$(?![{$])(.*)$/s.exec(text)?.[1];
	if (whole !== undefined && doesExpand) {
		const variable = variables.get(whole);
		return (variable?.list.words ?? []).map(({text: one}, at) => ({text: one, isOpaque: false, list: variable?.list ?? list, index: at}));
	}
	if (doesExpand && /\$\{(?!\w+\})/.test(text)) {
		return {path: list.path, reason: 'variable', detail: text};
	}
	const plain = text.replaceAll('%%', '');
	const expanded = doesExpand ? text.replaceAll(/\$\$|\$\{(\w+)\}/g, (found, name: string | undefined) => (found === '$$' ? '$' : (variables.get(name ?? '')?.text ?? ''))) : text;
	return [{text: expanded.replaceAll('%%', '%'), isOpaque: plain.includes('%'), list, index}];
};

/**
 * Finds a program's command line in its unit, drop-ins and environment files (in this order, as `systemctl cat` tells them),
 * and for each argument where it is written. `program` is the name that the binary must have. A construct whose meaning is not certain is a defect, never a guess.
 */
export const readServiceCommand = (files: readonly FileFacts[], program: string): ServiceCommand | UnitDefect => {
	const main = files[0]?.path ?? `${program}.service`;
	const units = files.filter(({path, exists}, index) => exists && (index === 0 || isDropIn(path)));
	const assignments: (Assignment & {readonly path: string})[] = [];
	for (const {path, content} of units) {
		if (content === undefined) {
			return {path, reason: 'unreadable', detail: path};
		}
		const unit = readUnitFile(content);
		if (unit.looseBackslashLine !== undefined) {
			return {path, reason: 'loose-backslash', detail: String(unit.looseBackslashLine)};
		}
		assignments.push(...unit.assignments.map((assignment) => ({...assignment, path})));
	}
	const commands = effective(assignments, 'ExecStart');
	const [exec] = commands;
	if (exec === undefined) {
		return {path: main, reason: 'no-command', detail: 'ExecStart='};
	}
	const words = splitWords(exec.value, 'unit');
	if (words === undefined) {
		return {path: exec.path, reason: 'syntax', detail: 'ExecStart='};
	}
	if (commands.length > 1 || words.some(({text, start, end}) => text === ';' && end - start === 1)) {
		return {path: exec.path, reason: 'several-commands', detail: 'ExecStart='};
	}
	// Prefixes of systemd.service(5): `-`, `:`, `+`, `!`, `!!`; with `@` or `|` the words mean something else.
	const [, prefix = '', binary = ''] = /^([-:+!]*)(.*)$/s.exec(words[0]?.text ?? '') ?? [];
	if (!binary.startsWith('/') || !binary.endsWith(`/${program}`)) {
		return {path: exec.path, reason: 'wrapper', detail: words[0]?.text ?? ''};
	}
	let variables: Variables = new Map();
	for (const assignment of effective(assignments, 'Environment')) {
		const found = readEnvironment(assignment);
		if (isDefect(found)) {
			return found;
		}
		variables = new Map([...variables, ...found]);
	}
	for (const assignment of effective(assignments, 'EnvironmentFile')) {
		const found = readEnvironmentFiles(assignment, files);
		if (isDefect(found)) {
			return found;
		}
		variables = new Map([...variables, ...found]);
	}
	const command: WordList = {kind: 'command', path: exec.path, variable: '', words, isExtensible: true};
	const expanded = words.slice(1).map((_, index) => expandWord(command, index + 1, variables, !prefix.includes(':')));
	const defect = expanded.find((one): one is UnitDefect => 'reason' in one);
	return defect ?? {binary, command, arguments: expanded.flatMap((one) => ('reason' in one ? [] : one))};
};
