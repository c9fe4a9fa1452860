import {randomBytes} from 'node:crypto';
import type {Store} from '../store/open-store.ts';
import {keyOf} from '../store/open-store.ts';
import {knownUser, type User} from './user.ts';

type Holder = {readonly namespace: string; readonly name: string; /** Of the account that it was issued for; unset: of one that no store has. */ readonly uid?: string; readonly expiresAtMs: number};

/** The tokens of service accounts: opaque here, as no client may look into them. */
export type ServiceAccountTokens = {
	/** Makes one; without a lifetime, it has no end and needs no account. */
	readonly issue: (holder: {readonly namespace: string; readonly name: string}, lifetimeMs?: number) => {readonly token: string; readonly expiresAtMs: number};
	/** Knows whoever holds one that has not expired, and whose account is still the one that it was issued for. */
	readonly find: (token: string) => User | undefined;
};

/** Opens the tokens of one control plane: kubernetes pkg/serviceaccount/claims.go. */
export const openServiceAccountTokens = (store: Store): ServiceAccountTokens => {
	const holders = new Map<string, Holder>();
	const uidOf = (namespace: string, name: string): string | undefined => store.collection('serviceaccounts').get(keyOf(name, namespace))?.object.metadata.uid;
	return {
		issue: ({namespace, name}, lifetimeMs) => {
			const token = randomBytes(32).toString('base64url');
			const uid = lifetimeMs === undefined ? undefined : uidOf(namespace, name);
			const expiresAtMs = lifetimeMs === undefined ? Number.POSITIVE_INFINITY : store.nowMs() + lifetimeMs;
			holders.set(token, {namespace, name, expiresAtMs, ...(uid === undefined ? {} : {uid})});
			return {token, expiresAtMs};
		},
		find: (token) => {
			const holder = holders.get(token);
			if (holder === undefined || holder.expiresAtMs <= store.nowMs() || (holder.uid !== undefined && holder.uid !== uidOf(holder.namespace, holder.name))) {
				return undefined;
			}
			return knownUser(`system:serviceaccount:${holder.namespace}:${holder.name}`, ['system:serviceaccounts', `system:serviceaccounts:${holder.namespace}`]);
		},
	};
};
