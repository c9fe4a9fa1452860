import type {KubeletProbe, ShownCertificate} from '../../ports/kubelet-probe.ts';
import {shakeHands} from './shake-hands.ts';

/** Makes what dials kubelets for their serving certificates, which `readCertificate` reads from PEM. */
export const openKubeletProbe = (readCertificate: (pem: string) => Omit<ShownCertificate, 'isTrusted'> | undefined): KubeletProbe => ({
	fetchCertificate: async ({host, port}, {caPem, timeoutMs, signal}) => {
		try {
			const socket = await shakeHands({host, port, caPem, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])});
			try {
				const certificate = socket.getPeerX509Certificate();
				const read = certificate === undefined ? undefined : readCertificate(certificate.toString());
				return read === undefined ? undefined : {...read, isTrusted: socket.authorized};
			} finally {
				socket.destroy();
			}
		} catch {
			// A kubelet that is down, or behind a firewall, proves nothing, and is no trouble of the board's.
			return undefined;
		}
	},
});
