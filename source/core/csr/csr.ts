import type {TokenFacts} from '../facts/cluster-facts.ts';
import type {DefectDetail} from './request-defect.ts';
import type {HostProof, OtherApprover, ServedCertificate} from './proofs.ts';
import type {ReasonCode, ReasonParams} from './reason-codes.ts';

/** A CertificateSigningRequest object as the API tells it; every string in it is an attacker's (P27). */
export type RawCsr = {
	readonly name: string;
	readonly uid: string;
	readonly resourceVersion: string;
	readonly createdAt: string;
	readonly signerName: string;
	/** `spec.request` with the base64 of JSON removed: what should be one PEM block; empty where its reading is kept instead. */
	readonly request: Uint8Array;
	readonly usages: readonly string[];
	readonly expirationSeconds?: number;
	readonly username: string;
	readonly groups: readonly string[];
	readonly conditions: readonly {readonly type: string; readonly status: string; readonly reason: string; readonly message: string; readonly lastUpdateTime?: string}[];
	/** PEM, empty while not issued. */
	readonly certificate: string;
};

/** A subject alternative name; `other` keeps the tag number of kinds that no kubelet asks for. */
export type SubjectAltName =
	| {readonly kind: 'dns' | 'email' | 'uri'; readonly value: string}
	/** Canonical text of the address; IPv4-mapped IPv6 is unmapped, as Go signs it. */
	| {readonly kind: 'ip'; readonly value: string}
	| {readonly kind: 'other'; readonly value: string};

/** A PKCS#10 request that can be read in one way only (P3); its self-signature has been verified. */
export type DecodedRequest = {
	/** In order, one entry an attribute: type is the short name (CN, O) or the dotted OID. */
	readonly subject: readonly {readonly type: string; readonly value: string; readonly stringType: string}[];
	/** undefined: no SAN extension at all; an empty list is an empty extension. */
	readonly altNames?: readonly SubjectAltName[];
	readonly key:
		| {readonly kind: 'ec'; readonly curve: string}
		| {readonly kind: 'rsa'; readonly bits: number; readonly exponent: number}
		| {readonly kind: 'ed25519'}
		| {readonly kind: 'other'; readonly oid: string};
	/** `sha256`, `sha1`, `ed25519`, …. */
	readonly signatureHash: string;
	/** Names of key usages and extended key usages that the request itself asks for, as Kubernetes spells them. */
	readonly requestedUsages: readonly string[];
	/** Lower-case hex of SHA-256 over the DER SubjectPublicKeyInfo. */
	readonly spkiSha256: string;
};

/** Either the one reading of the request, or why it has none. */
export type RequestReading = {readonly isReadable: true; readonly decoded: DecodedRequest} | {readonly isReadable: false; readonly defect: RequestDefect};

/** Why a request was refused by the strict reader (P3, P4): in which respect, and what exactly. */
export type RequestDefect = {
	readonly rule: 'P3' | 'P4';
	readonly code: 'pem' | 'der' | 'version' | 'subject' | 'key' | 'attribute' | 'extension' | 'alt-name' | 'usage' | 'signature';
	readonly detail: DefectDetail;
};

/** A request with its reading; `object` is what the API told, for who writes it back, where that is kept. */
export type Csr = {readonly raw: RawCsr; readonly reading: RequestReading; readonly object?: unknown};

/** Ids of the rules of the approval policy. */
export type RuleId = `P${number}`;

/** The worst of the rules' answers. */
export type Verdict = 'PASS' | 'ASK' | 'REFUSE' | 'NOT_OURS' | 'DECIDED';

/** One rule's answer about one request; `code` finds its sentence, `params` fill it. Params are escaped and safe to print. */
export type Reason = {
	readonly [Code in ReasonCode]: {readonly rule: RuleId; readonly verdict: Verdict; readonly code: Code; readonly params: ReasonParams[Code]};
}[ReasonCode];

/** Facts without which nothing is PASS (P36). */
export type MissingFact = 'nodes' | 'tokens' | 'service-range' | 'api-server-address' | 'clock' | 'clocks-apart' | 'unreadable-range';

/** The whole judgement of one request. */
export type Judgement = {
	/** The name of the request object, as it is: escape it before showing it. */
	readonly name: string;
	/** The node that it claims to be; undefined where that cannot be told. */
	readonly node?: string;
	readonly kind: 'client' | 'serving' | 'other';
	readonly state: 'pending' | 'approved' | 'issued' | 'denied' | 'failed';
	readonly verdict: Verdict;
	readonly reasons: readonly Reason[];
};

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
