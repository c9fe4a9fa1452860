import type {LocalProblems} from './local.ts';
import {Failure} from './failure.ts';
import {problem} from './problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';

type PathOnly = {[Code in keyof LocalProblems]: {readonly path: string} extends LocalProblems[Code] ? Code : never}[keyof LocalProblems];

// errno(3) names, as Node puts them into `code`.
const codesByErrno: Readonly<Record<string, Extract<PathOnly, `local-${string}`>>> = {
	ENOENT: 'local-missing',
	ENOSPC: 'local-no-space',
	EDQUOT: 'local-no-space',
	EROFS: 'local-read-only',
	EACCES: 'local-no-permission',
	EPERM: 'local-no-permission',
	EISDIR: 'local-is-directory',
	ENOTDIR: 'local-not-a-directory',
	// A recursive mkdir says so where a file stands in its way; nothing else here fails on what exists.
	EEXIST: 'local-not-a-directory',
	ELOOP: 'local-is-symlink',
};

/** The errno name of what a file operation threw, e.g. `ENOENT`; empty for anything that no file operation threw. */
export const errnoOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Runs one file operation; what the file system refuses becomes a Failure naming the path. Failures and bugs pass through. */
export const naming = async <Value>(path: string, operation: () => Promise<Value>): Promise<Value> => {
	try {
		return await operation();
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === '' || !(error instanceof Error)) {
			throw error;
		}
		const shown = escapeControls(path);
		const code = codesByErrno[errno];
		throw new Failure(code === undefined ? problem('local-failed', shown, {path: shown, errno}, {cause: escapeControls(error.message)}) : problem(code, shown, {path: shown}, {cause: escapeControls(error.message)}));
	}
};
