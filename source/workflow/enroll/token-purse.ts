import type {Answers} from '../../core/answers/answers.ts';
import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import {proveToken} from '../cluster/prove-token.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {createObject, deleteObject} from './change-objects.ts';
import {mintToken, type MintedToken} from './mint-token.ts';

/** Holds the bootstrap tokens of one run, in memory only: one a node, or one for all where the answers say shared. */
export type TokenPurse = {
	/** `id.secret` for a node, its Secret created in the cluster when it resolves. */
	readonly tokenFor: (node: string) => Promise<string>;
	/** Proves with the first token, through every API server, that bootstrap-token authentication is on; on failure nothing is left behind. */
	readonly prove: (node: string) => Promise<void>;
	/** Deletes a node's token; a shared one when the last node that drew it is done. */
	readonly spend: (node: string) => Promise<void>;
	/** Tokens made so far, without their secret parts: what judging requests needs. */
	readonly facts: () => readonly TokenFacts[];
	/** Deletes a token that was made and never drawn. */
	readonly close: () => Promise<void>;
};

/** Opens the purse of a run; nothing is created before the first token is asked for. */
export const openTokenPurse = (edges: Edges, answers: Answers, prepared: Prepared, control: RunControl): TokenPurse => {
	const minted = new Map<string, {readonly token: MintedToken; readonly isStored: Promise<void>}>();
	const drawnBy = new Map<string, Set<string>>();
	const keyOf = (node: string): string => (answers.token.scope === 'shared' ? '' : node);

	const store = async (token: MintedToken): Promise<void> => {
		await createObject(edges.api, token.object, control.signal);
		control.emit({type: 'object-changed', kind: 'Secret', name: token.facts.secretName, action: 'create'});
	};
	const make = (key: string): {readonly token: MintedToken; readonly isStored: Promise<void>} => {
		const takenIds = new Set([...prepared.cluster.tokens, ...[...minted.values()].map(({token}) => token.facts)].map(({tokenId}) => tokenId));
		const token = mintToken(edges, {planId: prepared.plan.id, lifetimeMinutes: answers.token.lifetimeMinutes, takenIds, ...(key === '' ? {} : {node: key})});
		const entry = {token, isStored: store(token)};
		minted.set(key, entry);
		return entry;
	};
	const take = async (key: string): Promise<MintedToken> => {
		const entry = minted.get(key) ?? make(key);
		await entry.isStored;
		return entry.token;
	};
	const drop = async (key: string): Promise<void> => {
		const entry = minted.get(key);
		if (entry === undefined) {
			return;
		}
		minted.delete(key);
		await deleteObject(edges.api, 'Secret', entry.token.facts.secretName, 'kube-system');
		control.emit({type: 'object-changed', kind: 'Secret', name: entry.token.facts.secretName, action: 'delete'});
	};

	return {
		tokenFor: async (node) => {
			const key = keyOf(node);
			drawnBy.set(key, new Set([...(drawnBy.get(key) ?? []), node]));
			return (await take(key)).token;
		},
		prove: async (node) => {
			const key = keyOf(node);
			try {
				const {token} = await take(key);
				const endpoints = await proveToken({api: edges.api, clock: edges.clock, token, endpoints: prepared.cluster.apiServerEndpoints, address: prepared.apiServer, signal: control.signal, onProblem: (found) => control.emit({type: 'problem-found', problem: found})});
				control.emit({type: 'token-proved', endpoints});
			} catch (error) {
				await drop(key);
				throw error;
			}
		},
		spend: async (node) => {
			const key = keyOf(node);
			const drawn = drawnBy.get(key);
			drawn?.delete(node);
			if (drawn === undefined || drawn.size === 0) {
				await drop(key);
			}
		},
		facts: () => [...minted.values()].map(({token}) => token.facts),
		close: async () => {
			for (const key of minted.keys()) {
				if (!drawnBy.has(key)) {
					await drop(key);
				}
			}
		},
	};
};
