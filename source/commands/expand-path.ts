import {homedir} from 'node:os';
import {join, resolve} from 'node:path';

/** A path as written in a file of a folder, absolute; `~` is one's home. */
export const expandPath = (path: string, folder: string): string => resolve(folder, path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
