import {problem, type Problem} from '../problem/problem.ts';
import {quoteShell} from '../untrusted/quote-shell.ts';
import {escapeControls} from '../untrusted/escape-controls.ts';
import {changeFolder, patienceSeconds, type HostChange} from './change-script.ts';
import type {ChangeReport} from './change-watch.ts';
import type {ComponentName, Restart} from './component.ts';

// What a master calls its files and units goes to a terminal, and from there into a shell.
const quoteShown = (text: string): string => quoteShell(escapeControls(text));

// ssh joins its words with blanks, and the host's shell reads them again: what is quoted once is a word of the operator's shell only.
const quoteRemote = (text: string): string => {
	const word = quoteShown(text);
	return word === text ? word : quoteShell(word);
};

/** The command that shows a component's log on its host, to be pasted behind `ssh HOST sudo`. */
export const formatLogCommand = (component: ComponentName, restart: Restart): string =>
	restart.how === 'systemd' ? `journalctl -u ${quoteRemote(restart.unit)} -n 50 --no-pager` : `"sh -c 'tail -n 50 /var/log/pods/kube-system_*/${component}/*.log'"`;

// The system's words under LC_ALL=C (strerror); the first that matches tells the reason.
const writeReasons: readonly (readonly [RegExp, 'file-system-full' | 'file-system-read-only' | 'file-in-the-way' | 'file-not-permitted'])[] = [
	[/No space left on device|Disk quota exceeded/, 'file-system-full'],
	[/Read-only file system/, 'file-system-read-only'],
	[/Not a directory|File exists|Is a directory/, 'file-in-the-way'],
	[/Permission denied|Operation not permitted/, 'file-not-permitted'],
];

/** Why a host would not begin a change, or what became of it there; empty for a change that is under way or well. */
export const explainChange = (host: string, change: HostChange, {state, reason, words}: ChangeReport): readonly Problem[] => {
	const [why = '', place = '0'] = reason.split(' ');
	const path = escapeControls(change.files[Number(place)]?.path ?? '');
	const cause = escapeControls(words.trim().split('\n').at(-1) ?? '').slice(0, 300);
	const options = cause === '' ? {} : {cause};
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
					return [problem(writeReasons.find(([pattern]) => pattern.test(words))?.[1] ?? 'file-not-written', host, {path}, options)];
				default:
					return [problem('change-not-begun', host, {component}, options)];
			}
		case 'undone':
			if (why === 'restart') {
				return [problem('change-unit-refused', host, {unit}, options)];
			}
			return [why === 'alone' ? problem('change-undone-alone', host, {component, seconds: patienceSeconds}) : problem('change-undone', host, {component, paths}, {severity: 'notice'})];
		case 'undo-failed':
			return [problem('change-undo-failed', host, {component, commands: listUndoCommands(change)}, options)];
		case 'none':
		case 'staged':
		case 'swapping':
		case 'restarting':
		case 'restarted':
		case 'unproved':
		case 'confirmed':
		case 'undoing':
			return [];
	}
};

/** What puts the old files of a change back by hand, a command each. */
export const listUndoCommands = ({files, restart}: HostChange): readonly string[] => [
	...files.map(({path, beforeSha256}, index) => (beforeSha256 === '' ? `sudo rm ${quoteShown(path)}` : `sudo cp -p ${changeFolder}/old-${index} ${quoteShown(path)}`)),
	...(restart.how === 'systemd' ? ['sudo systemctl daemon-reload', `sudo systemctl restart ${quoteShown(restart.unit)}`] : []),
];
