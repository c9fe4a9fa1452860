import {type AnswersEdit, editAnswers} from '../answers/edit-answers.ts';
import {type FieldPath, valueAt} from '../answers/field-path.ts';
import {omitUnset} from '../answers/omit-unset.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {writeNewAnswers} from '../answers/write-new-answers.ts';
import type {Draft} from './draft.ts';
import {listMasterItems} from './list-master-items.ts';
import {listNodeLines} from './list-node-lines.ts';
import {readDraft} from './read-draft.ts';

type Field = readonly [path: FieldPath, value: string | number | boolean | undefined];

// What is no number yet stays in its field.
const spareRowsOf = ({spareRows}: Draft): number | undefined => (/^\d+$/.test(spareRows.trim()) ? Number(spareRows) : undefined);

const orUnset = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

const offlineOf = ({source, caFile, version}: Draft): {readonly ca: string; readonly version: string} | undefined => (source === 'offline' ? {ca: caFile.trim(), version: version.trim()} : undefined);

// Without a cluster there is no kubeconfig to name.
const kubeconfigOf = ({source, kubeconfig, context}: Draft): {readonly kubeconfig: string | undefined; readonly context: string | undefined} =>
	source === 'offline' ? {kubeconfig: undefined, context: undefined} : {kubeconfig: orUnset(kubeconfig), context: orUnset(context)};

// Requests by a row of everybody are approved only where somebody has said so (P14).
const trustOf = ({mode, rows, approval}: Draft): true | undefined => (mode === 'token-file' && rows === 'shared' && approval !== 'manual' ? true : undefined);

// What the mode asks for; what belongs to the other one stays as the file has it.
const modeFieldsOf = (draft: Draft): readonly Field[] => {
	const {mode, rows, retire} = draft;
	return mode === 'token-file'
		? [
				[['tokenFile', 'rows'], rows],
				[['tokenFile', 'spareRows'], spareRowsOf(draft)],
				[['tokenFile', 'retire'], undefined],
				[['approval', 'trustSharedToken'], trustOf(draft)],
			]
		: [[['tokenFile', 'retire'], retire ? true : undefined]];
};

const fieldsOf = (draft: Draft): readonly Field[] => {
	const {mode, approval, controlPlaneChanges, apiServer, user, identityFile, sudo} = draft;
	const {kubeconfig, context} = kubeconfigOf(draft);
	const offline = offlineOf(draft);
	return [
		[['cluster', 'kubeconfig'], kubeconfig],
		[['cluster', 'context'], context],
		...(offline === undefined ? [] : ([[['cluster', 'offline', 'ca'], offline.ca], [['cluster', 'offline', 'version'], offline.version]] as const)),
		[['cluster', 'apiServer'], orUnset(apiServer)],
		[['cluster', 'controlPlaneChanges'], controlPlaneChanges],
		[['mode'], mode],
		[['approval', 'mode'], approval],
		...modeFieldsOf(draft),
		[['ssh', 'user'], orUnset(user)],
		[['ssh', 'identityFile'], orUnset(identityFile)],
		[['ssh', 'sudo'], sudo],
	];
};

// Items that are still wanted stay where they are, with their comments; the others go, and new ones come last.
const editList = (text: string, path: FieldPath, wanted: readonly string[]): readonly AnswersEdit[] => {
	const list = valueAt(readYaml(text, '').value, path);
	if (list !== undefined && list !== null && !Array.isArray(list)) {
		return [];
	}
	const items: readonly unknown[] = Array.isArray(list) ? list : [];
	if (items.length === 0) {
		// An empty list is mostly written as [], which reads badly once it is filled.
		return wanted.length === 0 ? [] : [{kind: 'delete', path}, {kind: 'set', path, value: wanted}];
	}
	const added = wanted.filter((line) => !items.includes(line));
	const gone = [...items.entries()].filter(([, item]) => typeof item === 'string' && !wanted.includes(item)).map(([index]) => index);
	const appends: readonly AnswersEdit[] = added.length === 0 ? [] : [{kind: 'append', path, values: added}];
	return [...appends, ...gone.toReversed().map((index): AnswersEdit => ({kind: 'delete', path: [...path, index]}))];
};

const writeNew = (draft: Draft, nodes: readonly string[]): string => {
	const {mode, approval, rows, retire, masters, controlPlaneChanges, apiServer, user, identityFile, sudo} = draft;
	const hosts = listMasterItems(masters);
	const cluster = omitUnset({
		...kubeconfigOf(draft),
		apiServer: orUnset(apiServer),
		offline: offlineOf(draft),
		controlPlane: hosts.length === 0 ? undefined : [...hosts],
		controlPlaneChanges: controlPlaneChanges === 'needed' ? undefined : controlPlaneChanges,
	});
	const tokenFile = mode === 'token-file' ? omitUnset({rows, spareRows: spareRowsOf(draft)}) : omitUnset({retire: retire ? true : undefined});
	const approvals = omitUnset({mode: approval === 'guarded' ? undefined : approval, trustSharedToken: trustOf(draft)});
	const ssh = omitUnset({user: orUnset(user), identityFile: orUnset(identityFile), sudo: sudo === 'auto' ? undefined : sudo});
	return writeNewAnswers({cluster, mode, tokenFile, nodes: [...nodes], ssh, approval: approvals});
};

/**
 * kubenroll.yaml with the fields in it: nothing but what differs is changed, comments stay. Without a file yet a new one, every other field in it as
 * a comment. Throws Failure (usage) where the text is no YAML.
 */
export const writeDraft = (text: string | undefined, draft: Draft): string => {
	const nodes = [...draft.earlierNodes, ...listNodeLines(draft.nodes)];
	if (text === undefined) {
		return writeNew(draft, nodes);
	}
	const known = new Map(fieldsOf(readDraft(text)).map(([path, value]) => [path.join('.'), value]));
	const edits = fieldsOf(draft).flatMap(([path, value]): readonly AnswersEdit[] => (known.get(path.join('.')) === value ? [] : [{kind: 'set', path, value}]));
	const wasOffline = readDraft(text).source === 'offline';
	const leaving: readonly AnswersEdit[] = wasOffline && draft.source !== 'offline' ? [{kind: 'delete', path: ['cluster', 'offline']}] : [];
	return editAnswers(text, [...leaving, ...edits, ...editList(text, ['cluster', 'controlPlane'], listMasterItems(draft.masters)), ...editList(text, ['nodes'], nodes)]);
};
