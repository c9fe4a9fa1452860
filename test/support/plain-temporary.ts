import {tmpdir} from 'node:os';

/** Where to make folders that stand for places of a host, whose paths are short and without blanks: there, unless this machine's own is neither. */
export const plainTemporary = /^[\w./-]{1,40}$/.test(tmpdir()) ? tmpdir() : '/tmp';
