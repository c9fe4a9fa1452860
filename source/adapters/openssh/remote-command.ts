// One constant command line is all that ssh, sudo and their logs ever see. It becomes root where that is asked for, says that it is
// ready, and only then reads the script (base64, one line) from standard input; what follows that line is the script's own input.
// So a password goes out only when sudo has asked for it, exactly once, and neither script nor payload can ever reach sudo's prompt.

const readyMarker = 'kubenroll-ready';

/** Finds the line that the far end prints once it runs with the rights that were asked for; the first group tells that sudo gave them. */
export const readyLine = new RegExp(`(?:^|\\n)${readyMarker} ?(sudo)?\\r?\\n`);

/** What sudo prints on standard error when it wants the password. */
export const sudoPrompt = 'kubenroll-sudo-password:';

/** What the far end prints instead of the ready marker. */
export const refusals = {noSudo: 'kubenroll-no-sudo', notRoot: 'kubenroll-not-root'} as const;

/** How to become root: not at all, only where one is root already, by sudo without asking, or by sudo with a password. */
export type Elevation = 'none' | 'be-root' | 'sudo' | 'sudo-with-password';

// Single quotes, backslashes, `!` and line feeds are not in here: then sh, bash, zsh, fish and csh all read the quoted words alike.
// `read` takes a pipe byte by byte (POSIX), so that nothing of the input that follows is lost. $1 is SSH_CONNECTION, which sudo drops.
// 255 is ssh's own exit code, so the script cannot use it.
const inner = [
	'LC_ALL=C',
	'export LC_ALL',
	'PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
	'export PATH',
	`echo ${readyMarker} \${SUDO_USER:+sudo}`,
	'IFS= read -r s',
	's=$(echo "$s"|base64 -d)',
	'(eval "$s")',
	'c=$?',
	'[ $c = 255 ]&&c=254',
	'exit $c',
].join(';');

// The shell that is there goes on; only sudo needs another.
const asMyself = 'i=$1;set -- "$SSH_CONNECTION";eval "$i"';
const sudo = (options: string): string =>
	`PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin;export PATH;command -v sudo >/dev/null 2>&1||{ echo ${refusals.noSudo};exit 126;};exec sudo ${options} /bin/sh -c "$1" sh "$SSH_CONNECTION"`;

const outers: Readonly<Record<Elevation, string>> = {
	none: asMyself,
	'be-root': `[ "$(id -u)" = 0 ]||{ echo ${refusals.notRoot};exit 126;};${asMyself}`,
	sudo: `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo('-n')}`,
	'sudo-with-password': `if [ "$(id -u)" = 0 ];then ${asMyself};fi;${sudo(`-S -p ${sudoPrompt}`)}`,
};

/** The command line for the far end's login shell, whichever shell that is. */
export const remoteCommand = (elevation: Elevation): string => `exec /bin/sh -c 'LC_ALL=C;export LC_ALL;${outers[elevation]}' sh '${inner}'`;

/** The line by which the far end receives its script. */
export const encodeScript = (text: string): string => `${Buffer.from(text).toString('base64')}\n`;
