import type {LineCounter, YAMLError} from 'yaml';
import type {YamlDefect} from '../problem/config.ts';
import {problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {type PlacedProblem, placeProblem} from './placed-problem.ts';

// The error codes of the yaml package (its src/errors.ts), in our words.
const defects: Readonly<Record<YAMLError['code'], YamlDefect>> = {
	ALIAS_PROPS: 'alias',
	BAD_ALIAS: 'alias',
	BAD_COLLECTION_TYPE: 'tag',
	BAD_DIRECTIVE: 'structure',
	BAD_DQ_ESCAPE: 'escape',
	BAD_INDENT: 'indentation',
	BAD_PROP_ORDER: 'structure',
	BAD_SCALAR_START: 'structure',
	BLOCK_AS_IMPLICIT_KEY: 'key',
	BLOCK_IN_FLOW: 'structure',
	DUPLICATE_KEY: 'key',
	IMPOSSIBLE: 'structure',
	KEY_OVER_1024_CHARS: 'key',
	MISSING_CHAR: 'comma-or-bracket',
	MULTILINE_IMPLICIT_KEY: 'key',
	MULTIPLE_ANCHORS: 'structure',
	MULTIPLE_DOCS: 'structure',
	MULTIPLE_TAGS: 'tag',
	NON_STRING_KEY: 'key',
	RESOURCE_EXHAUSTION: 'too-deep',
	TAB_AS_INDENT: 'tab',
	TAG_RESOLVE_FAILED: 'tag',
	UNEXPECTED_TOKEN: 'structure',
};

// Two codes stand for several mistakes each; what the package says tells them apart.
const defectOf = (code: YAMLError['code'], message: string): YamlDefect =>
	code === 'MISSING_CHAR' && message.includes('quote') ? 'quote' : code === 'BAD_INDENT' && message.startsWith('Flow') ? 'comma-or-bracket' : defects[code];

/** Tells the errors of the yaml package as problems; the many that too deep nesting leaves become one. */
export const explainYamlErrors = (errors: readonly YAMLError[], lineCounter: LineCounter, path: string): readonly PlacedProblem[] => {
	const deep = errors.findIndex(({code}) => code === 'RESOURCE_EXHAUSTION');
	return (deep < 0 ? errors : errors.slice(deep, deep + 1)).map(({code, pos, message}) => {
		const {line, col} = lineCounter.linePos(pos[0]);
		return placeProblem(path, {line, column: col}, (subject) =>
			code === 'MULTIPLE_DOCS'
				? problem('yaml-several-documents', subject, {})
				: problem('yaml-syntax', subject, {defect: defectOf(code, message)}, {cause: escapeControls(message)}),
		);
	});
};
