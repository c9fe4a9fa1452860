import type {TokenFacts} from '../facts/cluster-facts.ts';
import type {Csr} from './csr.ts';
import type {HostProof, OtherApprover, ServedCertificate} from './proofs.ts';

/** Facts without which nothing is PASS (P36). */
export type MissingFact = 'nodes' | 'tokens' | 'service-range' | 'api-server-address' | 'clock' | 'clocks-apart' | 'unreadable-range';

/** What judgement knows beside the request; plain data, gathered by the workflow. */
export type JudgeContext = {
	/** Now, milliseconds since the epoch, by the API server's clock. */
	readonly nowMs: number;
	/** When this run started; undefined outside of a run. */
	readonly runStartedMs?: number;
	readonly plannedNodes: readonly {
		readonly name: string;
		/** Canonical IP texts that the inventory or SSH vouches for. */
		readonly addresses: readonly string[];
		/** Addresses put beside the uplinks' own, as a VIP is; nobody vouches for them (P21). */
		readonly secondaryAddresses?: readonly string[];
		/** Lower-case names that the inventory or SSH vouches for, beside its own. */
		readonly dnsNames: readonly string[];
		readonly isControlPlane: boolean;
		readonly mayReenroll: boolean;
		/** False until a survey or record supplied facts: then P20/P21 know the plan's own addresses only. */
		readonly hasFacts: boolean;
	}[];
	/** Hosts of the control plane; an address may be a DNS name. */
	readonly controlPlane: readonly {readonly name: string; readonly addresses: readonly string[]}[];
	readonly nodeObjects: readonly {
		readonly name: string;
		readonly ready: 'true' | 'false' | 'unknown';
		readonly isControlPlane: boolean;
		readonly addresses: readonly string[];
		readonly hostnames: readonly string[];
	}[];
	readonly tokens: readonly TokenFacts[];
	/** kubenroll's rows of the token file, by their users, with the nodes that spare ones were given to (P14); undefined: none is known. */
	readonly tokenRows?: readonly {readonly user: string; readonly node?: string}[];
	/** API server address (VIP or LB) and every other name or address that no node may hold. */
	readonly reservedNames: readonly string[];
	readonly reservedAddresses: readonly string[];
	readonly reservedCidrs: readonly string[];
	readonly clusterDomain: string;
	readonly mode: 'bootstrap-token' | 'token-file';
	readonly trustsSharedToken: boolean;
	readonly maxExpirationSeconds: number;
	readonly addressAllowList: readonly string[];
	/** Facts that should be here and are not: with any of them nothing is PASS (P36). */
	readonly missingFacts: readonly MissingFact[];
	/** All requests of the cluster, the one that is judged among them or not. */
	readonly siblings: readonly Csr[];
	/** Requests that were approved in this run, by whomever. */
	readonly approvedInRun: readonly {readonly node: string; readonly kind: 'client' | 'serving'; readonly request: string}[];
	/** Node names that a person denied in this run. */
	readonly deniedInRun: readonly string[];
	/** Keys of nodes that are enrolled already, beside those of `siblings` (P4). */
	readonly knownKeys?: readonly {readonly node: string; readonly keySha256: string}[];
	/** What kubelets served when they were dialled (P23); a node that nobody dialled is not among them. */
	readonly servedCertificates?: readonly ServedCertificate[];
	/** What SSH saw on hosts (P30); a host that nobody looked at is not among them. */
	readonly hostProofs?: readonly HostProof[];
	/** Whether the controller-manager decides as well (P32); undefined: nobody asked. */
	readonly otherApprover?: OtherApprover;
};
