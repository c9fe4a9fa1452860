/** What every problem of an address says: what was dialled. */
type Dialled = {readonly host: string; readonly port: number};

/** Problems of dialling an API server, at the address that kubelets will use or any other. Subject: `host:port`. */
export type AddressProblems = {
	'address-refused': Dialled;
	'address-timeout': Dialled & {readonly timeoutMs: number};
	'address-unresolved': Dialled;
	'address-unroutable': Dialled;
	/** The connection was cut before an answer. */
	'address-reset': Dialled;
	/** What answers there does not speak TLS. */
	'address-not-tls': Dialled;
	/** TLS was spoken, and failed for a reason that has no code of its own: see the cause. */
	'address-tls-failed': Dialled;
	/** The server refused the kubeconfig's client certificate during the handshake. */
	'address-client-refused': Dialled;
	'address-untrusted': Dialled & {/** Who signed the certificate that was shown; empty where that is not known. */ readonly issuer: string; /** Subjects of the CA expected. */ readonly expected: readonly string[]};
	'address-unnamed': Dialled & {/** The names and addresses that the certificate has. */ readonly names: readonly string[]};
	'address-expired': Dialled & {/** RFC 3339; empty where that is not known. */ readonly notAfter: string};
	'address-not-yet-valid': Dialled;
	'address-expires-soon': Dialled & {readonly notAfter: string; readonly days: number};
	'address-not-ready': Dialled;
	/** Every node would dial itself. */
	'address-loopback': Dialled;
	/** What answers at /readyz is no API server, or cuts the connection. */
	'address-silent': Dialled;
	/** The same CA, and another cluster behind it. */
	'address-other-cluster': Dialled & {readonly kubeconfigServer: string};
	/** One of the servers behind the address; `others` is how many answer. */
	'endpoint-not-answering': Dialled & {readonly others: number; readonly total: number};
};
