import {isBootstrapRow, isOwnRow, nodeOfRowUser, nodeRow, sharedRow, spareNumberOf, spareRow} from './own-rows.ts';
import type {RowIdentity, TokenFile, TokenRow} from './token-file.ts';

/** What becomes of kubenroll's rows: `keep` them for enrolling, take them off (`remove`), or take off every row that bootstraps kubelets (`retire`). */
export type RowPurpose = 'keep' | 'remove' | 'retire';

/** What becomes of one row on all masters; holds no token. `restore`: it is on some of them only. */
export type RowPlan = RowIdentity & {
	readonly action: 'keep' | 'create' | 'restore' | 'delete';
	/** The node that it lets in, now or earlier; undefined: every node, or a spare row that is free. */
	readonly node?: string;
};

/** What rows are chosen from. */
export type RowChoice = {
	readonly purpose: RowPurpose;
	readonly rows: 'shared' | 'per-node';
	/** How many free spare rows there shall be, whenever masters are restarted anyway. */
	readonly spareRows: number;
	/** Names of nodes that need a token. */
	readonly needyNodes: readonly string[];
	/** Nodes by the user of the spare row that an earlier run gave them. */
	readonly assigned: ReadonlyMap<string, string>;
	/** By master; undefined where there is none yet. */
	readonly files: ReadonlyMap<string, TokenFile | undefined>;
};

/** An own row as it is there: with the token that most masters know. Secret. */
export type StandingRow = {readonly identity: RowIdentity; readonly token: string; readonly on: readonly string[]};

const lastOf = (file: TokenFile | undefined, isMeant: (row: TokenRow) => boolean): ReadonlyMap<string, TokenRow> =>
	new Map((file?.rows ?? []).filter((row) => row.token !== '' && isMeant(row)).map((row) => [row.user, row]));

/** kubenroll's rows as the masters have them, by user. Where masters disagree about a row's token, the one that most of them know counts. */
export const findStandingRows = (files: RowChoice['files']): ReadonlyMap<string, StandingRow> => {
	const standing = new Map<string, StandingRow[]>();
	for (const [host, file] of files) {
		for (const [user, {token, uid, groups}] of lastOf(file, isOwnRow)) {
			const known = standing.get(user) ?? [];
			const same = known.find((row) => row.token === token);
			standing.set(user, [...known.filter((row) => row !== same), {identity: {user, uid, groups}, token, on: [...(same?.on ?? []), host]}]);
		}
	}
	return new Map([...standing].flatMap(([user, rows]) => rows.toSorted((left, right) => right.on.length - left.on.length).slice(0, 1).map((row) => [user, row] as const)));
};

const chooseKept = (choice: RowChoice, standing: ReadonlyMap<string, StandingRow>): readonly RowPlan[] => {
	const {rows, spareRows, needyNodes, assigned, files} = choice;
	const isEverywhere = ({on}: StandingRow): boolean => on.length === files.size;
	const free = [...standing.values()].filter((row) => spareNumberOf(row.identity.user) !== undefined && !assigned.has(row.identity.user) && isEverywhere(row)).map(({identity}) => identity);
	const assignments = new Map(assigned);
	const created: RowPlan[] = [];
	if (rows === 'shared' && needyNodes.length > 0 && !standing.has(sharedRow.user)) {
		created.push({...sharedRow, action: 'create'});
	}
	for (const node of rows === 'per-node' ? needyNodes : []) {
		const own = nodeRow(node);
		if (standing.has(own.user) || [...assignments].some(([user, name]) => name === node && standing.has(user))) {
			continue;
		}
		const spare = free.shift();
		if (spare === undefined) {
			created.push({...own, action: 'create', node});
		} else {
			assignments.set(spare.user, node);
		}
	}
	const nodeOf = (user: string): {readonly node: string} | undefined => {
		const name = assignments.get(user) ?? nodeOfRowUser(user);
		return name === undefined ? undefined : {node: name};
	};
	const kept = [...standing.values()].map((row): RowPlan => ({...row.identity, action: isEverywhere(row) ? 'keep' : 'restore', ...nodeOf(row.identity.user)}));
	const isRestarting = created.length > 0 || kept.some(({action}) => action === 'restore');
	// A number is used once: the record may know a spare row that was taken off.
	const highest = Math.max(0, ...[...standing.keys(), ...assigned.keys()].map((user) => spareNumberOf(user) ?? 0));
	const lacking = rows === 'per-node' && isRestarting ? Math.max(0, spareRows - free.length) : 0;
	const spares = Array.from({length: lacking}, (_, index): RowPlan => ({...spareRow(highest + index + 1), action: 'create'}));
	return [...kept, ...created, ...spares];
};

const chooseDoomed = (purpose: RowPurpose, files: RowChoice['files']): readonly RowPlan[] => {
	const isDoomed = purpose === 'retire' ? (row: TokenRow) => isOwnRow(row) || isBootstrapRow(row) : isOwnRow;
	const rows = new Map([...files.values()].flatMap((file) => [...lastOf(file, isDoomed)]));
	return [...rows.values()].map(({user, uid, groups}) => ({user, uid, groups, action: 'delete'}));
};

/** Decides which rows there shall be on every master, in a steady order. Those of nodes that are enrolled stay until they are removed on purpose. */
export const chooseRows = (choice: RowChoice): readonly RowPlan[] => (choice.purpose === 'keep' ? chooseKept(choice, findStandingRows(choice.files)) : chooseDoomed(choice.purpose, choice.files));

/** The row that a node's kubelet asks with; undefined where the plan has none for it. */
export const pickRow = (rows: readonly RowPlan[], scope: RowChoice['rows'], node: string): RowPlan | undefined => (scope === 'shared' ? rows.find(({user}) => user === sharedRow.user) : rows.find((row) => row.node === node));
