import type {Plan} from '../plan/plan.ts';
import type {AddressFacts, CertificateFacts, ClusterFacts} from '../facts/cluster-facts.ts';
import type {ApiServerAddress} from '../answers/answers.ts';
import type {Problem} from '../problem/problem.ts';

/** A kubeconfig that lies in one of the usual places, or that somebody typed. */
export type KubeconfigChoice = {
	readonly path: string;
	/** Names of its contexts, as they are: escape them before showing. Empty where the file cannot be read. */
	readonly contexts: readonly string[];
	readonly current?: string;
};

/** A cluster that answered. `server` is the kubeconfig's, where kubelets dial unless another address is given. */
export type ClusterFound = {readonly facts: ClusterFacts; readonly problems: readonly Problem[]; readonly server: ApiServerAddress; readonly context: string};

/** An address that was dialled; `facts` are undefined where no TLS came about. */
export type AddressFound = {readonly facts: AddressFacts | undefined; readonly endpoints: {readonly answering: number; readonly total: number}; readonly problems: readonly Problem[]};

/** The CA that a file on this machine holds. */
export type CaFound = {readonly certificates: readonly CertificateFacts[]};

/** What shall be written on this machine beside a run, or instead of one; `key` tells one wish from the next. */
export type PapersWish = {readonly key: string} & ({readonly kind: 'plan'; readonly plan: Plan} | {readonly kind: 'files'; readonly folder: string});

/** What was written. */
export type PapersFound = {readonly kind: 'plan'; readonly path: string} | {readonly kind: 'files'; readonly folder: string; readonly count: number; readonly problems: readonly Problem[]};

/** One host's keys that nobody has seen before. */
export type NewHostKeys = {readonly node: string; readonly address: string; readonly role: 'node' | 'master'; readonly fingerprints: readonly string[]; /** Of each fingerprint: ED25519, ECDSA, RSA. */ readonly types: readonly string[]};

/** What the hosts showed before any login. */
export type HostKeysFound = {readonly known: readonly string[]; readonly fresh: readonly NewHostKeys[]; readonly problems: readonly Problem[]};
