import {LineCounter, parseAllDocuments} from 'yaml';
import {reportRepeatedKeys} from '../answers/parse-unique.ts';
import {explainYamlErrors} from '../answers/yaml-errors.ts';
import {placeIn} from '../answers/placed-problem.ts';
import type {Position} from '../answers/answers.ts';
import {problem, type Problem} from '../problem/problem.ts';
import {findRepeatedKey, splitJson} from './split-json.ts';

/** What a text of JSON or YAML holds, and every part of it that could not be read. */
export type Documents = {readonly values: readonly unknown[]; readonly problems: readonly Problem[]};

// YAML takes a hundred times as long as JSON, and as much memory.
const yamlLimitMiB = 8;

// Told one by one, thousands of them would hide what matters.
const mostTold = 20;

const positionAt = (text: string, offset: number): Position => {
	let [line, lineStart] = [1, 0];
	for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
		[line, lineStart] = [line + 1, at + 1];
	}
	return {line, column: offset - lineStart + 1};
};

const jsonProblem = (text: string, path: string, offset: number): Problem => problem('objects-json', placeIn(path, positionAt(text, offset)), {});

// Of what the engine says only the place is taken: its words quote the text, and a Secret may stand there.
const offsetOf = (error: unknown): number => Number(/at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? 0);

const readJson = (text: string, path: string): Documents => {
	const {spans, strayAt, unclosedAt} = splitJson(text);
	const values: unknown[] = [];
	const problems: Problem[] = strayAt === undefined ? [] : [jsonProblem(text, path, strayAt)];
	for (const span of spans) {
		const {start, end} = span;
		try {
			const value: unknown = JSON.parse(text.slice(start, end));
			const repeatedAt = findRepeatedKey(text, span);
			if (repeatedAt === undefined) {
				values.push(value);
			} else if (problems.length < mostTold) {
				problems.push(problem('objects-key-repeated', placeIn(path, positionAt(text, repeatedAt)), {}));
			}
		} catch (error) {
			if (problems.length < mostTold) {
				problems.push(jsonProblem(text, path, start + offsetOf(error)));
			}
		}
	}
	return {values, problems: [...problems, ...(unclosedAt === undefined ? [] : [problem('objects-cut-off', placeIn(path, positionAt(text, unclosedAt)), {})])]};
};

const readYaml = (text: string, path: string): Documents => {
	if (text.length > yamlLimitMiB * 1024 * 1024) {
		return {values: [], problems: [problem('objects-yaml-too-large', path, {limitMiB: yamlLimitMiB})]};
	}
	const lineCounter = new LineCounter();
	const unreadable: Documents = {values: [], problems: [problem('yaml-syntax', path, {defect: 'structure'})]};
	try {
		const documents = parseAllDocuments(text, {lineCounter, prettyErrors: false, stringKeys: true, version: '1.2', schema: 'core', merge: false, logLevel: 'error', uniqueKeys: false});
		if (!Array.isArray(documents)) {
			return {values: [], problems: []};
		}
		documents.forEach(reportRepeatedKeys);
		const errors = documents.flatMap((document) => document.errors).slice(0, mostTold);
		const sound = documents.filter((document) => document.errors.length === 0);
		return {
			values: sound.map((document): unknown => document.toJS({maxAliasCount: 100})).filter((value) => value !== null),
			// What the parser says is left out: it quotes the text, and a Secret may stand there.
			problems: explainYamlErrors(errors, lineCounter, path).map(({problem: told}): Problem => ({...told, cause: ''})),
		};
	} catch {
		// Aliases that multiply, that name nothing, or nesting beyond the stack.
		return unreadable;
	}
};

/** Reads JSON values one after the other, or a stream of YAML documents; `path` names the text in problems. Never throws, and no problem quotes the text. */
export const readDocuments = (text: string, path: string): Documents => {
	const body = text.replace(/^\uFEFF/, '');
	return /^\s*[[{]/.test(body) ? readJson(body, path) : readYaml(body, path);
};
