import type {RawCsr} from '../../core/csr/csr.ts';
import type {JudgeContext} from '../../core/csr/judge-context.ts';

/** A request that was approved, or is being approved just now (P16). */
export type Claim = JudgeContext['approvedInRun'][number];

type Request = Pick<RawCsr, 'uid' | 'name'>;
type Target = Pick<Claim, 'node' | 'kind'>;

/** What automatic approval has taken upon itself: each request once. */
export type Claims = {
	readonly take: (request: Request, target: Target) => void;
	/** It is not approved after all. */
	readonly giveUp: (request: Request, target: Target) => void;
	readonly has: (request: Request) => boolean;
	/** Name of the client request that was taken for a node last; undefined where there is none. */
	readonly clientOf: (node: string) => string | undefined;
	readonly list: () => readonly Claim[];
	readonly count: () => number;
};

/** Begins with none. */
export const createClaims = (): Claims => {
	const claims = new Map<string, Claim>();
	const clients = new Map<string, string>();
	return {
		take: ({uid, name}, {node, kind}) => {
			claims.set(uid, {node, kind, request: name});
			if (kind === 'client') {
				clients.set(node, name);
			}
		},
		giveUp: ({uid}, {node, kind}) => {
			claims.delete(uid);
			if (kind === 'client') {
				clients.delete(node);
			}
		},
		has: ({uid}) => claims.has(uid),
		clientOf: (node) => clients.get(node),
		list: () => [...claims.values()],
		count: () => claims.size,
	};
};
