import {type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, visit, type YAMLMap} from 'yaml';
import type {ValueKind} from '../problem/config.ts';
import {problem} from '../problem/problem.ts';
import type {Position} from './answers.ts';
import {type FieldPath, formatFieldPath, valueAt} from './field-path.ts';
import {parseUnique} from './parse-unique.ts';
import {type PlacedProblem, placeProblem} from './placed-problem.ts';
import {explainYamlErrors} from './yaml-errors.ts';

// A list of 5000 nodes with every field of theirs is smaller.
const limitKiB = 4096;

/** A YAML text as plain data that knows where each value stands. */
export type YamlTree = {
	readonly value: unknown;
	readonly problems: readonly PlacedProblem[];
	/** Where reading turned into guessing; undefined for sound YAML. */
	readonly brokenAt?: Position;
	/** The value at a path; of a mapping or list, of an empty or missing value, the field's name. */
	readonly locate: (path: FieldPath) => Position;
	/** The name of the field. */
	readonly locateKey: (path: FieldPath) => Position;
	/** The n-th character of a text value, as far as it is written plainly. */
	readonly locateWithin: (path: FieldPath, offset: number) => Position;
	readonly kindAt: (path: FieldPath) => ValueKind;
	/** A scalar as written, without its quotes. */
	readonly sourceAt: (path: FieldPath) => string | undefined;
};

type Place = {readonly key?: Node; readonly value: Node | null};

// Made when a mapping is first asked about, for it may have many fields that are all to be found. The last of a name counts.
const makeIndex = (): ((map: YAMLMap, name: string) => Pair | undefined) => {
	const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
	return (map, name) => {
		const index = indexes.get(map) ?? new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])));
		indexes.set(map, index);
		return index.get(name);
	};
};

const makeFinder = (document: Document.Parsed): ((path: FieldPath) => Place) => {
	const findPair = makeIndex();
	const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
	return (path) => {
		let place: Place = {value: document.contents};
		for (const part of path) {
			const node = resolve(place.value);
			if (isMap(node)) {
				const pair = findPair(node, String(part));
				if (pair === undefined) {
					return place;
				}
				// A parsed document holds nodes; the type allows for plain values put in by hand.
				place = {key: pair.key as Node, value: pair.value as Node | null};
			} else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
				place = {value: node.items[part] as Node};
			} else {
				return place;
			}
		}
		return place;
	};
};

// The paths of the fields whose names begin at these offsets.
const findPaths = (document: Document.Parsed, offsets: ReadonlySet<number>): ReadonlyMap<number, FieldPath> => {
	const paths = new Map<number, FieldPath>();
	visit(document, {
		Pair: (_, {key}, parents) => {
			const offset = isScalar(key) ? key.range?.[0] : undefined;
			if (!isScalar(key) || offset === undefined || !offsets.has(offset)) {
				return;
			}
			const outer = parents.flatMap((parent, index): FieldPath => {
				const child: unknown = parents[index + 1];
				return isSeq(parent) ? [parent.items.indexOf(child)] : isPair(parent) && isScalar(parent.key) ? [String(parent.key.value)] : [];
			});
			paths.set(offset, [...outer, String(key.value)]);
		},
	});
	return paths;
};

const kindOf = (value: unknown): ValueKind => {
	if (value === null || value === undefined) {
		return 'nothing';
	}
	const kinds: Readonly<Record<string, ValueKind>> = {string: 'text', number: 'number', bigint: 'number', boolean: 'boolean'};
	return kinds[typeof value] ?? (Array.isArray(value) ? 'list' : 'mapping');
};

