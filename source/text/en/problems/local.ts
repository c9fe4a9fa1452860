import type {LocalProblems} from '../../../core/problem/local.ts';
import {quoteShell} from '../../../core/untrusted/quote-shell.ts';
import type {ProblemTexts} from '../../catalog.ts';

/** Problems on the operator's own machine, in English. */
export const localProblems: ProblemTexts<LocalProblems> = {
	'local-missing': ({path}) => ({message: `there is no file ${path}`, hints: ['check the path; a relative one counts from the current folder']}),
	'local-no-space': ({path}) => ({message: 'could not write: no space left on its file system, or the quota is used up', hints: [`see what is left with: df -h "$(dirname ${quoteShell(path)})"`, 'free some space and run the same command again: what was there is unchanged']}),
	'local-read-only': ({path}) => ({message: 'could not write: its file system is read-only', hints: [`see how it is mounted with: findmnt -T ${quoteShell(path)}`, 'run kubenroll in a folder that can be written']}),
	'local-no-permission': ({path}) => ({message: 'permission denied', hints: [`see who may use it with: ls -ld ${quoteShell(path)} "$(dirname ${quoteShell(path)})"`, 'run kubenroll as the user who owns the folder']}),
	'local-is-directory': ({path}) => ({message: 'a folder stands where a file should be', hints: [`look into it and move it away: ls -la ${quoteShell(path)}`]}),
	'local-not-a-directory': ({path}) => ({message: 'a part of the path is a file and not a folder', hints: [`see which with: namei -l ${quoteShell(path)}`]}),
	'local-is-symlink': ({path}) => ({message: 'is a symbolic link, and kubenroll does not write through links', hints: [`see where it leads with: readlink -f ${quoteShell(path)}`, 'put a plain file in its place']}),
	'local-not-utf8': ({path}) => ({message: 'is not UTF-8 text', hints: [`see what it is with: file ${quoteShell(path)}`, 'save it as UTF-8 in your editor']}),
	'local-too-large': ({path, limitMiB}) => ({message: `it is larger than ${limitMiB} MiB, so it is not read`, hints: [`see what it is with: ls -l ${quoteShell(path)}`]}),
	'local-folder-gone': () => ({message: 'the folder that it was started in is gone', hints: ['go to one that is there, and run it again: cd ~']}),
	'local-failed': ({path, errno}) => ({message: `could not be read or written (${errno})`, hints: [`look at it with: ls -ld ${quoteShell(path)}`, 'the system log may say more: dmesg | tail']}),
	'locked': ({path, pid, host, isHere}) =>
		isHere
			? {message: `another kubenroll (process ${pid}) is at work here`, hints: [`wait for it to end, or look at it with: ps -fp ${pid}`]}
			: {message: `another kubenroll (process ${pid} on ${host}) is at work here`, hints: [`wait for it to end; if ${host} is gone, remove the lock with: rm -r ${quoteShell(path)}`]},
	'artifacts-stale': ({folder, paths, fate}) => ({
		message: {
			removed: `removed what an earlier run left and this one did not write: ${paths.join(', ')}`,
			edited: `an earlier run may have written ${paths.join(', ')}, this one did not; the text is not kubenroll's any more, so it was left`,
			others: `left as it is, of nodes that this run is not about: ${paths.join(', ')}; their tokens are of an earlier run`,
		}[fate],
		hints: {
			removed: [],
			edited: ['look into it; it may hold a token', `to be rid of it: cd ${quoteShell(folder)} && rm ${paths.map(quoteShell).join(' ')}`],
			others: ['run artifacts without --nodes to have fresh files of all nodes'],
		}[fate],
	}),
	'record-broken': ({path, detail}) => ({message: `the record of earlier runs cannot be read: ${detail}`, hints: [`mend it, or keep it aside and start a new record: mv ${quoteShell(path)} ${quoteShell(`${path}.broken`)}`, 'without a record nodes are judged by what is found on them; nothing is lost in the cluster']}),
	'record-too-new': ({version, known}) => ({message: `the record was written by a newer kubenroll (format ${version}; this one knows ${known})`, hints: ['run the newer kubenroll; check with: kubenroll --version']}),
	'prompt-cancelled': ({question}) => ({message: `cancelled at: ${question}`, hints: ['run the same command again']}),
	'prompt-without-terminal': ({question}) => ({message: `no terminal to ask at: ${question}`, hints: ['run it in a terminal, or give the answer by flag or in kubenroll.yaml: kubenroll --help']}),
};
