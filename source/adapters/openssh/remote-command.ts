// One constant command line is all that ssh, sudo and their logs ever see. It becomes root where that is asked for, says that it is
// ready, and only then reads scripts from standard input, one after the other, each with its input behind it: a login is dear, a script is not.
// So a password goes out only when sudo has asked for it, exactly once, and neither script nor payload can ever reach sudo's prompt.
import {escapeLine} from '../../core/untrusted/escape-line.ts';

const readyMarker = 'kubenroll-ready';

/** Finds the line, from the line feed before it, that the far end prints once it runs with the rights that were asked for; the first group tells that sudo gave them. */
export const readyLine = new RegExp(`\\n${readyMarker} ?(sudo)?\\r?\\n`);

/** What sudo prints on standard error when it wants the password. */
export const sudoPrompt = 'kubenroll-sudo-password:';

/** The line on standard error from which on prompts are sudo's; before it, they are the login's own. */
export const sudoStart = 'kubenroll-asks-sudo';

/** What the far end prints instead of the ready marker. */
export const refusals = {noSudo: 'kubenroll-no-sudo', notRoot: 'kubenroll-not-root'} as const;

/** How to become root: not at all, only where one is root already, by sudo without asking, or by sudo with a password. */
export type Elevation = 'none' | 'be-root' | 'sudo' | 'sudo-with-password';

// Single quotes, backslashes, `!` and line feeds are not in here: then sh, bash, zsh, fish and csh all read the quoted words alike.
// `read` takes a pipe byte by byte (POSIX), so that nothing of the input that follows is lost; what a script leaves of its own is taken here.
// No line is read as a script's head that does not begin with the mark of the first: nothing of an input can ever be taken for a script.
// Beginning and end are told on both streams, with the script's number; the end on standard error before the rest of the input is awaited:
// whoever sends it can leave off. On standard output after it: `head` of busybox reads ahead, so nothing may come behind the input before.
// Whatever needs no process needs none: dozens of these loops may start at once. $1 is SSH_CONNECTION, which sudo drops. 255 is ssh's own exit code, so scripts cannot use it.
const runScripts = [
	't(){ c=$?;[ $c = 255 ]&&c=254;echo "$b $c" >&2;[ "$n" = 0 ]||cat >/dev/null;echo "$b $c";};k=;j=0;',
	'while read -r m n&&IFS= read -r s&&[ "${k:=$m}" = "$m" ];do s=$(printf %b "$s");',
	'j=$((j+1));b="$k $j";echo "$b begins" >&2;echo "$b begins";',
	'if [ "$n" = 0 ];then (eval "$s")</dev/null;t;',
	'else head -c "$n"|{ (eval "$s");t;};fi;done',
].join('');

const inner = [
	'LC_ALL=C',
	'export LC_ALL',
	'PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
	'export PATH',
	`echo ${readyMarker} \${SUDO_USER:+sudo}`,
	runScripts,
].join(';');

// The shell that is there goes on; only sudo needs another.
const asMyself = 'i=$1;set -- "$SSH_CONNECTION";eval "$i";exit';
const sudo = (options: string): string =>
	`PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin;export PATH;command -v sudo >/dev/null 2>&1||{ echo ${refusals.noSudo};exit 126;};echo ${sudoStart} >&2;exec sudo ${options} /bin/sh -c "$1" sh "$SSH_CONNECTION"`;

const outers: Readonly<Record<Elevation, string>> = {
	none: asMyself,
	'be-root': `[ "$(id -u)" = 0 ]||{ echo ${refusals.notRoot};exit 126;};${asMyself}`,
	sudo: `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo('-n')}`,
	'sudo-with-password': `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo(`-S -p ${sudoPrompt}`)}`,
};

/** The command line for the far end's login shell, whichever shell that is. */
export const remoteCommand = (elevation: Elevation): string => `exec /bin/sh -c 'LC_ALL=C;export LC_ALL;${outers[elevation]}' sh '${inner}'`;

/** How the lines around one script are known: the session's word, which nobody can know before, and the script's place in it, from 1. */
export type ScriptMark = {readonly word: string; readonly number: number};

/** The two lines by which the far end receives a script, before its input. It counts them by itself. */
export const encodeScript = (text: string, {word}: ScriptMark, inputBytes: number): string => `${word} ${inputBytes}\n${escapeLine(text)}\n`;

/** Finds the line by which the far end begins a script on both of its streams. */
export const beginLine = ({word, number}: ScriptMark): RegExp => new RegExp(`${word} ${number} begins\\r?\\n`);

/** Finds the line by which the far end ends a script on both of its streams; the first group is the exit code. */
export const endLine = ({word, number}: ScriptMark): RegExp => new RegExp(`${word} ${number} (\\d{1,3})\\r?\\n`);
