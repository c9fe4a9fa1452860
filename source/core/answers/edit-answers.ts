import {type Document, isCollection, isNode, isScalar, isSeq, type Node, visit} from 'yaml';
import {canonicalJson} from '../plan/canonical-json.ts';
import {Failure} from '../problem/failure.ts';
import type {FieldPath} from './field-path.ts';
import {parseUnique} from './parse-unique.ts';
import {sortByPlace} from './placed-problem.ts';
import {readYaml} from './read-yaml.ts';
import {spliceComment} from './splice-comment.ts';
import {type Sheet, spliceAppend, spliceDelete, spliceSet} from './splice-yaml.ts';

/** One change to the file: `append` adds to the end of a list; setting undefined deletes. Lists and mappings on the way are made where they are missing. */
export type AnswersEdit =
	| {readonly kind: 'set'; readonly path: FieldPath; readonly value: unknown}
	| {readonly kind: 'append'; readonly path: FieldPath; readonly values: readonly unknown[]}
	| {readonly kind: 'delete'; readonly path: FieldPath};

const parse = (text: string): Document.Parsed => parseUnique(text, {prettyErrors: false, stringKeys: true, resolveKnownTags: false, logLevel: 'error'});

const dataOf = (document: Document): unknown => document.toJS({maxAliasCount: 100});

// The first that reads back as wanted is taken.
const propose = (sheet: Sheet, edit: AnswersEdit): readonly (string | undefined)[] => {
	switch (edit.kind) {
		case 'set': {
			return [spliceComment(sheet, edit.path, edit.value), spliceSet(sheet, edit.path, edit.value)];
		}
		case 'append': {
			return [spliceAppend(sheet, edit.path, edit.values)];
		}
		case 'delete': {
			return [spliceDelete(sheet, edit.path)];
		}
	}
};

// A node takes over the comments of the one that it replaces.
const put = (document: Document, path: FieldPath, value: unknown): void => {
	const old = document.getIn(path, true);
	const node = document.createNode(value, {aliasDuplicateObjects: false});
	const comments = isNode(old) ? [old.commentBefore, old.comment].filter((text) => typeof text === 'string') : [];
	if (comments.length > 0) {
		node.commentBefore = comments.join('\n');
	}
	document.setIn(path, node);
};

// setIn makes missing mappings; an empty value on the way (`ssh:`) has to give way to one first.
const clearWay = (document: Document, path: FieldPath): void => {
	const outer = path.map((_, index) => path.slice(0, index)).find((start) => start.length > 0 && !isCollection(document.getIn(start, true)));
	if (outer !== undefined && document.hasIn(outer)) {
		put(document, outer, {});
	}
};

const apply = (document: Document, edit: AnswersEdit): void => {
	if (edit.kind === 'delete') {
		// What is not there is gone already; deleteIn() throws where something above it is missing.
		if (document.hasIn(edit.path)) {
			document.deleteIn(edit.path);
		}
		return;
	}
	clearWay(document, edit.path);
	const old = document.getIn(edit.path, true);
	if (edit.kind === 'append') {
		if (isSeq(old)) {
			edit.values.forEach((value) => old.add(document.createNode(value, {aliasDuplicateObjects: false})));
			return;
		}
		put(document, edit.path, edit.values);
		return;
	}
	if (isScalar(old) && (typeof edit.value !== 'object' || edit.value === null)) {
		document.setIn(edit.path, edit.value);
		return;
	}
	put(document, edit.path, edit.value);
};

// Aliases become copies, so that an edit reaches the one place that it names.
const expandAliases = (document: Document): void => {
	// clone() is typed more loosely than the node that it copies.
	visit(document, {Alias: (_, alias) => alias.resolve(document)?.clone() as Node | undefined});
	visit(document, {
		Node: (_, node) => {
			if (isNode(node) && 'anchor' in node) {
				delete node.anchor;
			}
		},
	});
};

const editOnce = (text: string, edit: AnswersEdit): string => {
	if (edit.kind === 'set' && edit.value === undefined) {
		return editOnce(text, {kind: 'delete', path: edit.path});
	}
	const document = parse(text);
	const wanted = parse(text);
	expandAliases(wanted);
	apply(wanted, edit);
	// Where a field stands among its neighbours means nothing.
	const data = canonicalJson(dataOf(wanted));
	if (data === canonicalJson(dataOf(document))) {
		return text;
	}
	const says = (candidate: string | undefined): candidate is string => {
		const read = candidate === undefined ? undefined : parse(candidate);
		return read !== undefined && read.errors.length === 0 && canonicalJson(dataOf(read)) === data;
	};
	const spliced = propose({text, document, lineEnd: text.includes('\r\n') ? '\r\n' : '\n'}, edit).find(says);
	if (spliced !== undefined) {
		return spliced;
	}
	apply(document, edit);
	const style = {lineWidth: 0, flowCollectionPadding: /[[{] /.test(text)};
	const written = document.toString(style);
	return says(written) ? written : wanted.toString(style);
};

/**
 * Changes kubenroll.yaml and nothing else in it: comments, order, quotes, blank lines and anchors of what is not touched stay byte for byte.
 * Where an edit cannot be made in its place alone (emptying a section, a value shared by aliases), the yaml package writes the file anew, comments kept.
 * Throws Failure (usage) where the text is no YAML.
 */
export const editAnswers = (text: string, edits: readonly AnswersEdit[]): string => {
	const {problems} = readYaml(text, 'kubenroll.yaml');
	if (problems.length > 0) {
		throw new Failure(
			sortByPlace(problems).map(({problem}) => problem),
			'usage',
		);
	}
	const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
	return mark + edits.reduce(editOnce, text.slice(mark.length));
};
