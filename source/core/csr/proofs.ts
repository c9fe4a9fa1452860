import type {SubjectAltName} from './csr.ts';

/** What a kubelet served when somebody dialled it on its port (P23). Gathered by the workflow; the node holds the key of what it serves. */
export type ServedCertificate = {
	readonly node: string;
	/** When it was dialled, by the API server's clock, in milliseconds. */
	readonly seenMs: number;
	/** The handshake was verified against the CA that signs kubelets' serving certificates; not against the system's roots. */
	readonly isTrusted: boolean;
	readonly commonName: string;
	/** RFC 3339. */
	readonly notBefore: string;
	readonly notAfter: string;
	/** All of them, of every kind; values as RequestReading tells them. */
	readonly altNames: readonly SubjectAltName[];
};

/** Which keys SSH saw on a host (P30). */
export type HostProof = {
	readonly node: string;
	/** When it was looked at, by the API server's clock, in milliseconds. */
	readonly seenMs: number;
	/** Lower-case hex of SHA-256 over the DER SubjectPublicKeyInfo, of every key in the kubelet's folder of certificates, the pending one included. */
	readonly keySha256s: readonly string[];
	/** A key lies there whose fingerprint could not be told: it may be any. */
	readonly hasUnreadKey?: boolean;
};

/** Whether the controller-manager would approve by itself (P32), found by asking access reviews as the requesters' own users and groups. */
export type OtherApprover = {
	/** First client requests of bootstrap users: create certificatesigningrequests/nodeclient. */
	readonly client: 'yes' | 'no' | 'unknown';
	/** Client renewals by nodes: create certificatesigningrequests/selfnodeclient. */
	readonly renewal: 'yes' | 'no' | 'unknown';
};