// Aliases that name nothing would throw later, those within what they name would have no end; those that multiply are cut off by maxAliasCount.
const readValue = (document: Document.Parsed, reject: (node: Node | null) => PlacedProblem): {readonly value: unknown; readonly problems: readonly PlacedProblem[]} => {
	const problems: PlacedProblem[] = [];
	let first: Alias | undefined;
	visit(document, {
		Alias: (_, alias, parents) => {
			first ??= alias;
			const target = alias.resolve(document);
			if (target === undefined || parents.some((parent) => parent === target)) {
				problems.push(reject(alias));
			}
		},
	});
	if (problems.length > 0) {
		return {value: undefined, problems};
	}
	try {
		return {value: document.toJS({maxAliasCount: 100}), problems};
	} catch {
		return {value: undefined, problems: [reject(first ?? document.contents)]};
	}
};

/** Reads a YAML 1.2 text (core schema) into plain data with places; every way in which it is not sound is a problem. Never throws. */
export const readYaml = (text: string, path: string): YamlTree => {
	const body = text.replace(/^\uFEFF/, '');
	const isTooLarge = body.length > limitKiB * 1024;
	const lineCounter = new LineCounter();
	const document = parseUnique(isTooLarge ? '' : body, {lineCounter, prettyErrors: false, stringKeys: true, resolveKnownTags: false, version: '1.2', schema: 'core', merge: false, logLevel: 'error'});
	const positionAt = (offset: number): Position => {
		const {line, col} = lineCounter.linePos(offset);
		return {line: Math.max(line, 1), column: Math.max(col, 1)};
	};
	const startOf = (node: Node | null | undefined): Position => positionAt(node?.range?.[0] ?? 0);
	const find = makeFinder(document);
	const errors = [...document.errors, ...document.warnings];
	const duplicates = errors.filter(({code}) => code === 'DUPLICATE_KEY').map(({pos}) => pos[0]);
	const paths = duplicates.length === 0 ? undefined : findPaths(document, new Set(duplicates));
	const broken = errors.filter(({code}) => code !== 'DUPLICATE_KEY' && code !== 'MULTIPLE_DOCS');
	const {value, problems} = broken.some(({code}) => code === 'RESOURCE_EXHAUSTION') ? {value: undefined, problems: []} : readValue(document, (node) => placeProblem(path, startOf(node), (subject) => problem('yaml-syntax', subject, {defect: 'alias'})));
	const firstBroken = broken.map(({pos}) => pos[0]).sort((left, right) => left - right)[0];
	return {
		value,
		problems: [
			...(isTooLarge ? [placeProblem(path, {line: 1, column: 1}, (subject) => problem('config-too-large', subject, {limitKiB}))] : []),
			...explainYamlErrors(
				errors.filter(({code}) => code !== 'DUPLICATE_KEY'),
				lineCounter,
				path,
			),
			...duplicates.map((offset) => placeProblem(path, positionAt(offset), (subject) => problem('yaml-duplicate-field', subject, {field: formatFieldPath(paths?.get(offset) ?? [])}))),
			...problems,
		],
		...(isTooLarge || problems.length > 0 ? {brokenAt: {line: 1, column: 1}} : firstBroken === undefined ? {} : {brokenAt: positionAt(firstBroken)}),
		locate: (where) => {
			const {key, value: node} = find(where);
			const isWritten = isScalar(node) && (node.source !== '' || node.type !== 'PLAIN');
			return startOf(isWritten || isAlias(node) || key === undefined ? node : key);
		},
		locateKey: (where) => {
			const {key, value: node} = find(where);
			return startOf(key ?? node);
		},
		locateWithin: (where, offset) => {
			const {value: node} = find(where);
			const start = startOf(node);
			const isOneLine = isScalar(node) && node.source === node.value && !String(node.value).includes('\n') && node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED';
			return isOneLine ? {line: start.line, column: start.column + offset + (node.type === 'PLAIN' ? 0 : 1)} : start;
		},
		kindAt: (where) => kindOf(valueAt(value, where)),
		sourceAt: (where) => {
			const {value: node} = find(where);
			return isScalar(node) ? node.source : undefined;
		},
	};
};
