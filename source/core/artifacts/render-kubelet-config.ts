import {stringify, YAMLMap, type Document} from 'yaml';
import {parseUnique} from '../answers/parse-unique.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {artifactHeader, isOwnArtifact} from './artifact-header.ts';
import {assembleKubeletConfig, dropRefusedGates} from './assemble-kubelet-config.ts';
import type {KubeletSettings} from './kubelet-settings.ts';
import {isFields, type Fields} from './merge-fields.ts';

// The kubelet reads YAML 1.1, where `on` and `no` are booleans (sigs.k8s.io/yaml).
const dialect = {version: '1.1'} as const;

/** Fields where a choice found on the node is as good as ours and stays. */
const theirsStay = ['resolvConf', 'staticPodPath'] as const;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Sets what differs, and only that, so that order and comments of the rest survive. */
const setFields = (document: Document, path: readonly string[], theirs: Fields, ours: Fields): void => {
	for (const [name, value] of Object.entries(ours)) {
		const below = Object.hasOwn(theirs, name) ? theirs[name] : undefined;
		if (isFields(value) && isFields(below) && document.getIn([...path, name], true) instanceof YAMLMap) {
			setFields(document, [...path, name], below, value);
		} else if (!isSame(below, value)) {
			// A bare scalar goes into the node that is there, with its comment.
			document.setIn([...path, name], typeof value === 'object' ? document.createNode(value) : value);
		}
	}
};

const readExisting = (content: string): {readonly document: Document; readonly fields: Fields} | undefined => {
	const document = parseUnique(content, dialect);
	const fields: unknown = document.errors.length === 0 ? document.toJS() : undefined;
	return isFields(fields) && fields['kind'] === 'KubeletConfiguration' && document.contents instanceof YAMLMap ? {document, fields} : undefined;
};

const listUnset = (config: Fields, path: readonly string[] = []): readonly (readonly string[])[] =>
	Object.entries(config).flatMap(([name, value]) => (value === null ? [[...path, name]] : isFields(value) ? listUnset(value, [...path, name]) : []));

/**
 * Renders `kubelet-config.yaml` for a kubelet's minor. A configuration that somebody else wrote is kept under ours: their
 * fields, order and comments stay, ours are set in place, and it keeps its own bytes where nothing differs. One that
 * kubenroll wrote is rendered anew. One that cannot be read is replaced, and the operator is told.
 */
export const renderKubeletConfig = (
	settings: KubeletSettings,
	minor: number,
	existing?: {readonly path: string; /** Unset where it is there and could not be read. */ readonly content?: string | undefined},
): {readonly content: string; readonly problems: readonly Problem[]} => {
	const {fields: ours, problems} = assembleKubeletConfig(settings, minor);
	const rendered = artifactHeader + stringify(ours, {...dialect, lineWidth: 0});
	const before = existing?.content ?? '';
	if (existing === undefined || (existing.content !== undefined && (isOwnArtifact(before) || before.trim() === ''))) {
		return {content: rendered, problems};
	}
	const found = readExisting(before);
	if (found === undefined) {
		return {content: rendered, problems: [...problems, problem('kubelet-config-not-understood', settings.nodeName, {path: existing.path}, {severity: 'warning'})]};
	}
	const {document, fields: theirs} = found;
	const gates = dropRefusedGates(isFields(theirs['featureGates']) ? theirs['featureGates'] : {}, minor, settings.nodeName);
	const kept = theirsStay.filter((name) => Object.hasOwn(theirs, name) && !Object.hasOwn(settings.config, name));
	const wanted = Object.fromEntries(Object.entries(ours).filter(([name]) => !kept.some((field) => field === name)));
	const refusedGates = Object.keys(isFields(theirs['featureGates']) ? theirs['featureGates'] : {}).filter((gate) => !Object.hasOwn(gates.fields, gate));
	for (const path of [...refusedGates.map((gate) => ['featureGates', gate]), ...listUnset(settings.config)].filter((path) => document.hasIn(path))) {
		document.deleteIn(path);
	}
	setFields(document, [], theirs, wanted);
	const result: unknown = document.toJS();
	const isChanged = !isSame(result, theirs);
	const style = {lineWidth: 0, indentSeq: !/^( *)[\w"'][^\n]*: *\n\1- /mu.test(before), flowCollectionPadding: /[{[] /u.test(before)};
	return {content: isChanged ? document.toString(style) : before, problems: [...problems, ...gates.problems]};
};
