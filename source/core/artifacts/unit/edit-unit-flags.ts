import type {FileFacts} from '../../facts/node-facts.ts';
import {artifactHeader} from '../artifact-header.ts';
import {editWords} from './edit-words.ts';
import {isPlainWord, quoteUnitWord} from './quote-unit-word.ts';
import type {FlagUse} from './read-flags.ts';
import type {ServiceCommand, UnitDefect, WordList} from './read-service-command.ts';

/** A unit, drop-in or environment file with its new content; `before` is empty for a file that is new. */
export type UnitFileChange = {readonly path: string; readonly before: string; readonly content: string};

/** What happens to a flag, and the places that it is about; none for one that is added. */
export type UnitFlagDecision = {readonly action: 'add' | 'change' | 'remove'; readonly flag: string; readonly value?: string; readonly uses: readonly FlagUse[]};

/** What editing needs: the files in the order of `systemctl cat`, what was read from them, the decisions, where our drop-in for a packaged unit goes, and files that no new flag may go to. */
export type EditUnitInput = {
	readonly files: readonly FileFacts[];
	readonly command: ServiceCommand;
	readonly flags: readonly FlagUse[];
	readonly decisions: readonly UnitFlagDecision[];
	readonly dropInPath: string;
	readonly avoids?: ReadonlySet<string>;
};

/** True where packages and programs put units, not people (systemd.unit(5), "Unit File Load Path"): an upgrade would undo a change there. */
export const isPackaged = (path: string): boolean => /^(?:\/usr)?\/lib\/systemd\//.test(path) || path.startsWith('/run/');

type Edits = {readonly byIndex: Map<number, string | undefined>; readonly appended: string[]; patternIndex: number};

const formatUse = (use: FlagUse, value: string): {readonly index: number; readonly word: string} => {
	if (use.valueArgument !== undefined) {
		return {index: use.valueArgument.index, word: value};
	}
	const name = /^-[^=]*/.exec(use.argument.text)?.[0] ?? `--${use.name}`;
	return {index: use.argument.index, word: `${name}=${value}`};
};

/** Keeps the quotes that somebody put around a word or its value, where the new word needs none. */
const keepQuotes = (raw: string, word: string): string => {
	const [, whole, name = '', value] = /^(?:(["'])[^"'\\]*\1|(-[^="']*=)(["'])[^"'\\]*\3)$/.exec(raw) ?? [];
	if (!isPlainWord(word) || (whole === undefined && value === undefined)) {
		return quoteUnitWord(word);
	}
	return whole === undefined ? `${name}${value}${word.slice(name.length)}${value}` : whole + word + whole;
};

/** The list that new flags are written into: where the last flag stands that is in no file to avoid, else the command itself. */
const findTarget = (command: ServiceCommand, flags: readonly FlagUse[], avoids: ReadonlySet<string>): {readonly list: WordList; readonly index: number} => {
	const last = flags.findLast(({argument}) => !avoids.has(argument.list.path))?.argument;
	return last?.list.isExtensible ? {list: last.list, index: last.index} : {list: command.command, index: command.command.words.length - 1};
};

const collectEdits = ({files, command, flags, decisions, avoids = new Set()}: EditUnitInput): ReadonlyMap<WordList, Edits> | UnitDefect => {
	const edits = new Map<WordList, Edits>();
	const editsOf = (list: WordList): Edits => {
		const found = edits.get(list) ?? {byIndex: new Map(), appended: [], patternIndex: list.words.length - 1};
		edits.set(list, found);
		return found;
	};
	const target = findTarget(command, flags, avoids);
	for (const {action, flag, value = '', uses} of decisions) {
		const list = uses[0]?.argument.list ?? target.list;
		const isQuotedAgain = list.kind === 'environment' && isPackaged(list.path) && list.words.some(({text}) => text.includes('"'));
		if (isQuotedAgain || (action !== 'remove' && list.kind !== 'command' && !isPlainWord(value))) {
			return {path: list.path, reason: 'unsafe-value', detail: `--${flag}`};
		}
		if (action === 'add') {
			const own = editsOf(target.list);
			own.appended.push(quoteUnitWord(`--${flag}=${value}`));
			own.patternIndex = target.index;
		}
		for (const use of uses) {
			const {byIndex} = editsOf(use.argument.list);
			if (action === 'remove') {
				byIndex.set(use.argument.index, undefined);
				if (use.valueArgument !== undefined) {
					byIndex.set(use.valueArgument.index, undefined);
				}
			} else {
				const {index, word} = formatUse(use, value);
				const {start = 0, end = 0} = use.argument.list.words[index] ?? {};
				byIndex.set(index, keepQuotes(files.find(({path}) => path === use.argument.list.path)?.content?.slice(start, end) ?? '', word));
			}
		}
	}
	return edits;
};

/** A drop-in that says anew what edits of packaged files would have said there. */
const renderDropIn = (edited: readonly {readonly list: WordList; readonly edits: Edits; readonly content: string}[]): string =>
	`[Service]\n${edited
		.map(({list, edits, content}) => {
			const first = list.words[0]?.start ?? 0;
			const behind = content.length - (list.words.at(-1)?.end ?? 0);
			const changed = editWords(content, list, edits, edits.patternIndex);
			const words = changed.slice(first, changed.length - behind);
			return list.kind === 'command' ? `ExecStart=\nExecStart=${words}\n` : `Environment="${list.variable}=${words}"\n`;
		})
		.join('')}`;

/**
 * Writes decided flags where each is really written (unit, drop-in, `Environment=`, environment file), the smallest edit there; comments, order and
 * style stay. What a package owns gets a drop-in instead. A file whose text would stay the same is not in the answer.
 */
export const editUnitFlags = (input: EditUnitInput): readonly UnitFileChange[] | UnitDefect => {
	const {files, dropInPath} = input;
	const edits = collectEdits(input);
	if ('reason' in edits) {
		return edits;
	}
	const contentOf = (path: string): string => files.find((file) => file.path === path)?.content ?? '';
	const contents = new Map<string, string>();
	const packaged: {readonly list: WordList; readonly edits: Edits; readonly content: string}[] = [];
	// From the end of each file to its beginning, so that places before an edit stay true.
	const ordered = [...edits].toSorted(([a], [b]) => (b.words[0]?.start ?? 0) - (a.words[0]?.start ?? 0));
	for (const [list, own] of ordered) {
		if (isPackaged(list.path)) {
			packaged.push({list, edits: own, content: contentOf(list.path)});
		} else {
			contents.set(list.path, editWords(contents.get(list.path) ?? contentOf(list.path), list, own, own.patternIndex));
		}
	}
	if (packaged.length > 0) {
		const base = contents.get(dropInPath) ?? contentOf(dropInPath);
		contents.set(dropInPath, base + (base === '' ? artifactHeader : '') + renderDropIn(packaged));
	}
	return [...contents].map(([path, content]) => ({path, before: contentOf(path), content})).filter(({before, content}) => before !== content);
};
