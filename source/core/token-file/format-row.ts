import type {RowIdentity} from './token-file.ts';

// What would begin or end a column, or a record, unless quoted.
const formatColumn = (value: string): string => (/[",\r\n]|^\s/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Writes one row, without a line end; the groups always in quotes, as each hand that adds one would have to. Secret. */
export const formatRow = (token: string, {user, uid, groups}: RowIdentity): string =>
	[...[token, user, uid].map(formatColumn), ...(groups.length === 0 ? [] : [`"${groups.join(',').replaceAll('"', '""')}"`])].join(',');
