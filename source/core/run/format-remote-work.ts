import {quoteShell} from '../untrusted/quote-shell.ts';

/** How one logs in to a node by hand; unset fields are ssh_config's to say. */
export type HandLogin = {readonly address: string; readonly user?: string; readonly port?: number; readonly configFile?: string; readonly identityFile?: string};

/** How work on a node came by its rights. */
export type WorkPrivilege = 'root' | 'sudo' | 'sudo-with-password' | 'user';

/** The ssh command line of a login, to be pasted; what shall be run there goes behind it. */
export const formatSshLogin = ({address, user, port, configFile, identityFile}: HandLogin): string =>
	[
		'ssh',
		...(configFile === undefined ? [] : ['-F', configFile]),
		...(identityFile === undefined ? [] : ['-i', identityFile]),
		...(port === undefined ? [] : ['-p', String(port)]),
		user === undefined ? address : `${user}@${address}`,
	]
		.map(quoteShell)
		.join(' ');

// What the script gets as $1, as it does from us: sudo drops the variable.
const shells: Readonly<Record<Exclude<WorkPrivilege, 'sudo-with-password'>, string>> = {
	root: 'sh -s -- "$SSH_CONNECTION"',
	user: 'sh -s -- "$SSH_CONNECTION"',
	sudo: 'sudo sh -s -- "$SSH_CONNECTION"',
};

// Ends the script below; no line of ours is that word.
const endWord = 'KUBENROLL';

/** A script on a node as a command line that does the same when it is pasted. `login` is what formatSshLogin makes; the script holds no secret. */
export const formatRemoteScript = (login: string, script: string, privilege: WorkPrivilege): string =>
	// sudo asks at the terminal, so the script cannot come from standard input.
	privilege === 'sudo-with-password' ? `${login.replace(/^ssh /, 'ssh -t ')} ${quoteShell(`sudo sh -c ${quoteShell(script)} sh "$SSH_CONNECTION"`)}` : `${login} ${quoteShell(shells[privilege])} <<'${endWord}'\n${script.trimEnd()}\n${endWord}`;

/** Files that were put on a node: a line each with mode, owner and path as comments, and a command that shows them as they lie there. Contents, which may be secret, are not in it. */
export const formatPlacedFiles = (login: string, files: readonly {readonly path: string; readonly mode: number; readonly owner: string}[], privilege: WorkPrivilege): string => {
	const look = `${privilege === 'root' ? '' : 'sudo '}ls -l ${files.map(({path}) => quoteShell(path)).join(' ')}`;
	return [...files.map(({path, mode, owner}) => `# ${mode.toString(8).padStart(4, '0')} ${owner} ${path}`), `${login} ${quoteShell(look)}`].join('\n');
};
