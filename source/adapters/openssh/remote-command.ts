// One constant command line is all that ssh, sudo and their logs ever see. It becomes root where that is asked for, says that it is
// ready, and only then reads scripts from standard input, one after the other, each with its input behind it: a login is dear, a script is not.
// So a password goes out only when sudo has asked for it, exactly once, and neither script nor payload can ever reach sudo's prompt.
import {escapeLine} from '../../core/untrusted/escape-line.ts';

// Every mark begins with it, and the far end puts them together: a shell that traces what it runs (`set -x`, `set -v`) prints this command line, and that holds none.
const prefix = 'kubenroll';

/** Finds the line, from the line feed before it, that the far end prints, after an empty one, once it runs with the rights that were asked for; the first group tells that sudo gave them. */
export const readyLine = new RegExp(`\\n${prefix}-ready ?(sudo)?\\r?\\n`);

/** What sudo prints on standard error when it wants the password. */
export const sudoPrompt = `${prefix}-sudo-password:`;

/** The line on standard error from which on prompts are sudo's; before it, they are the login's own. */
export const sudoStart = `${prefix}-asks-sudo`;

/** What every login begins with on standard error: where it comes on standard output, the two are one. */
export const errorsStart = `${prefix}-errors`;

/** What the far end prints instead of the ready marker. */
export const refusals = {noSudo: `${prefix}-no-sudo`, notRoot: `${prefix}-not-root`} as const;

/** How to become root: not at all, only where one is root already, by sudo without asking, or by sudo with a password. */
export type Elevation = 'none' | 'be-root' | 'sudo' | 'sudo-with-password';

// Options that a bash takes over from SHELLOPTS: no trace of what is read here may come, and no script that fails may end more than itself.
const settle = `{ set +efuvx;} 2>/dev/null;p=${prefix}`;

/** What the word of every session begins with. */
export const wordPrefix = `${prefix}-script-`;

// Single quotes, backslashes, `!` and line feeds are not in here: then sh, bash, zsh, fish and csh all read the quoted words alike.
// `read` takes a pipe byte by byte (POSIX), so that nothing of the input that follows is lost; what a script leaves of its own is taken here.
// No line is read as a script's head that does not begin with the mark of the first: nothing of an input can ever be taken for a script.
// What comes before the first head is dropped and never repeated: it may be a password that sudo did not read.
// Beginning and end are told on both streams, with the script's number; the end on standard error before the rest of the input is awaited:
// whoever sends it can leave off. On standard output after it: `head` of busybox reads ahead, so nothing may come behind the input before.
// Whatever needs no process needs none: dozens of these loops may start at once. $1 is SSH_CONNECTION, which sudo drops. 255 is ssh's own exit code, so scripts cannot use it.
const runScripts = [
	't(){ c=$?;[ $c = 255 ]&&c=254;echo "$b $c" >&2;[ "$n" = 0 ]||cat >/dev/null;echo "$b $c";};k=;j=0;',
	'while read -r m n;do if [ -z "$k" ];then case $m in "$p"-script-*)k=$m;;*)continue;;esac;fi;',
	'[ "$k" = "$m" ]&&IFS= read -r s||break;s=$(printf %b "$s");',
	'j=$((j+1));b="$k $j";echo "$b begins" >&2;echo "$b begins";',
	'if [ "$n" = 0 ];then (eval "$s")</dev/null;t;',
	'else head -c "$n"|{ (eval "$s");t;};fi;done',
].join('');

const inner = [
	settle,
	'LC_ALL=C',
	'export LC_ALL',
	'PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
	'export PATH',
	// A profile may have printed half a line.
	'echo',
	'echo "$p-ready" ${SUDO_USER:+sudo}',
	runScripts,
].join(';');

// The shell that is there goes on; only sudo needs another.
const asMyself = 'i=$1;set -- "$SSH_CONNECTION";eval "$i";exit';
const sudo = (options: string): string =>
	`PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin;export PATH;command -v sudo >/dev/null 2>&1||{ echo "$p-no-sudo";exit 126;};echo "$p-asks-sudo" >&2;exec sudo ${options} /bin/sh -c "$1" sh "$SSH_CONNECTION"`;

const outers: Readonly<Record<Elevation, string>> = {
	none: asMyself,
	'be-root': `[ "$(id -u)" = 0 ]||{ echo "$p-not-root";exit 126;};${asMyself}`,
	sudo: `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo('-n')}`,
	'sudo-with-password': `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo('-S -p "$p-sudo-password:"')}`,
};

/** The command line for the far end's login shell, whichever shell that is. */
export const remoteCommand = (elevation: Elevation): string => `exec /bin/sh -c '${settle};LC_ALL=C;export LC_ALL;echo "$p-errors" >&2;${outers[elevation]}' sh '${inner}'`;

/** How the lines around one script are known: the session's word, which begins with `wordPrefix` and which nobody can know before, and the script's place in it, from 1. */
export type ScriptMark = {readonly word: string; readonly number: number};

/** The two lines by which the far end receives a script, before its input. It counts them by itself. */
export const encodeScript = (text: string, {word}: ScriptMark, inputBytes: number): string => `${word} ${inputBytes}\n${escapeLine(text)}\n`;

/** Finds the line by which the far end begins a script on both of its streams. */
export const beginLine = ({word, number}: ScriptMark): RegExp => new RegExp(`${word} ${number} begins\\r?\\n`);

/** Finds the line by which the far end ends a script on both of its streams; the first group is the exit code. */
export const endLine = ({word, number}: ScriptMark): RegExp => new RegExp(`${word} ${number} (\\d{1,3})\\r?\\n`);
