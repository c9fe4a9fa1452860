/** One node as the last run left it. */
export type NodeRecord = {
	readonly name: string;
	readonly address: string;
	/** ISO 8601; unset until it was seen Ready. */
	readonly enrolledAt?: string;
	readonly plan: string;
	/** Last stage that ended well. */
	readonly stage: string;
	/** SHA-256 by path, as written; secrets are not listed. */
	readonly files: Readonly<Record<string, string>>;
	/** Facts that judging later requests needs when the node is not surveyed. */
	readonly addresses: readonly string[];
	readonly dnsNames: readonly string[];
	/** Fingerprint of the client certificate's public key (SPKI, SHA-256, hex). */
	readonly clientKeySha256?: string;
};

/** `.kubenroll/record.json`: what was enrolled. Versioned; holds no secret. */
export type EnrollmentRecord = {
	readonly version: 1;
	readonly cluster: {readonly server: string; readonly caSha256: string};
	readonly nodes: Readonly<Record<string, NodeRecord>>;
};

/** What a decision by hand has for a plan. */
export const noPlan = 'none';

/** One line of `.kubenroll/decisions.jsonl`. */
export type Decision = {
	readonly at: string;
	readonly request: string;
	readonly node?: string;
	readonly kind: string;
	readonly decision: 'approved' | 'denied';
	readonly verdict: string;
	readonly rules: readonly string[];
	readonly plan: string;
	readonly operator: string;
	readonly keySha256?: string;
};
