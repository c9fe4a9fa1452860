import {access, constants, stat} from 'node:fs/promises';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import {escapeControls} from '../../core/untrusted/escape-controls.ts';
import type {NodeAddress, RemoteShell} from '../../ports/remote-shell.ts';
import {encodeFiles, isTellable} from './encode-files.ts';
import {readInstallReport} from './install-report.ts';
import {installScript, uploadScript} from './install-script.ts';
import type {LoginDesk} from './login.ts';

const refuseUntellable = (node: NodeAddress, files: readonly {readonly path: string; readonly owner: string}[]): void => {
	const untellable = files.filter(({path, owner}) => !isTellable(path, owner));
	if (untellable.length > 0) {
		throw new Failure(untellable.map(({path}) => problem('file-not-written', node.name, {path: escapeControls(path)}, {cause: 'the path or owner holds characters that are not allowed here'})));
	}
};

/** Installs all files of one node in one session; see `RemoteShell.install`. */
export const createInstall = (desk: LoginDesk): RemoteShell['install'] => async (node, files, options = {}) => {
	const reported = files.map(({artifact}) => artifact);
	refuseUntellable(node, reported);
	if (files.some(({artifact}) => artifact.content.includes('\u0000'))) {
		throw new TypeError('an artifact holds a NUL: it is no text');
	}
	if (files.length === 0) {
		return {written: [], unchanged: [], backups: {}};
	}
	const result = await desk.work(node, {script: installScript, asRoot: true, input: {text: encodeFiles(files)}, timeoutMs: options.timeoutMs ?? 60_000, ...(options.signal === undefined ? {} : {signal: options.signal})});
	const report = readInstallReport(node.name, reported, result);
	const pathAt = (place: number): string => reported[place]?.path ?? '';
	return {
		written: report.written.map(pathAt),
		unchanged: report.unchanged.map(pathAt),
		backups: Object.fromEntries([...report.backups].map(([place, backup]) => [pathAt(place), backup])),
	};
};

/** Streams one large file to a node; see `RemoteShell.upload`. */
export const createUpload = (desk: LoginDesk): RemoteShell['upload'] => async (node, file, options = {}) => {
	refuseUntellable(node, [file]);
	await access(file.source, constants.R_OK).catch((error: unknown) => {
		throw new Failure(problem('file-unreadable-here', node.name, {path: escapeControls(file.source)}, error instanceof Error ? {cause: escapeControls(error.message)} : {}), 'usage');
	});
	const {size} = await stat(file.source);
	const text = `${file.mode.toString(8)} ${file.owner} ${file.sha256} ${file.path}\n`;
	const result = await desk.work(node, {script: uploadScript, asRoot: true, input: {text, ...(size === 0 ? {} : {rest: {file: file.source, bytes: size}})}, timeoutMs: options.timeoutMs ?? 600_000, ...(options.signal === undefined ? {} : {signal: options.signal})});
	readInstallReport(node.name, [file], result);
};
