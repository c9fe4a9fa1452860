import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff';
import {escapeControls, escapeControlsInLines} from '../untrusted/escape-controls.ts';
import {strikeSecrets} from './strike-secrets.ts';

// Two texts that share next to nothing cost quadratic time; past this many changed lines the whole is shown as replaced.
const maximumEdits = 4000;

/**
 * The unified diff of a file, safe to draw and without secrets; undefined where nothing that may be shown differs. `before` is
 * undefined for a file that is not there.
 */
export const diffText = (path: string, before: string | undefined, after: string): string | undefined => {
	const [old, next] = [strikeSecrets(before ?? ''), strikeSecrets(after)];
	if (before !== undefined && old === next) {
		return undefined;
	}
	const name = escapeControls(path);
	const from = before === undefined ? '/dev/null' : name;
	const patch =
		createTwoFilesPatch(from, name, old, next, undefined, undefined, {context: 3, maxEditLength: maximumEdits, headerOptions: FILE_HEADERS_ONLY}) ??
		[`--- ${from}`, `+++ ${name}`, ...old.split('\n').map((line) => `-${line}`), ...next.split('\n').map((line) => `+${line}`)].join('\n');
	return escapeControlsInLines(patch);
};
