import {quoteRemote} from '../core/untrusted/quote-remote.ts';
import {quoteShell} from '../core/untrusted/quote-shell.ts';

/** A command for a host as root, to be pasted; its words may be of the host's own choosing. */
export const sudoOnHost = (host: string, ...words: readonly string[]): string => `ssh ${quoteShell(host)} sudo ${words.map(quoteRemote).join(' ')}`;

/** The command that opens a file of a host in an editor, which needs the terminal that `ssh -t` gives it. */
export const editOnHost = (host: string, path: string): string => `ssh -t ${quoteShell(host)} sudoedit ${quoteRemote(path)}`;
