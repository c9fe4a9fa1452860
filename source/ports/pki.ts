import type {RequestReading} from '../core/csr/csr.ts';
import type {CertificateFacts} from '../core/facts/cluster-facts.ts';

/** Reads certificates and requests. Pure in effect, but libraries of crypto are behind it. Never throws on bad bytes. */
export type Pki = {
	/** Every certificate of a PEM text, in order; blocks that are none are left out. */
	readCertificates(pem: string): readonly CertificateFacts[];
	/** The strict reading of P3 and P4. */
	readRequest(request: Uint8Array): RequestReading;
	/** True where `certificate` was signed by one of `authorities` (PEM each). Says nothing of time. */
	isIssuedBy(certificate: string, authorities: readonly string[]): boolean;
	/** Lower-case hex of SHA-256 over the UTF-8 bytes. */
	sha256(text: string): string;
};
