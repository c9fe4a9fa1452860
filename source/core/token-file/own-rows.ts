import {bootstrapGroup, nodeGroup} from '../artifacts/node-group.ts';
import {bootstrappersGroup} from '../csr/requester.ts';
import type {RowIdentity, TokenRow} from './token-file.ts';

/** Characters and length of a token that is drawn for a row: 128 bits, as kubernetes.io advises for token files (kubelet-tls-bootstrapping). */
export const rowTokenAlphabet = '0123456789abcdef';
export const rowTokenLength = 32;

const userName = 'kubenroll-bootstrap';
const uidPrefix = 'kubenroll';

// A node's name has no colon, so a spare row is no node's.
const ownUser = /^kubenroll-bootstrap(?::(?:spare:\d+|[a-z0-9.-]+))?$/;

/** The row that lets in every node. */
export const sharedRow: RowIdentity = {user: userName, uid: uidPrefix, groups: [bootstrappersGroup, bootstrapGroup]};

/** The row of one node, bound to its name by a group (P14); a name too long for a group has none. */
export const nodeRow = (node: string): RowIdentity => {
	const group = nodeGroup(node);
	return {user: `${userName}:${node}`, uid: `${uidPrefix}:${node}`, groups: [...sharedRow.groups, ...(group === undefined ? [] : [group])]};
};

/** A row for a node that nobody knows yet: bound to it by the record, under the row's own user name. `number` counts from 1. */
export const spareRow = (number: number): RowIdentity => ({user: `${userName}:spare:${number}`, uid: `${uidPrefix}:spare:${number}`, groups: sharedRow.groups});

/** The number of a spare row; undefined for every other user. */
export const spareNumberOf = (user: string): number | undefined => {
	const [, digits] = /^kubenroll-bootstrap:spare:(\d+)$/.exec(user) ?? [];
	return digits === undefined ? undefined : Number(digits);
};

/** The node whose row a user is; undefined for shared and spare rows, and for every other user. */
export const nodeOfRowUser = (user: string): string | undefined => /^kubenroll-bootstrap:([a-z0-9.-]+)$/.exec(user)?.[1];

/** True for a row that kubenroll wrote: by its user and its group, so that a lost record does not make it a stranger's. */
export const isOwnRow = ({user, groups}: Pick<TokenRow, 'user' | 'groups'>): boolean => ownUser.test(user) && groups.includes(bootstrapGroup);

/** True for a row that bootstraps kubelets, whoever wrote it: by its groups, or by the user of the guides. */
export const isBootstrapRow = ({user, groups}: Pick<TokenRow, 'user' | 'groups'>): boolean =>
	user === 'kubelet-bootstrap' || groups.some((group) => group === 'system:kubelet-bootstrap' || group === bootstrappersGroup || group.startsWith(`${bootstrappersGroup}:`));
