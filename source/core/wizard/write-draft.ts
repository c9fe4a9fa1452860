import {type AnswersEdit, editAnswers} from '../answers/edit-answers.ts';
import type {FieldPath} from '../answers/field-path.ts';
import {readYaml} from '../answers/read-yaml.ts';
import {valueAt} from '../answers/field-path.ts';
import {omitUnset} from '../answers/omit-unset.ts';
import {writeNewAnswers} from '../answers/write-new-answers.ts';
import {type Draft, readDraft} from './draft.ts';
import {listNodeLines} from './list-node-lines.ts';

const orUnset = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

const offlineOf = ({source, caFile, version}: Draft): {readonly ca: string; readonly version: string} | undefined => (source === 'offline' ? {ca: caFile.trim(), version: version.trim()} : undefined);

// Without a cluster there is no kubeconfig to name.
const kubeconfigOf = ({source, kubeconfig, context}: Draft): {readonly kubeconfig: string | undefined; readonly context: string | undefined} =>
	source === 'offline' ? {kubeconfig: undefined, context: undefined} : {kubeconfig: orUnset(kubeconfig), context: orUnset(context)};

const fieldsOf = (draft: Draft): readonly (readonly [path: FieldPath, value: string | undefined])[] => {
	const {mode, approval, apiServer, user, identityFile, sudo} = draft;
	const {kubeconfig, context} = kubeconfigOf(draft);
	const offline = offlineOf(draft);
	return [
		[['cluster', 'kubeconfig'], kubeconfig],
		[['cluster', 'context'], context],
		...(offline === undefined ? [] : ([[['cluster', 'offline', 'ca'], offline.ca], [['cluster', 'offline', 'version'], offline.version]] as const)),
		[['cluster', 'apiServer'], orUnset(apiServer)],
		[['mode'], mode],
		[['approval', 'mode'], approval],
		[['ssh', 'user'], orUnset(user)],
		[['ssh', 'identityFile'], orUnset(identityFile)],
		[['ssh', 'sudo'], sudo],
	];
};

// Items that are still wanted stay where they are, with their comments; the others go, and new ones come last.
const editNodes = (text: string, wanted: readonly string[]): readonly AnswersEdit[] => {
	const nodes = valueAt(readYaml(text, '').value, ['nodes']);
	if (nodes !== undefined && nodes !== null && !Array.isArray(nodes)) {
		return [];
	}
	const items: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
	if (items.length === 0) {
		// An empty list is mostly written as [], which reads badly once it is filled.
		return wanted.length === 0 ? [] : [{kind: 'delete', path: ['nodes']}, {kind: 'set', path: ['nodes'], value: wanted}];
	}
	const added = wanted.filter((line) => !items.includes(line));
	const gone = [...items.entries()].filter(([, item]) => typeof item === 'string' && !wanted.includes(item)).map(([index]) => index);
	const appends: readonly AnswersEdit[] = added.length === 0 ? [] : [{kind: 'append', path: ['nodes'], values: added}];
	return [...appends, ...gone.toReversed().map((index): AnswersEdit => ({kind: 'delete', path: ['nodes', index]}))];
};

const writeNew = (draft: Draft, nodes: readonly string[]): string => {
	const {mode, approval, apiServer, user, identityFile, sudo} = draft;
	const cluster = omitUnset({...kubeconfigOf(draft), apiServer: orUnset(apiServer), offline: offlineOf(draft)});
	const ssh = omitUnset({user: orUnset(user), identityFile: orUnset(identityFile), sudo: sudo === 'auto' ? undefined : sudo});
	return writeNewAnswers({cluster, mode, nodes: [...nodes], ssh, ...(approval === 'guarded' ? {} : {approval: {mode: approval}})});
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
	return editAnswers(text, [...leaving, ...edits, ...editNodes(text, nodes)]);
};
