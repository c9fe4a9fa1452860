import {type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, stringify, type YAMLMap, type YAMLSeq} from 'yaml';
import type {FieldPath} from './field-path.ts';

// Every function here proposes a text that differs in one place only, or nothing; editAnswers takes a proposal only when it reads back as wanted.

/** A parsed text, and the words of the line ends that it uses. */
export type Sheet = {readonly text: string; readonly document: Document.Parsed; readonly lineEnd: string};

const flowOf = (value: unknown): string => stringify([value], {collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0}).trimEnd().slice(1, -1);

const blockOf = (value: unknown, indent: string, {lineEnd}: Sheet): string =>
	stringify(value, {lineWidth: 0, aliasDuplicateObjects: false})
		.trimEnd()
		.split('\n')
		.map((line) => (line === '' ? '' : indent + line))
		.join(lineEnd) + lineEnd;

const startOf = (node: unknown): number | undefined => ((isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) ? node.range?.[0] : undefined);

// Where the text of a node ends; for blocks, where that of its last part does.
const endOf = (node: unknown): number | undefined => {
	if ((isMap(node) || isSeq(node)) && node.flow !== true) {
		const last = node.items.at(-1);
		return isPair(last) ? (endOf(last.value) ?? endOf(last.key)) : endOf(last);
	}
	const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
	return isScalar(node) && node.source === '' && node.type === Scalar.PLAIN ? undefined : range?.[1];
};

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Offset behind the line end that follows; a block scalar's own end is one already. */
const nextLine = (text: string, offset: number): number => {
	if (text[offset - 1] === '\n') {
		return offset;
	}
	const end = text.indexOf('\n', offset);
	return end < 0 ? text.length : end + 1;
};

// Behind the comments that stand deeper than a mapping: they belong to its last value.
const skipDeeperComments = (text: string, at: number, indent: number): number => {
	const comments = new RegExp(String.raw`(?:(?:[ \t]*\r?\n)*[ ]{${indent + 1},}#[^\n]*(?:\n|$))*`, 'y');
	comments.lastIndex = at;
	return at + (comments.exec(text)?.[0].length ?? 0);
};

const replace = (text: string, from: number, to: number, by: string): string => text.slice(0, from) + by + text.slice(to);

const insertLines = ({text, lineEnd}: Sheet, at: number, lines: string): string => (at > 0 && text[at - 1] !== '\n' ? `${text.slice(0, at)}${lineEnd}${lines}${text.slice(at)}` : replace(text, at, at, lines));

const pairOf = (map: YAMLMap, key: string | number | undefined): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));

const isFlow = (node: Node): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

const setScalar = ({text}: Sheet, node: Scalar, value: unknown, isInFlow: boolean): string | undefined => {
	const [from, to] = [startOf(node), endOf(node)];
	if (from === undefined || to === undefined || (typeof value === 'object' && value !== null)) {
		return undefined;
	}
	const {type} = node;
	const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
	return replace(text, from, to, isQuoted && typeof value === 'string' ? stringify(value, {defaultStringType: type, lineWidth: 0}).trimEnd() : isInFlow ? flowOf(value) : stringify(value, {lineWidth: 0}).trimEnd());
};

// The innermost node on a path that exists, what of the path is left, and whether brackets are around it.
const descend = ({document}: Sheet, path: FieldPath): {readonly node: unknown; readonly rest: FieldPath; readonly isInFlow: boolean} => {
	let node: unknown = document.contents;
	let isInFlow = false;
	for (const [index, part] of path.entries()) {
		const next: unknown = isMap(node) ? pairOf(node, part)?.value : isSeq(node) && typeof part === 'number' ? node.items[part] : undefined;
		if (next === undefined || next === null) {
			return {node, rest: path.slice(index), isInFlow};
		}
		isInFlow ||= isCollection(node) && node.flow === true;
		node = next;
	}
	return {node, rest: [], isInFlow};
};

const addPair = (sheet: Sheet, map: YAMLMap, rest: FieldPath, value: unknown): string | undefined => {
	const [from, end] = [startOf(map), endOf(map)];
	const [key] = rest;
	if (from === undefined || end === undefined || typeof key !== 'string' || pairOf(map, key) !== undefined || rest.some((part) => typeof part === 'number')) {
		return undefined;
	}
	const inner = rest.slice(1).reduceRight((nested, part) => ({[part]: nested}), value);
	if (isFlow(map)) {
		const last = map.items.at(-1);
		const at = endOf(last?.value) ?? endOf(last?.key);
		return at === undefined ? undefined : replace(sheet.text, at, at, `, ${flowOf({[key]: inner}).slice(1, -1)}`);
	}
	const indent = from - lineStart(sheet.text, from);
	return insertLines(sheet, skipDeeperComments(sheet.text, nextLine(sheet.text, end), indent), blockOf({[key]: inner}, ' '.repeat(indent), sheet));
};

