import {quoteRemote} from '../core/untrusted/quote-remote.ts';

/** A command for a host as root, to be pasted behind the ssh command line to it; its words may be of the host's own choosing. */
export const sudoOnHost = (login: string, ...words: readonly string[]): string => `${login} sudo ${words.map(quoteRemote).join(' ')}`;

/** The command that opens a file of a host in an editor, which needs the terminal that `ssh -t` gives it. */
export const editOnHost = (login: string, path: string): string => `${login.replace(/^ssh /, 'ssh -t ')} sudoedit ${quoteRemote(path)}`;
