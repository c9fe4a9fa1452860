import {problem, type Problem} from '../problem/problem.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {quoteRemote} from '../untrusted/quote-remote.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {changeFolder, patienceSeconds, type ChangedFile, type HostChange} from './host-change.ts';
import type {ChangeReport} from './change-watch.ts';
import type {ComponentName, Restart} from './component.ts';

// What a master calls its files and units goes to a terminal, and from there into a shell.
const quoteShown = (text: string): string => quoteShell(escapeControls(text));

/** The command that shows a component's log on its host, to be pasted behind `ssh HOST sudo`. */
export const formatLogCommand = (component: ComponentName, restart: Restart): string =>
	restart.how === 'systemd' ? `journalctl -u ${quoteRemote(escapeControls(restart.unit))} -n 50 --no-pager` : `"sh -c 'tail -n 50 /var/log/pods/kube-system_*/${component}/*.log'"`;

// The system's words under LC_ALL=C (strerror); the first that matches tells the reason.
const writeReasons: readonly (readonly [RegExp, 'file-system-full' | 'file-system-read-only' | 'file-in-the-way' | 'file-not-permitted'])[] = [
	[/No space left on device|Disk quota exceeded/, 'file-system-full'],
	[/Read-only file system/, 'file-system-read-only'],
	[/Not a directory|File exists|Is a directory/, 'file-in-the-way'],
	[/Permission denied|Operation not permitted/, 'file-not-permitted'],
];

const tellWrite = (host: string, path: string, words: string, options: {readonly cause?: string}): Problem => problem(writeReasons.find(([pattern]) => pattern.test(words))?.[1] ?? 'file-not-written', host, {path}, options);

const causeOf = (words: string): {readonly cause?: string} => {
	const cause = escapeControls(words.trim().split('\n').at(-1) ?? '').slice(0, 300);
	return cause === '' ? {} : {cause};
};

/** Why the folder of a change could not be made on a host, from what its shell said. Nothing is changed there. */
export const explainRefusal = (host: string, {component}: HostChange, stderr: string): Problem =>
	writeReasons.some(([pattern]) => pattern.test(stderr)) ? tellWrite(host, changeFolder, stderr, causeOf(stderr)) : problem('change-not-begun', host, {component}, causeOf(stderr));

// What only root may read is a token file, or flags in a file of somebody careful: tokens come first in a row, and rows hold no flags.
const strikeOutTokens = (prefix: string): string => String.raw`sed '/--/!s/^\(${prefix}\)[^,]*,/\1****,/'`;
const isPrivate = (mode: number): boolean => (mode & 0o077) === 0;
const formatCompareCommand = ({path: told, beforeSha256, mode}: ChangedFile, index: number): string => {
	const path = quoteShown(told);
	if (beforeSha256 === '') {
		return isPrivate(mode) ? `sudo ${strikeOutTokens('')} ${path}` : `sudo cat ${path}`;
	}
	return `sudo diff ${changeFolder}/old-${index} ${path}${isPrivate(mode) ? ` | ${strikeOutTokens('[<>] ')}` : ''}`;
};

const formatRestoreCommand = ({path, beforeSha256}: ChangedFile, index: number): string => (beforeSha256 === '' ? `sudo rm ${quoteShown(path)}` : `sudo cp -p ${changeFolder}/old-${index} ${quoteShown(path)}`);

/** What to say of files that somebody else has written into in the middle of a change: `places` are their numbers in it. */
const explainEdits = (host: string, change: HostChange, places: readonly string[]): Problem => {
	const edited = change.files.flatMap((file, index) => (places.includes(String(index)) ? [{file, index}] : []));
	return problem('change-files-edited', host, {
		component: change.component,
		paths: edited.map(({file}) => escapeControls(file.path)),
		compareCommands: edited.map(({file, index}) => formatCompareCommand(file, index)),
		keepCommand: `sudo rm -r ${changeFolder}`,
		restoreCommands: edited.map(({file, index}) => formatRestoreCommand(file, index)),
	});
};

/** Why a host would not begin a change, or what became of it there; empty for a change that is under way or well. */
export const explainChange = (host: string, change: HostChange, {state, reason, words}: ChangeReport): readonly Problem[] => {
	const [why = '', place = '0', ...places] = reason.split(' ');
	const path = escapeControls(change.files[Number(place)]?.path ?? '');
	const options = causeOf(words);
	const {component} = change;
	const paths = change.files.map((file) => escapeControls(file.path));
	const unit = change.restart.how === 'systemd' ? escapeControls(change.restart.unit) : '';
	switch (state) {
		case 'refused':
			switch (why) {
				case 'changed':
					return [problem('file-changed-meanwhile', host, {path})];
				case 'flags':
					return [problem('change-flags-refused', host, {component, flags: change.newFlags}, options)];
				case 'verify':
					return [problem('change-unit-refused', host, {unit}, options)];
				case 'write':
					return [tellWrite(host, path, words, options)];
				default:
					return [problem('change-not-begun', host, {component}, options)];
			}
		case 'undone':
			if (why === 'restart') {
				return [problem('change-restart-refused', host, {unit}, options)];
			}
			return [why === 'alone' ? problem('change-undone-alone', host, {component, seconds: patienceSeconds}) : problem('change-undone', host, {component, paths}, {severity: 'notice'})];
		case 'undo-failed':
			return [problem('change-undo-failed', host, {component, commands: listUndoCommands(change)}, options)];
		case 'edited':
			return [explainEdits(host, change, reason.split(' '))];
		case 'confirmed':
			return why === 'edited' ? [explainEdits(host, change, [place, ...places])] : [];
		case 'none':
		case 'staged':
		case 'swapping':
		case 'restarting':
		case 'restarted':
		case 'unproved':
		case 'undoing':
			return [];
	}
};

/** What puts the old files of a change back by hand, a command each. */
export const listUndoCommands = ({files, restart}: HostChange): readonly string[] => [
	...files.map(formatRestoreCommand),
	...(restart.how === 'systemd' ? ['sudo systemctl daemon-reload', `sudo systemctl restart ${quoteShown(restart.unit)}`] : []),
];
