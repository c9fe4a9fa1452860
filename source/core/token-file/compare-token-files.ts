import {problem, type Problem} from '../problem/problem.ts';
import {isOwnRow} from './own-rows.ts';
import {showColumn} from './show-column.ts';
import type {TokenFile, TokenRow} from './token-file.ts';

const subject = 'cluster';

// What an API server makes of a row; where it stands and how it is quoted says nothing.
const keyOf = ({token, user, uid, groups}: TokenRow): string => JSON.stringify([token, user, uid, groups]);

/**
 * Finds rows that are on some masters only. kubenroll's own are put back by the plan, unless they are on their way out; those of others are told and left alone.
 * Masters without a file get a copy of everything, and are not told here.
 */
export const compareTokenFiles = (files: ReadonlyMap<string, TokenFile>, {keepsOwn}: {readonly keepsOwn: boolean}): readonly Problem[] => {
	const hosts = [...files.keys()];
	const rows = new Map<string, {readonly row: TokenRow; readonly on: Set<string>}>();
	for (const [host, file] of files) {
		for (const row of file.rows.filter(({token}) => token !== '')) {
			const known = rows.get(keyOf(row)) ?? {row, on: new Set()};
			known.on.add(host);
			rows.set(keyOf(row), known);
		}
	}
	// Masters that know different tokens for a row of ours are told once, by the token that most of them know.
	const mostKnown = (user: string): number => Math.max(...[...rows.values()].filter(({row}) => row.user === user).map(({on}) => on.size));
	return [...rows.values()]
		.filter(({on, row}) => on.size < hosts.length && (!isOwnRow(row) || (keepsOwn && on.size === mostKnown(row.user))))
		.map(({row, on}) => {
			const params = {user: showColumn(row.user), on: [...on], missingOn: hosts.filter((host) => !on.has(host))};
			return isOwnRow(row) ? problem('token-row-lost', subject, params, {severity: 'warning'}) : problem('token-row-missing', subject, params, {severity: 'warning'});
		});
};
