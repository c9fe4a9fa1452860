import type {EnrollmentRecord, TokenRowRecord} from './record.ts';

/** Nodes by the user of the spare row that an earlier run gave them. */
export const listAssignedRows = (record: EnrollmentRecord | undefined): ReadonlyMap<string, string> => new Map((record?.tokenRows ?? []).flatMap(({user, node}) => (node === undefined ? [] : [[user, node] as const])));

/** Notes the rows that are on every master now; one that was known keeps the time it was added at. */
export const recordTokenRows = (record: EnrollmentRecord, rows: readonly TokenRowRecord[]): EnrollmentRecord => {
	const {tokenRows: known = [], ...rest} = record;
	const noted = rows.map((row) => ({...row, addedAt: known.find(({user, sha256}) => user === row.user && sha256 === row.sha256)?.addedAt ?? row.addedAt}));
	return noted.length === 0 ? rest : {...rest, tokenRows: noted};
};
