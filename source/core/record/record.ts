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

/** A row of the token file that kubenroll wrote; never its token. */
export type TokenRowRecord = {
	/** Names the row: no two of kubenroll's have the same. */
	readonly user: string;
	/** Of the token; 128 drawn bits cannot be found from it. */
	readonly sha256: string;
	/** The node that it lets in; unset: every node, or a spare row that is free. */
	readonly node?: string;
	/** ISO 8601. */
	readonly addedAt: string;
};

/** `.kubenroll/record.json`: what was enrolled. Versioned; holds no secret. */
export type EnrollmentRecord = {
	readonly version: 1;
	readonly cluster: {readonly server: string; readonly caSha256: string};
	readonly nodes: Readonly<Record<string, NodeRecord>>;
	/** Rows on every master that `kubenroll token remove` takes off; unset where there are none. */
	readonly tokenRows?: readonly TokenRowRecord[];
};

/** What a decision by hand has for a plan. */
export const noPlan = 'none';

/** One line of `.kubenroll/decisions.jsonl`. */
export type Decision = {
	readonly at: string;
	readonly request: string;
	readonly node?: string;
	readonly kind: string;
	/** `deleted`: a superseded request was swept away. `revoked`: `request` names the Secret of a bootstrap token that a person took away. */
	readonly decision: 'approved' | 'denied' | 'deleted' | 'revoked';
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
