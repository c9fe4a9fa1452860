import {parseArgs} from 'node:util';
import {findNearestWord} from '../core/answers/nearest-word.ts';
import {parseTimestamp} from '../core/csr/timestamp.ts';
import {problem, type Problem} from '../core/problem/problem.ts';
import type {OptionForm} from '../core/problem/usage.ts';
import {escapeControls} from '../core/untrusted/escape-controls.ts';
import type {CommandId, GroupId, OptionId} from '../text/help-text.ts';
import {argumentsByCommand, commandIds, generalOptions, options, optionsByCommand, requiredOptions} from './options.ts';

/** A command line, read and checked. No command: kubenroll was called alone, or a group was. */
export type CommandLine = {
	readonly command: CommandId | undefined;
	/** Set where only a group such as `csr` was named. */
	readonly group?: GroupId;
	readonly arguments: readonly string[];
	readonly flags: ReadonlySet<OptionId>;
	readonly values: ReadonlyMap<OptionId, string>;
	/** Everything that is wrong with it. */
	readonly problems: readonly Problem[];
};

type Token = {readonly kind: 'option'; readonly id: OptionId; readonly name: string; readonly value: string | undefined} | {readonly kind: 'unknown'; readonly name: string} | {readonly kind: 'word'; readonly word: string};

const isGroupId = (word: string): word is GroupId => commandIds.some((id) => id.startsWith(`${word} `));

const isOptionId = (name: string): name is OptionId => Object.hasOwn(options, name);

// --config --json would otherwise take --json for a file's name.
const isOwnValue = (value: string | undefined, isInline: boolean | undefined): boolean => value !== undefined && (isInline === true || value === '-' || !value.startsWith('-'));

const readTokens = (argv: readonly string[]): readonly Token[] => {
	const specs = Object.entries(options).map(([id, spec]) => [id, {type: spec.kind === 'flag' ? 'boolean' : 'string', ...(spec.short === undefined ? {} : {short: spec.short})} as const] as const);
	const {tokens} = parseArgs({args: [...argv], options: Object.fromEntries(specs), strict: false, allowPositionals: true, tokens: true});
	return tokens.flatMap((token): readonly Token[] => {
		if (token.kind === 'positional') {
			return [{kind: 'word', word: token.value}];
		}
		if (token.kind === 'option-terminator') {
			return [];
		}
		const {name, rawName, value, inlineValue} = token;
		if (!isOptionId(name)) {
			return [{kind: 'unknown', name: rawName}];
		}
		return options[name].kind === 'value' && !isOwnValue(value, inlineValue) ? [{kind: 'option', id: name, name: rawName, value: undefined}, ...readTokens(value === undefined ? [] : [value])] : [{kind: 'option', id: name, name: rawName, value}];
	});
};

// No time at all is none to wait or to be valid for: one digit is not zero.
const durationForm = /^(?=\d)(?=.*[1-9])(?:\d{1,4}h)?(?:\d{1,4}m)?(?:\d{1,5}s)?$/;

const isFitting = (form: OptionForm | undefined, value: string): boolean =>
	value !== '' &&
	(form !== 'count' || (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 500)) &&
	(form !== 'duration' || durationForm.test(value)) &&
	(form !== 'time' || parseTimestamp(value) !== undefined) &&
	// `--nodes "$A,$B"` with nothing in either means no node, and must not come to mean every node.
	(form !== 'node-list' || /[^\s,]/.test(value));

const checkValue = ({id, name, value}: Extract<Token, {kind: 'option'}>): readonly Problem[] => {
	const spec = options[id];
	if (spec.kind === 'flag') {
		return value === undefined ? [] : [problem('option-value-unexpected', name, {option: name, value: escapeControls(value)})];
	}
	if (value === undefined) {
		return [problem('option-value-missing', name, {option: name, placeholder: spec.placeholder})];
	}
	const {choices = [], form} = spec;
	if (value === '' && form === undefined && choices.length === 0) {
		return [problem('option-value-missing', name, {option: name, placeholder: spec.placeholder})];
	}
	if (choices.length > 0 ? choices.includes(value) : isFitting(form, value)) {
		return [];
	}
	const nearest = findNearestWord(value, choices);
	return [problem('option-value-invalid', name, {option: name, value: escapeControls(value), form: form ?? 'choice', choices, ...(nearest === undefined ? {} : {nearest})})];
};