const replaceBlock = (sheet: Sheet, parent: unknown, key: string | number | undefined, value: unknown): string | undefined => {
	const pair = isMap(parent) && !isFlow(parent) ? pairOf(parent, key) : undefined;
	const [from, end] = [startOf(pair?.key), endOf(pair?.value)];
	if (pair === undefined || from === undefined || end === undefined) {
		return undefined;
	}
	const indent = ' '.repeat(from - lineStart(sheet.text, from));
	return replace(sheet.text, from, nextLine(sheet.text, end), blockOf({[String(key)]: value}, indent, sheet).trimStart());
};

/** Proposes the text with the value at a path set, in the style that stands there. */
export const spliceSet = (sheet: Sheet, path: FieldPath, value: unknown): string | undefined => {
	const {node, rest, isInFlow} = descend(sheet, path);
	if (rest.length > 0) {
		return isMap(node) ? addPair(sheet, node, rest, value) : undefined;
	}
	if (isScalar(node) && (typeof value !== 'object' || value === null)) {
		return setScalar(sheet, node, value, isInFlow);
	}
	const [from, to] = [startOf(node), endOf(node)];
	const isOneLine = from !== undefined && to !== undefined && !sheet.text.slice(from, to).includes('#') && ((isMap(node) || isSeq(node)) ? isFlow(node) : false);
	return isOneLine ? replace(sheet.text, from, to, flowOf(value)) : replaceBlock(sheet, descend(sheet, path.slice(0, -1)).node, path.at(-1), value);
};

const appendTo = (sheet: Sheet, list: YAMLSeq, values: readonly unknown[]): string | undefined => {
	const [from, end] = [startOf(list), endOf(list)];
	if (from === undefined) {
		return undefined;
	}
	if (isFlow(list)) {
		const at = endOf(list.items.at(-1));
		const flow = flowOf(values).slice(1, -1);
		return list.items.length === 0 ? (end === undefined ? undefined : replace(sheet.text, from, end, `[${flow}]`)) : at === undefined ? undefined : replace(sheet.text, at, at, `, ${flow}`);
	}
	return end === undefined ? undefined : insertLines(sheet, nextLine(sheet.text, end), blockOf(values, ' '.repeat(from - lineStart(sheet.text, from)), sheet));
};

/** Proposes the text with values added to the end of a list, which is made where it is missing. */
export const spliceAppend = (sheet: Sheet, path: FieldPath, values: readonly unknown[]): string | undefined => {
	const {node, rest} = descend(sheet, path);
	return rest.length === 0 && isSeq(node) ? appendTo(sheet, node, values) : spliceSet(sheet, path, values);
};

const omitKey = (data: unknown, key: string | number | undefined): unknown => Object.fromEntries(Object.entries(data ?? {}).filter(([name]) => name !== String(key)));

/** Proposes the text without the field or item at a path; comments above it stay. */
export const spliceDelete = (sheet: Sheet, path: FieldPath): string | undefined => {
	const {text} = sheet;
	const parentPath = path.slice(0, -1);
	const {node: parent, rest} = descend(sheet, parentPath);
	const key = path.at(-1);
	if (rest.length > 0 || !(isMap(parent) || isSeq(parent))) {
		return undefined;
	}
	if (isFlow(parent) || parent.items.length < 2) {
		const data: unknown = parent.toJS(sheet.document);
		return parentPath.length === 0 ? undefined : spliceSet(sheet, parentPath, Array.isArray(data) ? data.toSpliced(Number(key), 1) : omitKey(data, key));
	}
	const index = isMap(parent) ? parent.items.findIndex((pair) => pair === pairOf(parent, key)) : Number(key);
	const item = parent.items[index];
	const from = isPair(item) ? startOf(item.key) : startOf(item);
	const end = isPair(item) ? (endOf(item.value) ?? endOf(item.key)) : endOf(item);
	if (from === undefined || end === undefined) {
		return undefined;
	}
	const before = text.slice(lineStart(text, from), from);
	if (isMap(parent) ? before.trim() === '' : /^\s*-\s+$/.test(before)) {
		return replace(text, lineStart(text, from), nextLine(text, end), '');
	}
	// The first field of a list's item shares its line with the dash: the second takes its place.
	const next = parent.items[index + 1];
	const nextFrom = isPair(next) ? startOf(next.key) : undefined;
	return nextFrom === undefined || text.slice(end, nextFrom).includes('#') ? undefined : replace(text, from, nextFrom, '');
};
