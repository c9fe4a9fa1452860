import type {WaitingFor} from '../run/waiting-for.ts';

const second = 1000;

/** How long each wait may last before it is called stuck, in milliseconds: longer than a healthy cluster takes. A wait for a person is never stuck. */
export const patienceMs: Readonly<Record<WaitingFor, number>> = {
	// A kubelet files its request within seconds of its start; its own back-off doubles from 2 s (k8s.io/client-go util/certificate/certificate_manager.go).
	'client-request': 60 * second,
	'serving-request': 60 * second,
	'client-approval': Number.POSITIVE_INFINITY,
	'serving-approval': Number.POSITIVE_INFINITY,
	// A controller-manager that restarts waits for its lease, 15 s with retries each 2 s (k8s.io/component-base config/v1alpha1/defaults.go), then starts its signers.
	'client-signer': 40 * second,
	'serving-signer': 40 * second,
	// Registration is retried after 7 s at most (kubernetes pkg/kubelet/kubelet_node_status.go, registerWithAPIServer).
	registration: 40 * second,
	// A network plugin has to come up on the new node first, which may mean that it pulls images.
	ready: 120 * second,
	nothing: Number.POSITIVE_INFINITY,
};
