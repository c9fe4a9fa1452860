import type {AddressFacts} from '../core/facts/cluster-facts.ts';

/** Dials a TLS server and looks at its certificate. Rejects with Failure (`address-…`) where no TLS session comes about. */
export type EndpointProbe = {
	probe(address: {readonly host: string; readonly port: number}, options: {readonly caPem: string; readonly timeoutMs: number; readonly signal?: AbortSignal}): Promise<AddressFacts>;
};
