import type {FileFacts} from '../../facts/node-facts.ts';
import type {Fields} from '../merge-fields.ts';
import type {WantedFlag} from '../kubelet-settings.ts';
import {artifactHeader} from '../artifact-header.ts';
import {decideFlagChanges, type FlagChange, type FlagDecision} from './decide-flag-changes.ts';
import {editWords} from './edit-words.ts';
import {isPlainWord, quoteUnitWord} from './quote-unit-word.ts';
import {readFlags, type FlagUse} from './read-flags.ts';
import {readKubeletCommand, type KubeletCommand, type UnitDefect, type WordList} from './read-kubelet-command.ts';

/** A unit, drop-in or environment file with its new content; `before` is empty for a file that is new. */
export type UnitFileChange = {readonly path: string; readonly before: string; readonly content: string};

/** What adapting needs: the files in the order of `systemctl cat`, the flags wanted, and the configuration that flags must not override. */
export type AdaptUnitInput = {readonly files: readonly FileFacts[]; readonly wanted: readonly WantedFlag[]; readonly minor: number; readonly config: Fields};

/** Either what to write, or why the unit must be left to its author. `flags` are those in force before. */
export type UnitAdaptation =
	| {readonly isUnderstood: true; readonly binary: string; readonly changes: readonly UnitFileChange[]; readonly flagChanges: readonly FlagChange[]; readonly flags: readonly FlagUse[]}
	| {readonly isUnderstood: false; readonly defect: UnitDefect};

/** Our drop-in for a unit that a package owns; sorts behind kubeadm's 10-kubeadm.conf. */
const dropInPath = '/etc/systemd/system/kubelet.service.d/90-kubenroll.conf';

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

/** The list that new flags are written into: where the last flag stands, else the command itself. */
const findTarget = (command: KubeletCommand, flags: readonly FlagUse[]): {readonly list: WordList; readonly index: number} => {
	const last = flags.at(-1)?.argument;
	return last?.list.isExtensible ? {list: last.list, index: last.index} : {list: command.command, index: command.command.words.length - 1};
};

const collectEdits = (command: KubeletCommand, flags: readonly FlagUse[], decisions: readonly FlagDecision[]): ReadonlyMap<WordList, Edits> | UnitDefect => {
	const edits = new Map<WordList, Edits>();
	const editsOf = (list: WordList): Edits => {
		const found = edits.get(list) ?? {byIndex: new Map(), appended: [], patternIndex: list.words.length - 1};
		edits.set(list, found);
		return found;
	};
	const target = findTarget(command, flags);
	for (const {change: {action, flag, value = ''}, uses} of decisions) {
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
				byIndex.set(index, quoteUnitWord(word));
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
 * Adapts a unit that somebody wrote: finds where each flag is really written (unit, drop-in, `Environment=`, environment file) and makes the
 * smallest edit there; comments, order and style stay. A unit that a package owns gets a drop-in instead. Adapting the result changes nothing.
 */
export const adaptKubeletUnit = ({files, wanted, minor, config}: AdaptUnitInput): UnitAdaptation => {
	const command = readKubeletCommand(files);
	if ('reason' in command) {
		return {isUnderstood: false, defect: command};
	}
	const flags = readFlags(command);
	if ('reason' in flags) {
		return {isUnderstood: false, defect: flags};
	}
	const decisions = decideFlagChanges(flags, wanted, minor, config);
	const edits = collectEdits(command, flags, decisions);
	if ('reason' in edits) {
		return {isUnderstood: false, defect: edits};
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
	const changes = [...contents].map(([path, content]) => ({path, before: contentOf(path), content})).filter(({before, content}) => before !== content);
	return {isUnderstood: true, binary: command.binary, changes, flagChanges: decisions.map(({change}) => change), flags};
};