const checkOption = (token: Exclude<Token, {kind: 'word'}>, command: CommandId | undefined): readonly Problem[] => {
	const where = command ?? '';
	if (token.kind === 'unknown') {
		const known = (command === undefined ? Object.keys(options) : [...optionsByCommand[command], ...generalOptions]).map((id) => `--${id}`);
		const name = escapeControls(token.name);
		const nearest = findNearestWord(name, known);
		return [problem('option-unknown', name, {option: name, command: where, ...(nearest === undefined ? {} : {nearest})})];
	}
	if (command !== undefined && !generalOptions.includes(token.id) && !optionsByCommand[command].includes(token.id)) {
		return [problem('option-elsewhere', token.name, {option: token.name, command, commands: commandIds.filter((id) => optionsByCommand[id].includes(token.id))})];
	}
	return checkValue(token);
};

const findCommand = (words: readonly string[]): {readonly command: CommandId | undefined; readonly rest: readonly string[]; readonly group?: GroupId; readonly problems: readonly Problem[]} => {
	const [first, second] = words;
	if (first === undefined) {
		return {command: undefined, rest: [], problems: []};
	}
	const group = isGroupId(first) ? first : undefined;
	const isGroup = group !== undefined;
	const name = isGroup ? `${first} ${second ?? ''}`.trim() : first;
	const command = commandIds.find((id) => id === name);
	if (command !== undefined) {
		return {command, rest: words.slice(isGroup ? 2 : 1), problems: []};
	}
	if (isGroup && second === undefined) {
		return {command: undefined, rest: [], group, problems: []};
	}
	const known = isGroup ? commandIds.filter((id) => id.startsWith(`${first} `)) : [...new Set(commandIds.map((id) => id.split(' ')[0] ?? ''))];
	const shown = escapeControls(name);
	const nearest = findNearestWord(shown, known);
	return {command: undefined, rest: [], problems: [problem('command-unknown', 'kubenroll', {command: shown, commands: known, ...(nearest === undefined ? {} : {nearest})})]};
};

const checkArguments = (command: CommandId, given: readonly string[]): readonly Problem[] => {
	const expected = argumentsByCommand[command];
	if (given.length === 0) {
		return expected === '' || expected.startsWith('[') ? [] : [problem('argument-missing', command, {command, argument: expected})];
	}
	const extra = expected.includes('...') ? [] : given.slice(expected === '' ? 0 : 1);
	return extra.map((argument) => problem('argument-unexpected', command, {command, argument: escapeControls(argument)}));
};

const checkRequired = (command: CommandId, used: readonly OptionId[]): readonly Problem[] => {
	const required = requiredOptions[command];
	const spec = required === undefined ? undefined : options[required];
	return required === undefined || spec?.kind !== 'value' || used.includes(required) ? [] : [problem('option-missing', command, {option: spec.short === undefined ? `--${required}` : `-${spec.short}`, placeholder: spec.placeholder, command})];
};

// The last one would count silently: `--nodes a --nodes b` must not come to mean b alone.
const checkRepeated = (used: readonly Extract<Token, {kind: 'option'}>[]): readonly Problem[] => {
	const byId = Map.groupBy(used.filter(({id, value}) => options[id].kind === 'value' && value !== undefined), ({id}) => id);
	return [...byId].flatMap(([id, given]) => {
		const spec = options[id];
		const name = given.at(-1)?.name ?? '';
		return new Set(given.map(({value}) => value)).size > 1 ? [problem('option-repeated', name, {option: name, isList: spec.kind === 'value' && spec.form === 'node-list'})] : [];
	});
};

/** Reads what stands behind `kubenroll`; options may stand anywhere. Every mistake is told at once. */
export const parseCommandLine = (argv: readonly string[]): CommandLine => {
	const tokens = readTokens(argv);
	const found = findCommand(tokens.flatMap((token) => (token.kind === 'word' ? [token.word] : [])));
	const used = tokens.filter((token) => token.kind === 'option');
	const flags = new Set(used.flatMap(({id}) => (options[id].kind === 'flag' ? [id] : [])));
	const values = new Map(used.flatMap(({id, value}) => (options[id].kind === 'value' && value !== undefined ? [[id, value] as const] : [])));
	// --help explains whatever command stands there, complete or not.
	const wantsHelp = flags.has('help');
	const problems = [
		...found.problems,
		...tokens.flatMap((token) => (token.kind === 'word' ? [] : checkOption(token, found.command))),
		...checkRepeated(used),
		...(found.command === undefined || wantsHelp ? [] : checkArguments(found.command, found.rest)),
		...(found.command === undefined || wantsHelp ? [] : checkRequired(found.command, used.map(({id}) => id))),
	];
	return {command: found.command, ...(found.group === undefined ? {} : {group: found.group}), arguments: found.rest, flags, values, problems};
};

/** A duration such as `1h30m` in milliseconds; the command line has been checked. */
export const readDurationMs = (text: string): number => {
	const unitMs: Readonly<Record<string, number>> = {h: 3_600_000, m: 60_000, s: 1000};
	return [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, digits, unit]) => sum + Number(digits) * (unitMs[unit ?? ''] ?? 0), 0);
};
