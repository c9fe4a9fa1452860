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
	/** `revoked`: `request` names the Secret of a bootstrap token that a person took away. */
	readonly decision: 'approved' | 'denied' | 'revoked';
	readonly verdict: string;
	readonly rules: readonly string[];
	readonly plan: string;
	readonly operator: string;
	/** Version of the approval policy; unset in lines of before it had one. */
	readonly policy?: number;
	/** What the person typed who decided this one request; unset where the policy did. */
	readonly reason?: string;
	/** A person approved against the policy, with the node's name typed (P28). */
	readonly isOverride?: true;
	readonly keySha256?: string;
};
