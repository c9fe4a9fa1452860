import {createHash} from 'node:crypto';
import type {InstallFile} from '../../ports/remote-shell.ts';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

const beforeWord = ({before, leavesNoCopy}: InstallFile): string => {
	if (leavesNoCopy === true) {
		return '!';
	}
	if (before === undefined) {
		return '*';
	}
	return before === '' ? '-' : before;
};

const encodeContent = (content: string): string => {
	const lines = content.split('\n');
	const last = lines.pop() ?? '';
	return [...lines.map((line) => `+${line}\n`), ...(last === '' ? [] : [`-${last}\n`])].join('');
};

/** True where a path and owner can be told to the installing scripts: absolute, on one line, no `.` or `..` in it. */
export const isTellable = (path: string, owner: string): boolean => /^(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}\\]+)+$/u.test(path) && /^[\w.-]+:[\w.-]+$/.test(owner);

/** Writes files as `installScript` reads them from its standard input. */
export const encodeFiles = (files: readonly InstallFile[]): string =>
	`${files
		.map((file) => {
			const {mode, owner, content, path} = file.artifact;
			return `F ${mode.toString(8)} ${owner} ${beforeWord(file)} ${sha256(content)} ${path}\n${encodeContent(content)}`;
		})
		.join('')}E\n`;
