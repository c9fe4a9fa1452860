import type {Answers} from '../../core/answers/answers.ts';
import type {JudgedRequest} from '../../core/csr/judged-request.ts';
import type {ServedCertificate} from '../../core/csr/proofs.ts';
import {readRequester} from '../../core/csr/requester.ts';
import type {CertificateFacts} from '../../core/facts/cluster-facts.ts';
import type {Clock} from '../../ports/clock.ts';
import type {KubeletProbe} from '../../ports/kubelet-probe.ts';
import {limitConcurrency} from '../limit-concurrency.ts';

/** What it needs to know of the cluster just now. */
export type PossessionOptions = {
	/** The CA that kubelets' certificates are signed by. */
	readonly authorities: () => readonly CertificateFacts[];
	/** The API server's clock, in milliseconds since the epoch. */
	readonly serverNowMs: () => number;
	/** A kubelet has shown a certificate. */
	readonly onProof: () => void;
	readonly signal: AbortSignal;
};

/** Whoever is asked for proofs. */
export type PossessionProver = {
	/** Is shown every judged request, and dials the kubelet of one that might be a renewal. */
	readonly consider: (request: JudgedRequest) => void;
	readonly certificates: () => readonly ServedCertificate[];
};

// KubeletPort, kubernetes cmd/kubelet/app/options and pkg/cluster/ports/ports.go.
const kubeletPort = 10_250;
const timeoutMs = 3000;

// A kubelet that asks again and again is not dialled for each request.
const againMs = 60_000;
const places = 8;

/**
 * Dials kubelets that ask for a serving certificate, at the address that the plan gives, never at one that the node wrote into its own status:
 * who still serves a valid certificate of theirs holds its key.
 */
export const createPossessionProver = (kubelets: KubeletProbe, clock: Clock, {nodes}: Answers, options: PossessionOptions): PossessionProver => {
	const served = new Map<string, ServedCertificate>();
	const dialledAtMs = new Map<string, number>();
	const limit = limitConcurrency(places);
	const addresses = new Map(nodes.map(({name, address}) => [name, address]));

	const dial = async (node: string, host: string): Promise<void> => {
		const {authorities, serverNowMs, signal, onProof} = options;
		const found = await kubelets.fetchCertificate({host, port: kubeletPort}, {caPem: authorities().map(({pem}) => pem).join('\n'), timeoutMs, signal});
		if (found !== undefined) {
			served.set(node, {node, seenMs: serverNowMs(), ...found});
			onProof();
		}
	};

	return {
		certificates: () => [...served.values()],
		consider: ({csr: {raw}, judgement: {kind, state, node}}) => {
			const requester = readRequester(raw);
			const host = node === undefined ? undefined : addresses.get(node);
			// Only the node itself can renew (P18); who else asks in its name is refused anyway.
			if (kind !== 'serving' || state !== 'pending' || node === undefined || host === undefined || requester.kind !== 'node' || requester.node !== node) {
				return;
			}
			const nowMs = clock.nowMs();
			if (nowMs - (dialledAtMs.get(node) ?? Number.NEGATIVE_INFINITY) >= againMs && options.authorities().length > 0) {
				dialledAtMs.set(node, nowMs);
				void limit(async () => dial(node, host));
			}
		},
	};
};
