import {isMap, isSeq} from 'yaml';
import type {FieldPath} from '../answers/field-path.ts';
import {parseUnique} from '../answers/parse-unique.ts';
import {spliceAppend, spliceDelete, spliceSet, type Sheet} from '../answers/splice-yaml.ts';
import type {UnitFlagDecision} from '../artifacts/unit/edit-unit-flags.ts';
import type {FlagUse} from '../artifacts/unit/read-flags.ts';
import {toContainerPath, type Manifest} from './read-manifest.ts';

type Splice = (sheet: Sheet) => string | undefined;

const pathOf = ({lists}: Manifest, {list, index}: FlagUse['argument']): FieldPath => [...(lists.get(list) ?? []), index];

const prefixOf = (use: FlagUse): string => /^-[^=]*/.exec(use.argument.text)?.[0] ?? `--${use.name}`;

const isPath = (value: string): boolean => value.startsWith('/');

const indexOf = (path: FieldPath): number => Number(path.at(-1));

/** From the end of each list to its beginning, so that places before an edit stay true. */
const spliceUses = (manifest: Manifest, {action, value = '', uses}: UnitFlagDecision): readonly {readonly path: FieldPath; readonly splice: Splice}[] =>
	uses.flatMap((use) => {
		const [path, valuePath] = [pathOf(manifest, use.argument), use.valueArgument === undefined ? undefined : pathOf(manifest, use.valueArgument)];
		if (action === 'remove') {
			return [path, ...(valuePath === undefined ? [] : [valuePath])].map((one) => ({path: one, splice: (sheet: Sheet) => spliceDelete(sheet, one)}));
		}
		return [valuePath === undefined ? {path, splice: (sheet: Sheet) => spliceSet(sheet, path, `${prefixOf(use)}=${value}`)} : {path: valuePath, splice: (sheet: Sheet) => spliceSet(sheet, valuePath, value)}];
	});

// What kubenroll mounts for a flag has this name, so that it goes when the flag does: a file that is gone would keep the pod from starting.
const volumeNameOf = (flag: string): string => `kubenroll-${flag}`;

// hostPath of type File: the file has to be there before the container starts, and nothing else of its folder is shown to it.
const mountFile = ({container}: Manifest, flag: string, path: string): readonly Splice[] => [
	(sheet) => spliceAppend(sheet, [...container, 'volumeMounts'], [{mountPath: path, name: volumeNameOf(flag), readOnly: true}]),
	(sheet) => spliceAppend(sheet, ['spec', 'volumes'], [{hostPath: {path, type: 'File'}, name: volumeNameOf(flag)}]),
];

const unmountFile = ({container}: Manifest, flag: string): readonly Splice[] =>
	[[...container, 'volumeMounts'], ['spec', 'volumes']].map((path) => (sheet) => {
		const list = sheet.document.getIn(path, true);
		const index = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('name') === volumeNameOf(flag)) : -1;
		return index < 0 ? sheet.text : spliceDelete(sheet, [...path, index]);
	});

const sheetOf = (text: string): Sheet => ({text, document: parseUnique(text), lineEnd: text.includes('\r\n') ? '\r\n' : '\n'});

/**
 * Writes decided flags into a static pod's manifest as items of its lists, everything else byte for byte as it was. Paths are the host's: where a
 * mount shows the file elsewhere that path is written, and where none does a mount is added. undefined where the text would have to be made anew.
 */
export const editManifest = (content: string, manifest: Manifest, flags: readonly FlagUse[], decisions: readonly UnitFlagDecision[]): string | undefined => {
	const located = decisions.map((decision) => ({decision, inside: decision.value !== undefined && isPath(decision.value) ? toContainerPath(manifest.mounts, decision.value) : decision.value}));
	const seen = located.map(({decision, inside}): UnitFlagDecision => ({...decision, ...(inside === undefined ? {} : {value: inside})}));
	const target = flags.at(-1)?.argument.list ?? [...manifest.lists.keys()].findLast(({words}) => words.length > 0);
	const listPath = (target && manifest.lists.get(target)) ?? [];
	const added = seen.filter(({action}) => action === 'add').map(({flag, value = ''}) => `--${flag}=${value}`);
	const splices: readonly Splice[] = [
		...(added.length === 0 ? [] : [(sheet: Sheet) => spliceAppend(sheet, listPath, added)]),
		...seen
			.flatMap((decision) => spliceUses(manifest, decision))
			.toSorted((a, b) => indexOf(b.path) - indexOf(a.path))
			.map(({splice}) => splice),
		...seen.filter(({action}) => action !== 'add').flatMap(({action, flag, value}) => (action === 'remove' || !manifest.mounts.some(({mountPath}) => mountPath === value) ? unmountFile(manifest, flag) : [])),
		...located.flatMap(({decision, inside}) => (inside === undefined && decision.value !== undefined ? mountFile(manifest, decision.flag, decision.value) : [])),
	];
	let text: string | undefined = content;
	for (const splice of splices) {
		text = text === undefined ? undefined : splice(sheetOf(text));
	}
	return text;
};
