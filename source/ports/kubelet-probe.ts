import type {ServedCertificate} from '../core/csr/proofs.ts';

/** What a kubelet showed in a handshake: it holds the key of this certificate. */
export type ShownCertificate = Omit<ServedCertificate, 'node' | 'seenMs'>;

/** Dials kubelets to see which certificate they serve (P23); asks them for nothing. */
export type KubeletProbe = {
	/** Resolves to undefined where no TLS session comes about, or the certificate cannot be read in one way. Never rejects. */
	fetchCertificate(address: {readonly host: string; readonly port: number}, options: {readonly caPem: string; readonly timeoutMs: number; readonly signal: AbortSignal}): Promise<ShownCertificate | undefined>;
};
