import type {Answers, ApiServerAddress} from '../../core/answers/answers.ts';
import type {TokenFacts} from '../../core/facts/cluster-facts.ts';
import {Failure} from '../../core/problem/failure.ts';
import {problem} from '../../core/problem/problem.ts';
import type {Edges, RunControl} from '../operation.ts';
import type {Prepared} from '../plan/prepare-plan.ts';
import {proveToken} from '../cluster/prove-token.ts';
import {createObject, deleteObject} from './change-objects.ts';
import {mintToken, type MintedToken} from './mint-token.ts';

/** Holds the bootstrap tokens of one run, in memory only: one a node, or one for all where the answers say shared. */
export type TokenPurse = {
	/** `id.secret` for a node, its Secret created in the cluster when it resolves. */
	readonly tokenFor: (node: string) => Promise<string>;
	/** Proves with the first token, through every API server, that bootstrap-token authentication is on; on failure nothing is left behind. */
	readonly prove: () => Promise<void>;
	/** Proves the same on one API server alone, right after it was restarted for it. */
	readonly proveOn: (server: ApiServerAddress) => Promise<void>;
	/** Says that a node needs its token no more: deletes it, a shared one with the last node. Rejects with Failure `token-stays`. */
	readonly spend: (node: string) => Promise<void>;
	/** Tokens made so far, without their secret parts: what judging requests needs. */
	readonly facts: () => readonly TokenFacts[];
	/** Deletes tokens that no node ever got; one that cannot be deleted is told. Tokens that kubelets run with stay, and expire by themselves. */
	readonly close: () => Promise<void>;
};

type Entry = {readonly token: MintedToken; readonly isStored: Promise<void>};

// Once the run was given up its end is waited for: one short try. Before, a busy API server is given its time, and asked again.
const hastyDelete = {tries: 1, timeoutMs: 2000};
const patientDelete = {tries: 3, timeoutMs: 15_000};
const retryMs = 1000;

// A server that answered would answer the same again.
const hasAnswer = (error: unknown): boolean => !(error instanceof Failure) || error.problems.some(({code}) => code === 'object-refused');

/**
 * Opens the purse for the nodes that need a token; nothing is created before the first is asked for. Tidying up goes on after the run's signal
 * has aborted; `cutOff` is for creations that are under way then.
 */
export const openTokenPurse = (edges: Pick<Edges, 'api' | 'clock' | 'entropy'>, answers: Pick<Answers, 'token'>, prepared: Pick<Prepared, 'cluster' | 'plan' | 'apiServer' | 'clockSkewMs'>, control: Pick<RunControl, 'emit' | 'signal'> & {readonly cutOff: AbortSignal}): TokenPurse => {
	const keyOf = (node: string): string => (answers.token.scope === 'shared' ? '' : node);
	const needy = prepared.plan.nodes.filter(({needsToken}) => needsToken).map(({name}) => name);
	const users = new Map([...Map.groupBy(needy, keyOf)].map(([key, nodes]) => [key, new Set(nodes)]));
	const takenIds = new Set(prepared.cluster.tokens.map(({tokenId}) => tokenId));
	const entries = new Map<string, Entry>();
	const handedOut = new Set<string>();

	const make = (key: string): Entry => {
		const token = mintToken(edges, {planId: prepared.plan.id, nowMs: edges.clock.nowMs() + (prepared.clockSkewMs ?? 0), lifetimeMinutes: answers.token.lifetimeMinutes, takenIds, ...(key === '' ? {} : {node: key})});
		takenIds.add(token.facts.tokenId);
		const store = async (): Promise<void> => {
			await createObject(edges.api, token.object, {signal: control.cutOff});
			control.emit({type: 'object-changed', kind: 'Secret', name: token.facts.secretName, action: 'create'});
		};
		const entry = {token, isStored: store()};
		entries.set(key, entry);
		return entry;
	};
	const take = async (key: string): Promise<string> => {
		const entry = entries.get(key) ?? make(key);
		await entry.isStored;
		return entry.token.token;
	};
	const deleteSecret = async (name: string): Promise<void> => {
		const {tries, timeoutMs} = control.signal.aborted ? hastyDelete : patientDelete;
		for (let left = tries - 1; ; left -= 1) {
			try {
				return await deleteObject(edges.api, 'Secret', name, 'kube-system', {timeoutMs});
			} catch (error) {
				if (left <= 0 || control.signal.aborted || hasAnswer(error)) {
					throw error;
				}
				await edges.clock.sleep(retryMs, control.signal);
			}
		}
	};
	const drop = async (key: string): Promise<void> => {
		const entry = entries.get(key);
		if (entry === undefined) {
			return;
		}
		entries.delete(key);
		const {secretName, expiration = ''} = entry.token.facts;
		// One whose creation got no answer may be there all the same.
		await entry.isStored.catch(() => undefined);
		try {
			await deleteSecret(secretName);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			const cause = error.problems.map((each) => each.cause ?? each.code).join('; ');
			throw new Failure(problem('token-stays', key === '' ? 'cluster' : key, {secret: secretName, expiration}, {cause}));
		}
		control.emit({type: 'object-changed', kind: 'Secret', name: secretName, action: 'delete'});
	};
	const dropOrTell = async (key: string): Promise<void> => {
		try {
			await drop(key);
		} catch (error) {
			for (const found of error instanceof Failure ? error.problems : []) {
				control.emit({type: 'problem-found', problem: found});
			}
		}
	};

	return {
		tokenFor: async (node) => {
			const key = keyOf(node);
			handedOut.add(key);
			// One that was given up may be tried again.
			users.get(key)?.add(node);
			return take(key);
		},
		prove: async () => {
			const [key] = users.keys();
			if (key === undefined) {
				return;
			}
			try {
				const token = await take(key);
				const endpoints = await proveToken({api: edges.api, clock: edges.clock, token, mode: 'bootstrap-token', endpoints: prepared.cluster.apiServerEndpoints, address: prepared.apiServer, signal: control.signal, onProblem: (found) => control.emit({type: 'problem-found', problem: found})});
				control.emit({type: 'token-proved', endpoints});
			} catch (error) {
				await dropOrTell(key);
				throw error;
			}
		},
		proveOn: async (server) => {
			const [key] = users.keys();
			if (key !== undefined) {
				await proveToken({api: edges.api, clock: edges.clock, token: await take(key), mode: 'bootstrap-token', endpoints: [], address: server, signal: control.signal});
			}
		},
		spend: async (node) => {
			const key = keyOf(node);
			const left = users.get(key);
			left?.delete(node);
			if (left?.size === 0) {
				await drop(key);
			}
		},
		facts: () => [...entries.values()].map(({token}) => token.facts),
		close: async () => {
			await Promise.all([...entries.keys()].filter((key) => !handedOut.has(key)).map(dropOrTell));
		},
	};
};
